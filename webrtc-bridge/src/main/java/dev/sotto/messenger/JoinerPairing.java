package dev.sotto.messenger;

import dev.sotto.pairing.Mode;
import dev.sotto.pairing.PairingFailure;
import dev.sotto.pairing.PairingKeys;
import dev.sotto.pairing.PairingMessage;
import dev.sotto.pairing.PairingRun;
import dev.sotto.pairing.PairingSecret;
import dev.sotto.signal.IceServers;
import dev.sotto.signal.MeetingEnd;
import dev.sotto.signal.MeetingListener;
import dev.sotto.signal.MeetingPlace;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The joiner's pairing: one place, one run, never again by itself. */
final class JoinerPairing implements Pairing, MeetingListener, Run.Outcome {
  private final Course course;
  private final Function<MeetingListener, MeetingPlace> opener;
  private final PairingSecret secret;
  private final PairingRun engine;
  private final Outcome outcome;
  private final Inbox inbox = new Inbox();
  private @Nullable MeetingPlace place;
  private @Nullable Run run;
  private boolean paired;
  private boolean over;

  /** The secret of a code is closed at the end, that of a rejoin stays the caller's. */
  JoinerPairing(
      Course course,
      Surroundings surroundings,
      Function<MeetingListener, MeetingPlace> opener,
      PairingSecret secret,
      Outcome outcome) {
    this.course = course;
    this.opener = opener;
    this.secret = secret;
    this.engine = PairingRun.joiner(secret, surroundings.random());
    this.outcome = outcome;
  }

  @Override
  public void start() {
    MeetingPlace opened = opener.apply(new PlaceEvents(course, this));
    place = opened;
    run = new Run(course, engine, opened, this);
    outcome.onWaiting();
  }

  @Override
  public void onPeer() {
    if (!over && run != null) {
      outcome.onPeer();
      run.peerArrived();
    }
  }

  @Override
  public void onMessage(PairingMessage message) {
    if (paired) {
      inbox.listener().onMessage(message);
    } else if (!over && run != null) {
      run.receive(message);
    }
  }

  @Override
  public void onMalformed() {
    if (paired) {
      inbox.listener().onMalformed();
    } else if (!over && run != null) {
      run.receiveMalformed();
    }
  }

  @Override
  public void onLeft() {
    inbox.listener().onLeft();
  }

  @Override
  public void onBack() {
    inbox.listener().onBack();
  }

  @Override
  public void onIceServers(IceServers servers) {
    if (paired || !over) {
      outcome.onIceServers(servers);
    }
  }

  @Override
  public void onClosed(MeetingEnd end) {
    if (paired) {
      inbox.listener().onClosed(end);
    } else if (!over) {
      // Once our confirmation is out, no word of the server's explains its missing answer.
      boolean spent = run != null && run.guessSpent();
      fail(spent ? CodeEnds.of(PairingFailure.NOT_CONFIRMED) : Pairing.ended(end));
    }
  }

  @Override
  public void onPaired(PairingKeys keys) {
    MeetingPlace at = place;
    if (at == null) {
      throw new IllegalStateException("a run without a place");
    }
    paired = true;
    at.paired();
    stop();
    outcome.onPaired(keys, at, inbox);
  }

  @Override
  public void onFailed(PairingFailure failure) {
    fail(CodeEnds.of(failure));
  }

  private void fail(SessionEnd end) {
    close();
    outcome.onFailed(end);
  }

  @Override
  public void close() {
    stop();
    if (!paired && place != null) {
      place.close();
    }
  }

  private void stop() {
    over = true;
    if (run != null) {
      run.close();
    }
    engine.close();
    if (secret.mode() != Mode.REJOIN) {
      secret.close();
    }
  }
}
