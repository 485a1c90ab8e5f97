package dev.sotto.ice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.address.TransportAddress;
import dev.sotto.ice.BindingAnswers.Answer;
import dev.sotto.stun.AttributeType;
import dev.sotto.stun.ChangeRequest;
import dev.sotto.stun.ErrorCode;
import dev.sotto.stun.MessageClass;
import dev.sotto.stun.StunBuilder;
import dev.sotto.stun.StunMessage;
import dev.sotto.stun.TransactionId;
import dev.sotto.time.Monotonic;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BindingAnswersTest {
  private static final TransportAddress ASKER = TransportAddress.of("198.51.100.9", 40_000);
  private static final Monotonic NOW = Monotonic.ofMillis(1000);
  private static final TransactionId ID = TransactionId.random(new Random(1));
  private static final List<TransportAddress> CORNERS =
      List.of(
          TransportAddress.of("203.0.113.2", 3478),
          TransportAddress.of("203.0.113.2", 3479),
          TransportAddress.of("203.0.113.3", 3478),
          TransportAddress.of("203.0.113.3", 3479));

  private final BindingAnswers plain = new BindingAnswers(CORNERS.subList(0, 1), unlimited());
  private final BindingAnswers twoPorts = new BindingAnswers(CORNERS.subList(0, 2), unlimited());
  private final BindingAnswers full = new BindingAnswers(CORNERS, unlimited());

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void tellsWhereTheQuestionCameFrom(boolean fingerprint) {
    byte[] request = StunMessage.bindingRequest(ID).toBytes(null, fingerprint);
    StunMessage answer = message(plain.to(0, ASKER, request, 0, request.length, NOW));

    assertThat(answer.messageClass()).isEqualTo(MessageClass.SUCCESS_RESPONSE);
    assertThat(answer.transactionId()).isEqualTo(ID);
    assertThat(answer.xorAddress(AttributeType.XOR_MAPPED_ADDRESS)).contains(ASKER);
    assertThat(answer.responseOrigin()).contains(CORNERS.get(0));
    assertThat(answer.otherAddress()).isEmpty();
    assertThat(answer.hasFingerprint()).isEqualTo(fingerprint);
    assertThat(answer.fingerprintValid()).isEqualTo(fingerprint);
  }

  @ParameterizedTest
  @CsvSource({
    "0, false, false, 0", "0, false, true, 1", "0, true, false, 2", "0, true, true, 3",
    "3, false, false, 3", "3, false, true, 2", "3, true, false, 1", "3, true, true, 0",
  })
  void answersFromWhereItIsAskedTo(int at, boolean ip, boolean port, int from) {
    Optional<Answer> answer = ask(full, at, change(ip, port));

    assertThat(answer.orElseThrow().from).isEqualTo(from);
    assertThat(message(answer).responseOrigin()).contains(CORNERS.get(from));
    assertThat(message(answer).otherAddress()).contains(CORNERS.get(3 - at));
  }

  @Test
  void answersFromItsOtherPortAndPromisesNoOtherAddress() {
    Optional<Answer> answer = ask(twoPorts, 0, change(false, true));

    assertThat(answer.orElseThrow().from).isEqualTo(1);
    assertThat(message(answer).otherAddress()).isEmpty();
    assertRefused(ask(twoPorts, 0, change(true, true)), AttributeType.CHANGE_REQUEST);
    assertRefused(ask(twoPorts, 0, change(true, false)), AttributeType.CHANGE_REQUEST);
    assertRefused(ask(plain, 0, change(false, true)), AttributeType.CHANGE_REQUEST);
  }

  @Test
  void refusesWhatItMustUnderstandAndDoesNot() {
    StunBuilder request =
        StunMessage.bindingRequest(ID)
            .priority(1)
            .attribute(0x7777, new byte[3])
            .attribute(0xC001, new byte[0]);

    assertRefused(ask(plain, 0, request), AttributeType.PRIORITY, 0x7777);
  }

  @Test
  void readsOverCredentials() {
    byte[] request =
        StunMessage.bindingRequest(ID).username("somebody").toBytes(new byte[] {1}, true);
    assertThat(message(plain.to(0, ASKER, request, 0, request.length, NOW)).messageClass())
        .isEqualTo(MessageClass.SUCCESS_RESPONSE);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "REQUEST")
  void answersNothingButRequests(MessageClass messageClass) {
    assertThat(ask(plain, 0, StunMessage.builder(StunMessage.BINDING, messageClass, ID))).isEmpty();
  }

  @Test
  void answersNoOtherMethodAndNothingDamaged() {
    assertThat(ask(plain, 0, StunMessage.builder(3, MessageClass.REQUEST, ID))).isEmpty();
    byte[] damaged = StunMessage.bindingRequest(ID).toBytes(null, true);
    damaged[19] ^= 1;
    assertThat(plain.to(0, ASKER, damaged, 0, damaged.length, NOW)).isEmpty();
  }

  @Test
  void amplifiesWithinBounds() {
    List<TransportAddress> ipv6 =
        List.of(TransportAddress.of("2001:db8::2", 3478), TransportAddress.of("2001:db8::3", 3479));
    byte[] request = StunMessage.bindingRequest(ID).toBytes(null, true);
    Answer answer =
        new BindingAnswers(ipv6, unlimited())
            .to(0, TransportAddress.of("2001:db8::9", 9), request, 0, request.length, NOW)
            .orElseThrow();
    assertThat(answer.message.length).isEqualTo(100);

    StunBuilder many = StunMessage.bindingRequest(ID);
    for (int i = 0; i < StunMessage.MAX_ATTRIBUTES; i++) {
      many.attribute(0x7000 + i, new byte[0]);
    }
    assertThat(ask(plain, 0, many).orElseThrow().message.length)
        .isLessThan(many.toBytes(null, false).length);
  }

  @Test
  void answersSoManyASecondAndNoMoreWhoeverAsks() {
    BindingAnswers limited = new BindingAnswers(CORNERS, new RateLimit(10, 5));
    byte[] request = StunMessage.bindingRequest(ID).toBytes(null, true);
    int answered = 0;
    for (int tenth = 0; tenth < 100; tenth++) {
      for (int i = 0; i < 20; i++) {
        TransportAddress asker = TransportAddress.of("198.51.100." + i, 1000 + tenth);
        Monotonic now = Monotonic.ofMillis(1000 + 100 * tenth);
        answered += limited.to(0, asker, request, 0, request.length, now).isPresent() ? 1 : 0;
      }
    }
    assertThat(answered).isEqualTo(10 + 5 * 99 / 10);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void survivesAnyBytes(long seed) {
    Random random = new Random(seed);
    byte[] request = change(true, true).username("x").toBytes(new byte[] {1}, true);
    for (int i = 0; i < 20_000; i++) {
      byte[] mutated = request.clone();
      for (int j = random.nextInt(4); j >= 0; j--) {
        mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
      }
      full.to(random.nextInt(4), ASKER, mutated, 0, random.nextInt(mutated.length + 1), NOW)
          .ifPresent(answer -> assertThat(answer.message.length).isLessThanOrEqualTo(100));
    }
  }

  private static RateLimit unlimited() {
    return new RateLimit(1_000_000, 1);
  }

  private static StunBuilder change(boolean ip, boolean port) {
    return StunMessage.bindingRequest(ID).changeRequest(new ChangeRequest(ip, port));
  }

  private static Optional<Answer> ask(BindingAnswers answers, int at, StunBuilder request) {
    byte[] bytes = request.toBytes(null, false);
    return answers.to(at, ASKER, bytes, 0, bytes.length, NOW);
  }

  private static StunMessage message(Optional<Answer> answer) {
    byte[] bytes = answer.orElseThrow().message;
    return StunMessage.parse(bytes, 0, bytes.length);
  }

  private static void assertRefused(Optional<Answer> answer, int... unknown) {
    assertThat(answer.orElseThrow().from).isZero();
    StunMessage message = message(answer);
    assertThat(message.messageClass()).isEqualTo(MessageClass.ERROR_RESPONSE);
    assertThat(message.errorCode().map(ErrorCode::code)).contains(420);
    assertThat(message.unknownAttributes()).containsExactly(unknown);
  }
}
