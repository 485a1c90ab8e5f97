package dev.sotto.pairing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.pairing.Introduction.Step;
import dev.sotto.pairing.IntroductionMessage.Hello;
import dev.sotto.pairing.IntroductionMessage.Reveal;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntroductionTest {
  private static final Octets BIND = filled(7);
  private static final SessionId SESSION = SessionId.of(Mode.CODE, 1, filled(1), filled(2), BIND);
  private static final Introducer ALICE = TestKeys.ofSeed(filled(3).bytes());
  private static final Introducer BOB = TestKeys.ofSeed(filled(4).bytes());

  private final Random random = new Random(5);

  private static Octets filled(int value) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) value);
    return Octets.of(bytes);
  }

  private Introduction side(Role role, Introducer self) {
    return side(role, self, Optional.empty());
  }

  private Introduction side(Role role, Introducer self, Optional<Octets> expected) {
    return new Introduction(role, SESSION, BIND, self, expected, random);
  }

  /** What the inviter makes of the joiner, whose hello and reveal are changed on the way. */
  private Step meet(
      Introduction joiner,
      Introduction inviter,
      UnaryOperator<Hello> hellos,
      UnaryOperator<Reveal> reveals) {
    Step answer = inviter.receive(hellos.apply(joiner.hello()));
    if (!(answer instanceof Step.Send)) {
      return answer;
    }
    Reveal reveal = ((Step.Send) joiner.receive(inviter.hello())).reveal();
    return inviter.receive(reveals.apply(reveal));
  }

  private Step meet(Introducer joiner, Optional<Octets> expected) {
    return meet(
        side(Role.JOINER, joiner), side(Role.INVITER, BOB, expected), hello -> hello, r -> r);
  }

  private Step meetChanged(UnaryOperator<Hello> hellos, UnaryOperator<Reveal> reveals) {
    return meet(side(Role.JOINER, ALICE), side(Role.INVITER, BOB), hellos, reveals);
  }

  private static IntroductionFailure failure(Step step) {
    assertThat(step).isInstanceOf(Step.Failed.class);
    return ((Step.Failed) step).failure();
  }

  private static PeerProof peer(Step step) {
    assertThat(step).isInstanceOf(Step.Introduced.class);
    return ((Step.Introduced) step).peer();
  }

  @Test
  void provesBothAndGivesThemOnePhrase() {
    Introduction joiner = side(Role.JOINER, ALICE);
    Introduction inviter = side(Role.INVITER, BOB);
    Reveal fromInviter = ((Step.Send) inviter.receive(joiner.hello())).reveal();
    Reveal fromJoiner = ((Step.Send) joiner.receive(inviter.hello())).reveal();
    Step.Introduced atInviter = (Step.Introduced) inviter.receive(fromJoiner);
    Step.Introduced atJoiner = (Step.Introduced) joiner.receive(fromInviter);
    assertThat(atInviter.phrase()).isEqualTo(atJoiner.phrase());
    assertThat(atInviter.peer().key()).isEqualTo(ALICE.key());
    assertThat(atJoiner.peer().key()).isEqualTo(BOB.key());
    assertThat(atJoiner.peer().pinnable()).isTrue();
    assertThat(failure(joiner.receive(fromInviter))).isEqualTo(IntroductionFailure.PROTOCOL);
  }

  @Test
  void acceptsOnlyTheKeyThatIsExpected() {
    assertThat(peer(meet(ALICE, Optional.of(ALICE.key()))).key()).isEqualTo(ALICE.key());
    assertThat(failure(meet(ALICE, Optional.of(filled(9)))))
        .isEqualTo(IntroductionFailure.OTHER_IDENTITY);
    assertThat(failure(meet(Introducer.nobody(), Optional.of(ALICE.key()))))
        .isEqualTo(IntroductionFailure.OTHER_IDENTITY);
    assertThat(failure(meet(ALICE, Optional.of(Octets.empty()))))
        .isEqualTo(IntroductionFailure.OTHER_IDENTITY);
  }

  @Test
  void nobodyAndOneselfAreNotPinned() {
    assertThat(peer(meet(Introducer.nobody(), Optional.empty())).pinnable()).isFalse();
    PeerProof own = peer(meet(BOB, Optional.empty()));
    assertThat(own.ownKey()).isTrue();
    assertThat(own.pinnable()).isFalse();
  }

  @Test
  void refusesAMacOfAnotherBindSessionOrRole() {
    SessionId other = SessionId.of(Mode.CODE, 1, filled(1), filled(3), BIND);
    Introduction inviter = side(Role.INVITER, BOB);
    Introduction otherBind =
        new Introduction(Role.JOINER, SESSION, filled(8), ALICE, Optional.empty(), random);
    assertThat(failure(inviter.receive(otherBind.hello()))).isEqualTo(IntroductionFailure.MAC);
    Introduction otherSession =
        new Introduction(Role.JOINER, other, BIND, ALICE, Optional.empty(), random);
    assertThat(failure(side(Role.INVITER, BOB).receive(otherSession.hello())))
        .isEqualTo(IntroductionFailure.MAC);
    Introduction mirrored = side(Role.INVITER, BOB);
    assertThat(failure(mirrored.receive(mirrored.hello()))).isEqualTo(IntroductionFailure.MAC);
  }

  @Test
  void sessionsDifferByModeVersionFingerprintsAndBind() {
    assertThat(
            Set.of(
                SESSION,
                SessionId.of(Mode.DIRECT, 1, filled(1), filled(2), BIND),
                SessionId.of(Mode.CODE, 2, filled(1), filled(2), BIND),
                SessionId.of(Mode.CODE, 1, filled(2), filled(1), BIND),
                SessionId.of(Mode.CODE, 1, filled(1), filled(2), filled(8)),
                SessionId.manual(
                    filled(1), filled(2), SessionId.manualBind(new byte[] {1}, new byte[] {2}))))
        .hasSize(6);
  }

  @Test
  void refusesWhatWasNotCommittedTo() {
    UnaryOperator<Reveal> otherRandom = r -> new Reveal(r.key(), filled(1), r.signature());
    assertThat(failure(meetChanged(h -> h, otherRandom))).isEqualTo(IntroductionFailure.COMMITMENT);
    UnaryOperator<Reveal> otherKey = r -> new Reveal(BOB.key(), r.random(), r.signature());
    assertThat(failure(meetChanged(h -> h, otherKey))).isEqualTo(IntroductionFailure.COMMITMENT);
  }

  @Test
  void refusesSignaturesThatAreNone() {
    for (Octets signature : new Octets[] {Octets.empty(), filled(0), Octets.of(new byte[64])}) {
      UnaryOperator<Reveal> changed = r -> new Reveal(r.key(), r.random(), signature);
      assertThat(failure(meetChanged(h -> h, changed))).isEqualTo(IntroductionFailure.SIGNATURE);
    }
    UnaryOperator<byte[]> foreign = message -> TestKeys.sign(filled(6).bytes(), message);
    assertThat(failure(meet(Introducer.installation(ALICE.key(), foreign), Optional.empty())))
        .isEqualTo(IntroductionFailure.SIGNATURE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "0200000000000000000000000000000000000000000000000000000000000000"
      })
  void refusesKeysThatAreNone(String hex) {
    Octets key = Octets.of(HexFormat.of().parseHex(hex));
    Introducer weak = Introducer.installation(key, message -> new byte[64]);
    assertThat(failure(meet(weak, Optional.empty()))).isEqualTo(IntroductionFailure.KEY);
  }

  @Test
  void knowsRealKeys() {
    for (int seed = 0; seed < 50; seed++) {
      assertThat(Ed25519.isPublicKey(TestKeys.publicKey(filled(seed).bytes()).bytes())).isTrue();
    }
  }

  @Test
  void refusesAnyOtherOrderVersionAndOrigin() {
    Introduction inviter = side(Role.INVITER, BOB);
    assertThat(failure(inviter.receive(new Reveal(Octets.empty(), filled(1), Octets.empty()))))
        .isEqualTo(IntroductionFailure.PROTOCOL);
    assertThat(failure(inviter.receive(side(Role.JOINER, ALICE).hello())))
        .isEqualTo(IntroductionFailure.PROTOCOL);
    assertThat(failure(side(Role.INVITER, BOB).receiveOther()))
        .isEqualTo(IntroductionFailure.PROTOCOL);
    assertThat(failure(meetChanged(h -> changed(h, 2, Optional.empty()), r -> r)))
        .isEqualTo(IntroductionFailure.PROTOCOL);
    assertThat(failure(meetChanged(h -> changed(h, 1, Optional.of("\u001b[2J")), r -> r)))
        .isEqualTo(IntroductionFailure.PROTOCOL);
    assertThat(failure(meetChanged(h -> changed(h, 1, Optional.of("x".repeat(301))), r -> r)))
        .isEqualTo(IntroductionFailure.PROTOCOL);
  }

  private static Hello changed(Hello hello, int version, Optional<String> origin) {
    return new Hello(version, hello.commit(), hello.mac(), hello.secure(), hello.kind(), origin);
  }
}
