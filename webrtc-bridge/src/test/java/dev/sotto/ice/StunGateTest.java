package dev.sotto.ice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.address.TransportAddress;
import dev.sotto.ice.StunGate.Admitted;
import dev.sotto.ice.StunGate.Asker;
import dev.sotto.sdp.IceParameters;
import dev.sotto.stun.MessageClass;
import dev.sotto.stun.StunBuilder;
import dev.sotto.stun.StunMessage;
import dev.sotto.stun.TransactionId;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StunGateTest {
  private static final Random RANDOM = new Random(7);
  private static final IceParameters OURS = IceParameters.random(RANDOM);
  private static final IceParameters THEIRS = IceParameters.random(RANDOM);
  private static final InetSocketAddress HERE = address("192.0.2.1", 1000);
  private static final Pair PAIR =
      new Pair(new Base(Carrier.UDP, HERE), address("198.51.100.1", 2000));
  private static final Pair OTHER =
      new Pair(new Base(Carrier.UDP, HERE), address("203.0.113.1", 3000));
  private static final TransportAddress MAPPED = TransportAddress.of("192.0.2.1", 1000);

  private final StunGate gate = new StunGate(OURS);

  @BeforeEach
  void expectThem() {
    gate.expect(THEIRS);
  }

  @Test
  void letsAnAuthenticCheckIn() {
    Admitted admitted = admit(PAIR, check().toBytes(OURS.key(), true));
    assertThat(admitted).isNotNull();
    assertThat(gate.hasSpoken(PAIR)).isTrue();
    assertThat(gate.hasSpoken(OTHER)).isFalse();
    assertThat(gate.isValid(PAIR)).isFalse();
  }

  @Test
  void letsACheckWithoutFingerprintIn() {
    assertThat(admit(PAIR, check().toBytes(OURS.key(), false))).isNotNull();
  }

  @Test
  void dropsChecksThatAreNotAuthentic() {
    assertThat(admit(PAIR, check().toBytes(null, true))).isNull();
    assertThat(admit(PAIR, check().toBytes(THEIRS.key(), true))).isNull();
    byte[] wrongChecksum = check().toBytes(OURS.key(), true);
    wrongChecksum[wrongChecksum.length - 1] ^= 1;
    assertThat(admit(PAIR, wrongChecksum)).isNull();
    byte[] unnamed =
        StunMessage.bindingRequest(TransactionId.random(RANDOM)).toBytes(OURS.key(), true);
    assertThat(admit(PAIR, unnamed)).isNull();
    assertThat(gate.hasSpoken(PAIR)).isFalse();
  }

  @Test
  void dropsChecksOfAnotherPeer() {
    byte[] check =
        StunMessage.bindingRequest(TransactionId.random(RANDOM))
            .username(OURS.ufrag() + ":" + OURS.ufrag())
            .toBytes(OURS.key(), true);
    assertThat(admit(PAIR, check)).isNull();
    assertThat(new StunGate(OURS).admit(PAIR, check, 0, check.length)).isNotNull();
  }

  @Test
  void dropsIndicationsAndOtherMethods() {
    TransactionId id = TransactionId.random(RANDOM);
    assertThat(admit(PAIR, StunMessage.bindingIndication(id).toBytes(OURS.key(), true))).isNull();
    byte[] allocate =
        StunMessage.builder(3, MessageClass.REQUEST, id)
            .username(OURS.ufrag() + ":" + THEIRS.ufrag())
            .toBytes(OURS.key(), true);
    assertThat(admit(PAIR, allocate)).isNull();
  }

  @Test
  void dropsWhatIsTooLong() {
    StunBuilder builder = check();
    builder.attribute(0xC000, new byte[StunGate.MAX_LENGTH]);
    assertThat(admit(PAIR, builder.toBytes(OURS.key(), true))).isNull();
  }

  @ParameterizedTest
  @EnumSource(names = {"SEARCH", "KEEPER"})
  void letsAnAnswerInOnceAndTakesThePairForValid(Asker asker) {
    TransactionId id = ask(PAIR, asker);
    byte[] answer = answer(id).toBytes(THEIRS.key(), true);
    Admitted admitted = admit(PAIR, answer);
    assertThat(admitted).isNotNull();
    assertThat(gate.isValid(PAIR)).isTrue();
    assertThat(gate.mapped(PAIR)).isEqualTo(MAPPED);
    assertThat(admit(PAIR, answer)).isNull();
  }

  @Test
  void dropsAnswersThatAreForgedMisplacedOrNotAskedFor() {
    TransactionId id = ask(PAIR, Asker.SEARCH);
    assertThat(admit(PAIR, answer(id).toBytes(null, true))).isNull();
    assertThat(admit(PAIR, answer(id).toBytes(OURS.key(), true))).isNull();
    assertThat(admit(OTHER, answer(id).toBytes(THEIRS.key(), true))).isNull();
    byte[] unasked = answer(TransactionId.random(RANDOM)).toBytes(THEIRS.key(), true);
    assertThat(admit(PAIR, unasked)).isNull();
    assertThat(gate.isValid(PAIR)).isFalse();
    assertThat(gate.isValid(OTHER)).isFalse();
    // The true answer is still welcome.
    assertThat(admit(PAIR, answer(id).toBytes(THEIRS.key(), true))).isNotNull();
  }

  @Test
  void dropsRefusalsThatAnyoneCouldHaveWritten() {
    byte[] question = check().toBytes(THEIRS.key(), true);
    StunMessage asked = StunMessage.parse(question, 0, question.length);
    gate.asked(PAIR, asked.transactionId(), Asker.SEARCH);
    StunBuilder refusal = asked.errorResponse(400, "Bad Request");
    assertThat(admit(PAIR, refusal.toBytes(null, true))).isNull();
    assertThat(admit(PAIR, refusal.toBytes(THEIRS.key(), true))).isNotNull();
    assertThat(gate.isValid(PAIR)).isFalse();
  }

  @Test
  void believesNoAnswerBeforeThePeerIsKnown() {
    StunGate early = new StunGate(OURS);
    TransactionId id = TransactionId.random(RANDOM);
    early.asked(PAIR, id, Asker.SEARCH);
    byte[] answer = answer(id).toBytes(THEIRS.key(), true);
    assertThat(early.admit(PAIR, answer, 0, answer.length)).isNull();
  }

  @Test
  void remembersABoundedNumberOfPairsAndNeverForgetsTheOneThatAnswers() {
    admit(PAIR, answer(ask(PAIR, Asker.SEARCH)).toBytes(THEIRS.key(), true));
    Pair first = new Pair(new Base(Carrier.UDP, HERE), address("203.0.113.1", 1));
    for (int port = 1; port <= 2000; port++) {
      Pair pair = new Pair(new Base(Carrier.UDP, HERE), address("203.0.113.1", port));
      admit(pair, answer(ask(pair, Asker.SEARCH)).toBytes(THEIRS.key(), true));
      admit(pair, check().toBytes(OURS.key(), true));
      admit(PAIR, answer(ask(PAIR, Asker.KEEPER)).toBytes(THEIRS.key(), true));
    }
    assertThat(gate.isValid(PAIR)).isTrue();
    assertThat(gate.isValid(first)).isFalse();
    assertThat(gate.hasSpoken(first)).isFalse();
  }

  @Test
  void remembersABoundedNumberOfQuestions() {
    TransactionId first = ask(PAIR, Asker.SEARCH);
    for (int i = 0; i < 1000; i++) {
      ask(PAIR, Asker.SEARCH);
    }
    assertThat(admit(PAIR, answer(first).toBytes(THEIRS.key(), true))).isNull();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void dropsEveryTruncationAndMutation(long seed) {
    Random random = new Random(seed);
    byte[] check = check().toBytes(OURS.key(), true);
    for (int length = 0; length < check.length; length++) {
      assertThat(gate.admit(PAIR, check, 0, length)).isNull();
    }
    // FINGERPRINT, the last 8 bytes, may be anything unknown: nothing covers what comes there.
    int covered = check.length - 8;
    for (int i = 0; i < 30_000; i++) {
      byte[] mutated = check.clone();
      int changes = 1 + random.nextInt(4);
      for (int j = 0; j < changes; j++) {
        mutated[random.nextInt(covered)] ^= (byte) (1 + random.nextInt(255));
      }
      if (!Arrays.equals(mutated, check)) {
        assertThat(admit(PAIR, mutated)).as("seed %d, mutation %d", seed, i).isNull();
      }
    }
  }

  private @Nullable Admitted admit(Pair pair, byte[] packet) {
    return gate.admit(pair, packet, 0, packet.length);
  }

  private TransactionId ask(Pair pair, Asker asker) {
    TransactionId id = TransactionId.random(RANDOM);
    gate.asked(pair, id, asker);
    return id;
  }

  private static StunBuilder answer(TransactionId id) {
    return StunMessage.builder(1, MessageClass.SUCCESS_RESPONSE, id).xorMappedAddress(MAPPED);
  }

  private static StunBuilder check() {
    return StunMessage.bindingRequest(TransactionId.random(RANDOM))
        .username(OURS.ufrag() + ":" + THEIRS.ufrag())
        .priority(1);
  }

  private static InetSocketAddress address(String ip, int port) {
    return Pair.socketAddress(TransportAddress.of(ip, port));
  }
}
