package dev.sotto.messenger;

import static dev.sotto.messenger.Person.next;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.messenger.SessionEnd.Kind;
import dev.sotto.pairing.CodeLife;
import dev.sotto.pairing.Octets;
import dev.sotto.pairing.PairingCode;
import dev.sotto.pairing.PairingKeys;
import dev.sotto.pairing.PairingMessage;
import dev.sotto.pairing.PairingMessage.P1;
import dev.sotto.pairing.PairingMessage.P2;
import dev.sotto.pairing.PairingMessage.P3;
import dev.sotto.pairing.PairingMessage.P4;
import dev.sotto.pairing.PairingMessage.Sealed;
import dev.sotto.pairing.PairingRun;
import dev.sotto.pairing.PairingSecret;
import dev.sotto.pairing.Role;
import dev.sotto.signal.MeetingListener;
import dev.sotto.signal.MeetingPlace;
import dev.sotto.time.Monotonic;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A rendezvous server that lies: never a connection to the wrong peer, always a clear end. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class LyingPlaceTest {
  private static final String JOINERS = "wrong code, or somebody interferes";
  private static final String INVITERS = "somebody tried a wrong code; the code is used up";
  private static final String USED_UP = "the code is used up";
  private static final String INTERFERES = "somebody interferes with the rendezvous";

  private final MeetingHall hall = new MeetingHall();
  private final Person alice = Person.named("Alice");
  private final Person bob = Person.named("Bob");

  @AfterEach
  void everybodyLeaves() {
    alice.close();
    bob.close();
  }

  private void meet(MeetingHall.Meddler meddler) {
    hall.lying(meddler);
    alice.begin(new Start.Invite(hall));
    bob.begin(new Start.Join(hall, next(alice.codes)));
  }

  private void nobodyConnected() {
    assertThat(alice.connections).isEmpty();
    assertThat(bob.connections).isEmpty();
  }

  private static Octets flipped(Octets octets) {
    byte[] bytes = octets.bytes();
    bytes[bytes.length / 2] ^= 1;
    return Octets.of(bytes);
  }

  private static Octets cut(Octets octets) {
    byte[] bytes = octets.bytes();
    return Octets.of(Arrays.copyOf(bytes, bytes.length - 1));
  }

  private void assertEnd(Person person, Kind kind, String sentence) {
    SessionEnd end = next(person.ends);
    assertThat(end.sentence()).isEqualTo(sentence);
    assertThat(end.kind()).isEqualTo(kind);
    nobodyConnected();
  }

  @Test
  void aSwappedShareLooksLikeAWrongCode() {
    Octets base = basePoint();
    meet(
        (from, message) ->
            List.of(
                message instanceof P1 p1 ? new P1(p1.nonce(), base, p1.associated()) : message));
    assertEnd(alice, Kind.AUTHENTICATION, INVITERS);
    assertEnd(bob, Kind.AUTHENTICATION, JOINERS);
  }

  private static Octets basePoint() {
    byte[] nine = new byte[32];
    nine[0] = 9;
    return Octets.of(nine);
  }

  @Test
  void aReflectedShareIsRefused() {
    List<Octets> shares = new ArrayList<>();
    meet(
        (from, message) -> {
          if (message instanceof P1 p1) {
            shares.add(p1.share());
          }
          return List.of(
              message instanceof P2 p2 ? new P2(shares.get(0), p2.associated()) : message);
        });
    assertEnd(bob, Kind.PROTOCOL, "the other side broke the protocol");
  }

  @Test
  void aChangedConfirmationOfTheInviterIsNoPeer() {
    meet(
        (from, message) -> List.of(message instanceof P4 p4 ? new P4(flipped(p4.tag())) : message));
    assertEnd(bob, Kind.AUTHENTICATION, JOINERS);
    assertEnd(alice, Kind.NO_PATH, "the other side gave up before it described itself");
  }

  @Test
  void aChangedConfirmationOfTheJoinerKillsTheCode() {
    meet(
        (from, message) -> List.of(message instanceof P3 p3 ? new P3(flipped(p3.tag())) : message));
    assertEnd(alice, Kind.AUTHENTICATION, INVITERS);
    assertEnd(bob, Kind.AUTHENTICATION, JOINERS);
  }

  @Test
  void aBurnThatNobodyAskedForIsNoGuess() {
    alice.begin(new Start.Invite(hall));
    PairingCode unused = next(alice.codes);
    hall.claimBurns();
    assertEnd(alice, Kind.REFUSED, USED_UP);
  }

  @Test
  void aBurnBeforeTheJoinersConfirmationHasSpentNothing() {
    meet((from, message) -> burningInsteadOf(P2.class, message));
    assertEnd(bob, Kind.REFUSED, USED_UP);
    assertEnd(alice, Kind.REFUSED, USED_UP);
  }

  @Test
  void aBurnAfterTheJoinersConfirmationExplainsNothing() {
    meet((from, message) -> burningInsteadOf(P3.class, message));
    assertEnd(bob, Kind.AUTHENTICATION, JOINERS);
    assertEnd(alice, Kind.REFUSED, USED_UP);
  }

  private List<PairingMessage> burningInsteadOf(
      Class<? extends PairingMessage> lost, PairingMessage message) {
    if (!lost.isInstance(message)) {
      return List.of(message);
    }
    hall.claimBurns();
    return List.of();
  }

  @Test
  void aChangedDescriptionIsNotBelieved() {
    meet(
        (from, message) ->
            List.of(
                message instanceof Sealed sealed
                    ? new Sealed(sealed.sequence(), flipped(sealed.content()))
                    : message));
    assertEnd(alice, Kind.AUTHENTICATION, INTERFERES);
  }

  @Test
  void aTruncatedDescriptionIsNotBelieved() {
    meet(
        (from, message) ->
            List.of(
                message instanceof Sealed sealed
                    ? new Sealed(sealed.sequence(), cut(sealed.content()))
                    : message));
    assertEnd(alice, Kind.AUTHENTICATION, INTERFERES);
  }

  @Test
  void aReplayedDescriptionIsNotBelieved() {
    meet(
        (from, message) ->
            message instanceof Sealed && from == Role.JOINER
                ? List.of(message, message)
                : List.of(message));
    assertEnd(alice, Kind.AUTHENTICATION, INTERFERES);
  }

  @Test
  void descriptionsInAnotherOrderAreNotBelieved() {
    List<PairingMessage> held = new ArrayList<>();
    meet(
        (from, message) -> {
          if (!(message instanceof Sealed) || from != Role.JOINER) {
            return List.of(message);
          }
          held.add(message);
          return held.size() == 2 ? List.of(held.get(1), held.get(0)) : List.of();
        });
    assertEnd(alice, Kind.AUTHENTICATION, INTERFERES);
  }

  @Test
  void aReflectedDescriptionIsNotBelieved() {
    List<PairingMessage> joiners = new ArrayList<>();
    meet(
        (from, message) -> {
          if (message instanceof Sealed && from == Role.JOINER) {
            joiners.add(message);
          }
          return message instanceof Sealed && from == Role.INVITER
              ? List.of(joiners.get(0))
              : List.of(message);
        });
    assertEnd(bob, Kind.AUTHENTICATION, INTERFERES);
  }

  @Test
  void runsThatAreSpoiledBeforeAGuessWearTheCodeOut() {
    hall.lying(
        (from, message) ->
            List.of(
                message instanceof P1 p1
                    ? new P1(p1.nonce(), cut(p1.share()), p1.associated())
                    : message));
    alice.begin(new Start.Invite(hall));
    PairingCode code = next(alice.codes);
    for (int i = 0; i < CodeLife.MAX_DROPPED; i++) {
      assertThat(alice.ends).isEmpty();
      bob.begin(new Start.Join(hall, code));
      assertThat(next(bob.ends).kind()).isIn(Kind.REFUSED, Kind.PROTOCOL);
    }
    assertEnd(alice, Kind.REFUSED, "too many tries were begun and given up; the code is used up");
  }

  /**
   * Mallory has a code of each and hands their descriptions on, so that the two are connected with
   * each other while each believes to be connected with Mallory (RFC 8844, unknown key-share).
   */
  @Test
  void whoPairsWithBothAndRelaysIsRefused() {
    alice.begin(new Start.Invite(hall));
    MalloryAtWork mallory = new MalloryAtWork(hall);
    mallory.joins(PairingSecret.code(next(alice.codes)));
    bob.begin(new Start.Join(hall, mallory.invites()));
    // Who sees it first hangs up, which the other may notice before it sees it too.
    List<SessionEnd> ends = List.of(next(alice.ends), next(bob.ends));
    assertThat(ends)
        .extracting(SessionEnd::kind)
        .isSubsetOf(Kind.AUTHENTICATION, Kind.INTERRUPTED)
        .contains(Kind.AUTHENTICATION);
    assertThat(ends)
        .filteredOn(end -> end.kind() == Kind.AUTHENTICATION)
        .extracting(SessionEnd::sentence)
        .containsOnly("somebody stands between the two sides");
    nobodyConnected();
  }

  /** Joins one room and opens another; what is sealed in one is sealed anew for the other. */
  private static final class MalloryAtWork {
    private final MeetingHall hall;
    private final SecureRandom random = new SecureRandom();
    private final Side toAlice = new Side();
    private final Side toBob = new Side();

    MalloryAtWork(MeetingHall hall) {
      this.hall = hall;
    }

    void joins(PairingSecret secret) {
      toAlice.run = PairingRun.joiner(secret, random);
      toAlice.other = toBob;
      toAlice.place = hall.join(secret.room(), toAlice);
      toAlice.receiveWaiting();
    }

    PairingCode invites() {
      PairingRun run = PairingRun.inviter(random);
      toBob.run = run;
      toBob.other = toAlice;
      toBob.place = hall.open(run.opening(), toBob);
      PairingCode code = PairingCode.random(toBob.room, 3, Words.list(), random);
      run.opened(PairingSecret.code(code));
      return code;
    }
  }

  /**
   * Mallory's end of one of the two conversations. Called by one thread at a time, under the lock.
   */
  private static final class Side implements MeetingListener {
    private static final Object LOCK = new Object();
    private final List<PairingMessage> early = new ArrayList<>();
    private final List<byte[]> plain = new ArrayList<>();
    private String room = "";
    private @Nullable PairingRun run;
    private @Nullable PairingKeys keys;
    private @Nullable MeetingPlace place;
    private @Nullable Side other;

    @Override
    public void onOpened(String name) {
      room = name;
    }

    @Override
    public void onMessage(PairingMessage message) {
      synchronized (LOCK) {
        early.add(message);
        receiveWaiting();
      }
    }

    void receiveWaiting() {
      synchronized (LOCK) {
        MeetingPlace at = place;
        PairingRun running = run;
        while (at != null && running != null && !early.isEmpty()) {
          PairingMessage message = early.remove(0);
          PairingKeys known = keys;
          if (known != null && message instanceof Sealed sealed) {
            known.opener().open(sealed).ifPresent(plain::add);
          } else {
            PairingRun.Step step = running.receive(message, Monotonic.ZERO);
            if (step instanceof PairingRun.Step.Paired paired) {
              keys = paired.keys();
            }
            step.send().forEach(at::send);
          }
        }
        passOn();
        Side beside = other;
        if (beside != null) {
          beside.passOn();
        }
      }
    }

    private void passOn() {
      Side beside = other;
      PairingKeys theirs = beside == null ? null : beside.keys;
      MeetingPlace at = beside == null ? null : beside.place;
      if (theirs != null && at != null) {
        plain.forEach(content -> theirs.sealer().seal(content).ifPresent(at::send));
        plain.clear();
      }
    }
  }
}
