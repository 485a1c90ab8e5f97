package dev.sotto.messenger;

import dev.sotto.pairing.PairingCode;
import dev.sotto.pairing.PairingSecret;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes the pairings of one session, the first and those of rejoins. Confined to the course. */
final class Pairings {
  /** The room of all direct connections. */
  static final String DIRECT_ROOM = "0";

  private final Course course;
  private final Surroundings surroundings;
  private final Start start;
  private final Consumer<InetSocketAddress> onListening;
  private Places.@Nullable Listening bound;

  Pairings(
      Course course,
      Surroundings surroundings,
      Start start,
      Consumer<InetSocketAddress> onListening) {
    this.course = course;
    this.surroundings = surroundings;
    this.start = start;
    this.onListening = onListening;
  }

  /** The first, with a code. */
  Pairing first(Pairing.Outcome outcome) {
    if (start instanceof Start.Invite invite) {
      return new InviterPairing(course, surroundings, invite.rooms(), null, outcome);
    } else if (start instanceof Start.Join join) {
      return new JoinerPairing(
          course,
          surroundings,
          events -> join.rooms().join(join.code().room(), events),
          PairingSecret.code(join.code()),
          outcome);
    } else if (start instanceof Start.Listen listen) {
      PairingCode code = directCode();
      outcome.onCode(code);
      return listening(listen.places(), PairingSecret.direct(code), outcome);
    } else if (start instanceof Start.Dial dial) {
      return new JoinerPairing(
          course, surroundings, dial.places()::dial, PairingSecret.direct(dial.code()), outcome);
    }
    throw new IllegalStateException("a manual session has no pairing");
  }

  /** A later one, with the secret that a connection left; it stays the caller's. */
  Pairing again(PairingSecret secret, Pairing.Outcome outcome) {
    if (start instanceof Start.Invite invite) {
      return new InviterPairing(course, surroundings, invite.rooms(), secret, outcome);
    } else if (start instanceof Start.Join join) {
      return new JoinerPairing(
          course,
          surroundings,
          events -> join.rooms().meetAsJoiner(secret.room(), events),
          secret,
          outcome);
    } else if (start instanceof Start.Listen listen) {
      return listening(bound == null ? listen.places() : bound, secret, outcome);
    } else if (start instanceof Start.Dial dial) {
      return new JoinerPairing(course, surroundings, dial.places()::dial, secret, outcome);
    }
    throw new IllegalStateException("a manual session has no pairing");
  }

  private ListeningPairing listening(
      Places.Listening places, PairingSecret secret, Pairing.Outcome outcome) {
    return new ListeningPairing(
        course, surroundings, places, secret, address -> listening(places, address), outcome);
  }

  /** A rejoin has to find us at the same port. */
  private void listening(Places.Listening places, InetSocketAddress address) {
    if (bound == null) {
      bound = places.at(address);
      onListening.accept(address);
    }
  }

  private PairingCode directCode() {
    return PairingCode.random(
        DIRECT_ROOM, surroundings.options().words(), surroundings.words(), surroundings.random());
  }
}
