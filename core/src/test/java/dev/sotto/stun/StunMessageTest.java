package dev.sotto.stun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sotto.address.TransportAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StunMessageTest {
  private static final byte[] KEY = "the password of the peer".getBytes(StandardCharsets.UTF_8);
  private static final RandomGenerator RANDOM = new Random(8489);
  private static final TransactionId ID = TransactionId.random(RANDOM);

  @Test
  void readsBackEveryAttributeItWrites() {
    byte[] bytes =
        StunMessage.bindingRequest(ID)
            .username("them:us")
            .software("sotto")
            .priority(0xffff_fffeL)
            .useCandidate()
            .iceControlling(0xfedc_ba98_7654_3210L)
            .mappedAddress(TransportAddress.of("192.0.2.7", 9))
            .unknownAttributes(0x7fff, 0x0003)
            .errorCode(new ErrorCode(699, "last one"))
            .attribute(0x0012, new byte[] {1, 2, 3, 4, 5})
            .toBytes(KEY, true);
    StunMessage message = StunMessage.parse(bytes, 0, bytes.length);

    assertThat(message.method()).isEqualTo(StunMessage.BINDING);
    assertThat(message.messageClass()).isEqualTo(MessageClass.REQUEST);
    assertThat(message.transactionId()).isEqualTo(ID).hasSameHashCodeAs(ID);
    assertThat(message.username()).contains("them:us");
    assertThat(message.software()).contains("sotto");
    assertThat(message.priority()).hasValue(0xffff_fffeL);
    assertThat(message.useCandidate()).isTrue();
    assertThat(message.iceControlling()).hasValue(0xfedc_ba98_7654_3210L);
    assertThat(message.iceControlled()).isEmpty();
    assertThat(message.mappedAddress()).contains(TransportAddress.of("192.0.2.7", 9));
    assertThat(message.unknownAttributes()).containsExactly(0x7fff, 0x0003);
    assertThat(message.errorCode()).contains(new ErrorCode(699, "last one"));
    assertThat(message.attribute(0x0012)).contains(new byte[] {1, 2, 3, 4, 5});
    assertThat(message.integrityValid(KEY)).isTrue();
    assertThat(message.fingerprintValid()).isTrue();
  }

  @Test
  void readsBackWhatTheDiscoveryOfNatBehaviourWrites() {
    for (boolean ip : new boolean[] {true, false}) {
      for (boolean port : new boolean[] {true, false}) {
        ChangeRequest change = new ChangeRequest(ip, port);
        byte[] request = StunMessage.bindingRequest(ID).changeRequest(change).toBytes(null, false);
        assertThat(parse(request).changeRequest()).contains(change);
        assertThat(request).endsWith(0, 3, 0, 4, 0, 0, 0, (ip ? 4 : 0) + (port ? 2 : 0));
      }
    }
    TransportAddress other = TransportAddress.of("2001:db8::3", 3479);
    TransportAddress origin = TransportAddress.of("203.0.113.2", 3478);
    StunMessage answer =
        parse(
            StunMessage.bindingRequest(ID)
                .responseOrigin(origin)
                .otherAddress(other)
                .toBytes(null, true));
    assertThat(answer.responseOrigin()).contains(origin);
    assertThat(answer.otherAddress()).contains(other);
    assertThat(answer.changeRequest()).isEmpty();
  }

  @Test
  void saysWhatIsAbsent() {
    StunMessage message = parse(StunMessage.bindingIndication(ID).toBytes(null, false));

    assertThat(message.messageClass()).isEqualTo(MessageClass.INDICATION);
    assertThat(message.username()).isEmpty();
    assertThat(message.priority()).isEmpty();
    assertThat(message.useCandidate()).isFalse();
    assertThat(message.mappedAddress()).isEmpty();
    assertThat(message.errorCode()).isEmpty();
    assertThat(message.unknownAttributes()).isEmpty();
    assertThat(message.hasIntegrity()).isFalse();
    assertThat(message.integrityValid(KEY)).isFalse();
    assertThat(message.hasFingerprint()).isFalse();
    assertThat(message.fingerprintValid()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.1", "255.254.253.252", "2001:db8::1", "::1"})
  void veilsAddressesAndPorts(String literal) {
    TransportAddress address = TransportAddress.of(literal, 0xa147);
    byte[] bytes =
        parse(StunMessage.bindingRequest(ID).toBytes(null, false))
            .successResponse()
            .xorMappedAddress(address)
            .toBytes(KEY, true);
    StunMessage response = parse(bytes);

    assertThat(response.messageClass()).isEqualTo(MessageClass.SUCCESS_RESPONSE);
    assertThat(response.transactionId()).isEqualTo(ID);
    assertThat(response.mappedAddress()).contains(address);
    assertThat(indexOf(bytes, address.ip().bytes())).isEqualTo(-1);
  }

  @Test
  void turnsAnIpv4MappedAddressOfAPeerIntoIpv4() {
    byte[] value = new byte[20];
    value[1] = 2;
    value[14] = (byte) 0xff;
    value[15] = (byte) 0xff;
    value[16] = 10;
    value[19] = 1;
    byte[] bytes =
        StunMessage.bindingRequest(ID)
            .attribute(AttributeType.MAPPED_ADDRESS, value)
            .toBytes(null, false);

    assertThat(parse(bytes).mappedAddress()).contains(TransportAddress.of("10.0.0.1", 0));
  }

  @Test
  void prefersTheVeiledAddressToTheOneThatNatsRewrite() {
    TransportAddress veiled = TransportAddress.of("192.0.2.1", 1);
    byte[] bytes =
        StunMessage.bindingRequest(ID)
            .mappedAddress(TransportAddress.of("192.0.2.2", 2))
            .xorMappedAddress(veiled)
            .toBytes(null, false);

    assertThat(parse(bytes).mappedAddress()).contains(veiled);
  }

  @Test
  void countsOnlyTheFirstOfARepeatedAttribute() {
    byte[] bytes = StunMessage.bindingRequest(ID).username("a").username("b").toBytes(null, false);

    assertThat(parse(bytes).username()).contains("a");
  }

  @Test
  void keepsEveryMethodAndClassApart() {
    for (int method = 0; method <= 0xfff; method++) {
      for (MessageClass messageClass : MessageClass.values()) {
        StunMessage message =
            parse(StunMessage.builder(method, messageClass, ID).toBytes(null, false));

        assertThat(message.method()).isEqualTo(method);
        assertThat(message.messageClass()).isEqualTo(messageClass);
      }
    }
  }

  @Test
  void answersWithAnErrorInTheSameTransaction() {
    StunMessage request =
        parse(StunMessage.builder(3, MessageClass.REQUEST, ID).toBytes(null, true));
    StunMessage response =
        parse(
            request
                .errorResponse(ErrorCode.UNKNOWN_ATTRIBUTE, "Unknown Attribute")
                .unknownAttributes(0x0100)
                .toBytes(null, true));

    assertThat(response.method()).isEqualTo(3);
    assertThat(response.messageClass()).isEqualTo(MessageClass.ERROR_RESPONSE);
    assertThat(response.transactionId()).isEqualTo(ID);
    assertThat(response.errorCode()).contains(new ErrorCode(420, "Unknown Attribute"));
    assertThat(response.unknownAttributes()).containsExactly(0x0100);
  }

  @Test
  void listsWhatMustBeUnderstoodAndIsNot() {
    byte[] none = {};
    byte[] bytes =
        StunMessage.bindingRequest(ID)
            .username("a:b")
            .attribute(0x7ffe, none)
            .attribute(0x0100, none)
            .attribute(0x7ffe, none)
            .attribute(0x8fff, none)
            .toBytes(KEY, true);
    StunMessage message = parse(bytes);

    assertThat(message.unknownRequiredAttributes(AttributeType::isKnown))
        .containsExactly(0x7ffe, 0x0100);
    assertThat(message.unknownRequiredAttributes(t -> AttributeType.isKnown(t) || t == 0x7ffe))
        .containsExactly(0x0100);
  }

  @Test
  void isNotAuthenticUnderAnotherKeyOrWithAnyBitChanged() {
    byte[] bytes = StunMessage.bindingRequest(ID).username("a:b").priority(1).toBytes(KEY, false);

    assertThat(parse(bytes).integrityValid("another".getBytes(StandardCharsets.UTF_8))).isFalse();
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] changed = bytes.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(acceptedAsAuthentic(changed)).as("bit %d", bit).isFalse();
    }
  }

  private static boolean acceptedAsAuthentic(byte[] bytes) {
    try {
      return parse(bytes).integrityValid(KEY);
    } catch (StunFormatException refused) {
      return false;
    }
  }

  @Test
  void readsTheServerToAskInstead() {
    TransportAddress server = TransportAddress.of("2001:db8::3", 3478);
    byte[] bytes = StunMessage.bindingRequest(ID).alternateServer(server).toBytes(null, false);

    assertThat(parse(bytes).alternateServer()).contains(server);
    assertThat(parse(StunMessage.bindingRequest(ID).toBytes(null, false)).alternateServer())
        .isEmpty();
  }

  @Test
  void readsEveryAddressOfARepeatedAttribute() {
    TransportAddress first = TransportAddress.of("192.0.2.1", 1);
    TransportAddress second = TransportAddress.of("2001:db8::1", 2);
    byte[] bytes =
        StunMessage.bindingRequest(ID)
            .xorAddress(0x0016, first)
            .priority(1)
            .xorAddress(0x0016, second)
            .toBytes(null, false);

    assertThat(parse(bytes).xorAddresses(0x0016)).containsExactly(first, second);
    assertThat(parse(bytes).xorAddresses(0x0012)).isEmpty();
  }

  @Test
  void findsAnyChangedBitByTheFingerprint() {
    byte[] bytes = StunMessage.bindingRequest(ID).username("a:b").toBytes(KEY, true);

    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] changed = bytes.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(acceptedByFingerprint(changed)).as("bit %d", bit).isFalse();
    }
  }

  private static boolean acceptedByFingerprint(byte[] bytes) {
    try {
      return parse(bytes).fingerprintValid();
    } catch (StunFormatException refused) {
      return false;
    }
  }

  @Test
  void writesIntoTheMiddleOfTheCallersArray() {
    StunBuilder builder = StunMessage.bindingRequest(ID).username("abc:de");
    byte[] alone = builder.toBytes(KEY, true);
    byte[] array = new byte[alone.length + 20];
    Arrays.fill(array, (byte) 0x55);

    int written = builder.writeTo(array, 11, KEY, true);

    assertThat(written).isEqualTo(alone.length);
    assertThat(Arrays.copyOfRange(array, 11, 11 + written)).isEqualTo(alone);
    assertThat(StunMessage.looksLikeStun(array, 11, written)).isTrue();
    assertThat(StunMessage.parse(array, 11, written).integrityValid(KEY)).isTrue();
    assertThat(array[10]).isEqualTo((byte) 0x55);
    assertThat(array[11 + written]).isEqualTo((byte) 0x55);
    assertThatThrownBy(() -> builder.writeTo(array, 21, KEY, true))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void doesNotChangeWhenTheReceivedArrayIsUsedAgain() {
    byte[] bytes = StunMessage.bindingRequest(ID).username("a:b").toBytes(KEY, true);
    StunMessage message = parse(bytes);
    Arrays.fill(bytes, (byte) 0);

    assertThat(message.username()).contains("a:b");
    assertThat(message.integrityValid(KEY)).isTrue();
  }

  @Test
  void refusesToWriteWhatIsNotStun() {
    StunBuilder builder = StunMessage.bindingRequest(ID);

    assertThatThrownBy(() -> builder.priority(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.attribute(0x10000, new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.attribute(AttributeType.FINGERPRINT, new byte[4]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.attribute(0x8000, new byte[0xfff0]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.toBytes(new byte[0], false))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ErrorCode(700, "")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> StunMessage.builder(0x1000, MessageClass.REQUEST, ID))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void showsNoValueWhenPrinted() {
    byte[] bytes = StunMessage.bindingRequest(ID).username("secret:name").toBytes(KEY, false);

    assertThat(parse(bytes)).hasToString("StunMessage[REQUEST 1 " + ID + "]");
  }

  private static StunMessage parse(byte[] bytes) {
    return StunMessage.parse(bytes, 0, bytes.length);
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    for (int at = 0; at + part.length <= bytes.length; at++) {
      if (Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
        return at;
      }
    }
    return -1;
  }
}
