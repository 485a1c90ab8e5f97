package dev.sotto.pairing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sotto.pairing.PairingMessage.Abort;
import dev.sotto.pairing.PairingMessage.P0;
import dev.sotto.pairing.PairingMessage.P1;
import dev.sotto.pairing.PairingMessage.P2;
import dev.sotto.pairing.PairingMessage.P3;
import dev.sotto.pairing.PairingMessage.P4;
import dev.sotto.pairing.PairingRun.Step;
import dev.sotto.time.Monotonic;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PairingRunTest {
  private static final Monotonic NOW = Monotonic.ZERO;

  private final Random random = new Random(4);
  private final Vectors draft = Vectors.of("cpace-x25519-sha512.properties");
  private final PairingSecret secret = secret("4711", "acid");

  private PairingRun inviter = inviter(secret);
  private PairingRun joiner = PairingRun.joiner(secret, random);

  private static PairingSecret secret(String room, String word) {
    return PairingSecret.code(new PairingCode(room, List.of(word, "bacon", "cabin")));
  }

  private PairingRun inviter(PairingSecret known) {
    PairingRun run = PairingRun.inviter(random);
    run.opened(known);
    return run;
  }

  /** Hands messages over, changed on the way, until one side has ended and the other has read. */
  private Step[] exchange(UnaryOperator<PairingMessage> way) {
    Step atJoiner = joiner.receive(way.apply(inviter.opening()), NOW);
    Step atInviter = new Step.Waiting(List.of());
    while (atJoiner instanceof Step.Waiting && !atJoiner.send().isEmpty()) {
      atInviter = inviter.receive(way.apply(atJoiner.send().get(0)), NOW);
      if (atInviter.send().isEmpty()) {
        break;
      }
      atJoiner = joiner.receive(way.apply(atInviter.send().get(0)), NOW);
    }
    return new Step[] {atJoiner, atInviter};
  }

  private static PairingKeys keys(Step step) {
    assertThat(step).isInstanceOf(Step.Paired.class);
    return ((Step.Paired) step).keys();
  }

  private static PairingFailure failure(Step step) {
    assertThat(step).isInstanceOf(Step.Failed.class);
    return ((Step.Failed) step).failure();
  }

  @Test
  void givesBothTheSameKeys() {
    Step[] ends = exchange(message -> message);
    PairingKeys atJoiner = keys(ends[0]);
    PairingKeys atInviter = keys(ends[1]);
    assertThat(atJoiner.bind()).isEqualTo(atInviter.bind());
    assertThat(atJoiner.rejoin().room()).isEqualTo(atInviter.rejoin().room()).hasSize(32);
    assertThat(atJoiner.rejoin().mode()).isEqualTo(Mode.REJOIN);
    assertThat(atJoiner.mode()).isEqualTo(Mode.CODE);
    assertThat(atJoiner.version()).isEqualTo(1);
    assertThat(joiner.guessSpent()).isTrue();
    assertThat(inviter.guessSpent()).isTrue();
    assertThat(joiner.hasEnded()).isTrue();
    assertThat(inviter.nextTimeout()).isEqualTo(Monotonic.NEVER);

    inviter = inviter(atInviter.rejoin());
    joiner = PairingRun.joiner(atJoiner.rejoin(), random);
    assertThat(keys(exchange(message -> message)[0]).bind()).isNotEqualTo(atJoiner.bind());
  }

  @Test
  void tellsTheInviterOfAWrongCodeAndTheJoinerOnlyThatNothingCame() {
    joiner = PairingRun.joiner(secret("4711", "acorn"), random);
    Step[] ends = exchange(message -> message);
    assertThat(failure(ends[1])).isEqualTo(PairingFailure.WRONG_CODE);
    assertThat(failure(ends[0])).isEqualTo(PairingFailure.NOT_CONFIRMED);
    assertThat(inviter.guessSpent()).isTrue();
    assertThat(joiner.guessSpent()).isTrue();
  }

  @Test
  void guesserGetsOneGuessAndNoOracle() {
    CodeLife life = new CodeLife(Mode.CODE, NOW);
    int answered = 0;
    for (int guess = 0; life.state(NOW) == CodeLife.State.ALIVE; guess++) {
      inviter = inviter(secret);
      joiner = PairingRun.joiner(secret("4711", Vectors.words().word(100 + guess)), random);
      answered++;
      life.failed(failure(exchange(message -> message)[1]), NOW);
    }
    assertThat(answered).isEqualTo(1);
    assertThat(life.state(NOW)).isEqualTo(CodeLife.State.GUESSED);
  }

  @Test
  void malloryWithTwoRunsReachesNobody() {
    PairingRun toInviter = PairingRun.joiner(secret("4711", "alarm"), random);
    PairingRun toJoiner = inviter(secret("4711", "album"));
    PairingMessage p1 = joiner.receive(toJoiner.opening(), NOW).send().get(0);
    PairingMessage p2 = toJoiner.receive(p1, NOW).send().get(0);
    PairingMessage p3 = joiner.receive(p2, NOW).send().get(0);
    assertThat(failure(toJoiner.receive(p3, NOW))).isEqualTo(PairingFailure.WRONG_CODE);
    PairingMessage own1 = toInviter.receive(inviter.opening(), NOW).send().get(0);
    PairingMessage own2 = inviter.receive(own1, NOW).send().get(0);
    toInviter.receive(own2, NOW);
    assertThat(failure(inviter.receive(p3, NOW))).isEqualTo(PairingFailure.WRONG_CODE);
    assertThat(failure(joiner.lost())).isEqualTo(PairingFailure.NOT_CONFIRMED);
  }

  private static Octets changed(Octets octets) {
    byte[] bytes = octets.bytes();
    bytes[bytes.length / 2] ^= 4;
    return Octets.of(bytes);
  }

  private static PairingMessage changed(PairingMessage message, int field) {
    if (field == 0 && message instanceof P0 p0) {
      return new P0(changed(p0.nonce()));
    } else if (field >= 1 && field <= 3 && message instanceof P1 p1) {
      return new P1(
          field == 1 ? changed(p1.nonce()) : p1.nonce(),
          field == 2 ? changed(p1.share()) : p1.share(),
          field == 3 ? changed(p1.associated()) : p1.associated());
    } else if ((field == 4 || field == 5) && message instanceof P2 p2) {
      return new P2(
          field == 4 ? changed(p2.share()) : p2.share(),
          field == 5 ? changed(p2.associated()) : p2.associated());
    } else if (field == 6 && message instanceof P3 p3) {
      return new P3(changed(p3.tag()));
    } else if (field == 7 && message instanceof P4 p4) {
      return new P4(changed(p4.tag()));
    }
    return message;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void oneBitChangedInAnyFieldLeavesTheJoinerUnpaired(int field) {
    Step[] ends = exchange(message -> changed(message, field));
    assertThat(ends[0]).isInstanceOf(Step.Failed.class);
    assertThat(ends[1] instanceof Step.Paired).isEqualTo(field == 7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"u0", "u1", "u2", "u3", "u4", "u5", "u7"})
  void sharesOfSmallOrderEndTheRun(String name) {
    P1 p1 = (P1) joiner.receive(inviter.opening(), NOW).send().get(0);
    Octets bad = draft.octets(name);
    Step atInviter = inviter.receive(new P1(p1.nonce(), bad, p1.associated()), NOW);
    assertThat(failure(atInviter)).isEqualTo(PairingFailure.PROTOCOL);
    assertThat(inviter.guessSpent()).isFalse();
    Step atJoiner = joiner.receive(new P2(bad, Octets.of(Versions.associated(Role.INVITER))), NOW);
    assertThat(failure(atJoiner)).isEqualTo(PairingFailure.PROTOCOL);
    assertThat(joiner.guessSpent()).isFalse();
  }

  @Test
  void ownShareReflectedEndsTheRun() {
    P1 p1 = (P1) joiner.receive(inviter.opening(), NOW).send().get(0);
    P2 reflected = new P2(p1.share(), Octets.of(Versions.associated(Role.INVITER)));
    assertThat(failure(joiner.receive(reflected, NOW))).isEqualTo(PairingFailure.PROTOCOL);
  }

  @Test
  void rolesDoNotSwap() {
    P1 p1 = (P1) joiner.receive(inviter.opening(), NOW).send().get(0);
    Octets wrong = Octets.of(Versions.associated(Role.INVITER));
    Step step = inviter.receive(new P1(p1.nonce(), p1.share(), wrong), NOW);
    assertThat(failure(step)).isEqualTo(PairingFailure.PROTOCOL);
    PairingRun other = inviter(secret);
    assertThat(failure(other.receive(joinersP0(), NOW))).isEqualTo(PairingFailure.PROTOCOL);
  }

  private P0 joinersP0() {
    return inviter(secret).opening();
  }

  @Test
  void modeAndRoomAreBound() {
    joiner = PairingRun.joiner(secret("4712", "acid"), random);
    assertThat(failure(exchange(message -> message)[1])).isEqualTo(PairingFailure.WRONG_CODE);
    PairingCode direct = new PairingCode("0", List.of("acid", "bacon", "cabin"));
    inviter = inviter(PairingSecret.direct(direct));
    joiner = PairingRun.joiner(PairingSecret.code(direct), random);
    assertThat(failure(exchange(message -> message)[1])).isEqualTo(PairingFailure.WRONG_CODE);
  }

  @Test
  void wantsACommonVersionAndAgreesOnTheList() {
    P1 p1 = (P1) joiner.receive(inviter.opening(), NOW).send().get(0);
    byte[] label = LengthValue.ascii("joiner");
    Octets future = Octets.of(LengthValue.concatenate(label, new byte[] {2, 3}));
    Step none = inviter.receive(new P1(p1.nonce(), p1.share(), future), NOW);
    assertThat(failure(none)).isEqualTo(PairingFailure.NO_COMMON_VERSION);
    for (byte[] list : new byte[][] {{}, {1, 1}, {2, 1}, new byte[65]}) {
      Octets malformed = Octets.of(LengthValue.concatenate(label, list));
      Step refused = inviter(secret).receive(new P1(p1.nonce(), p1.share(), malformed), NOW);
      assertThat(failure(refused)).isEqualTo(PairingFailure.PROTOCOL);
    }
    Octets longer = Octets.of(LengthValue.concatenate(label, new byte[] {1, 2}));
    PairingRun changed = inviter(secret);
    P2 p2 = (P2) changed.receive(new P1(p1.nonce(), p1.share(), longer), NOW).send().get(0);
    PairingMessage p3 = joiner.receive(p2, NOW).send().get(0);
    assertThat(failure(changed.receive(p3, NOW))).isEqualTo(PairingFailure.WRONG_CODE);
  }

  @Test
  void eachStepHasTenSecondsOnceThePeerIsThere() {
    assertThat(inviter.nextTimeout()).isEqualTo(Monotonic.NEVER);
    inviter.peerArrived(NOW);
    Monotonic end = NOW.plus(PairingRun.STEP_TIMEOUT);
    assertThat(inviter.nextTimeout()).isEqualTo(end.nanos());
    assertThat(inviter.handleTimeout(Monotonic.ofMillis(9_999)).send()).isEmpty();
    assertThat(failure(inviter.handleTimeout(end))).isEqualTo(PairingFailure.TIMED_OUT);
    assertThat(inviter.guessSpent()).isFalse();

    PairingRun waiting = inviter(secret);
    PairingMessage p1 = joiner.receive(waiting.opening(), NOW).send().get(0);
    PairingMessage p2 = waiting.receive(p1, NOW).send().get(0);
    joiner.receive(p2, NOW);
    assertThat(failure(joiner.handleTimeout(end))).isEqualTo(PairingFailure.NOT_CONFIRMED);
    assertThat(failure(waiting.receive(new P3(Octets.empty()), end)))
        .isEqualTo(PairingFailure.TIMED_OUT);
  }

  @Test
  void messagesInTheWrongPlaceEndTheRunWithoutAGuess() {
    assertThat(failure(inviter.receive(new P3(Octets.empty()), NOW)))
        .isEqualTo(PairingFailure.PROTOCOL);
    assertThat(inviter.guessSpent()).isFalse();
    assertThat(inviter.receive(inviter.opening(), NOW).send()).isEmpty();
    assertThat(failure(joiner.receiveMalformed())).isEqualTo(PairingFailure.PROTOCOL);
    assertThat(joiner.lost().send()).isEmpty();
    PairingRun aborted = inviter(secret);
    assertThat(failure(aborted.receive(new Abort("no"), NOW))).isEqualTo(PairingFailure.ABORTED);
    PairingRun unopened = PairingRun.inviter(random);
    assertThat(failure(unopened.receive(new P3(Octets.empty()), NOW)))
        .isEqualTo(PairingFailure.PROTOCOL);
    assertThat(failure(PairingRun.inviter(random).lost())).isEqualTo(PairingFailure.LOST);
  }

  @Test
  void hintsKeepToPlainText() {
    assertThat(new Abort("a\u0000b\u00e9" + "x".repeat(100)).reason())
        .startsWith("a?b?x")
        .hasSize(Abort.MAX_REASON);
  }

  @Test
  void refusesItsOwnUsersMistakes() {
    assertThatThrownBy(() -> joiner.opening()).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> inviter.opened(secret)).isInstanceOf(IllegalStateException.class);
  }
}
