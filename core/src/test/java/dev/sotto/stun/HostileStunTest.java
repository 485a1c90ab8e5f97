package dev.sotto.stun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sotto.address.TransportAddress;
import dev.sotto.stun.StunFormatException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostileStunTest {
  private static final byte[] KEY = Rfc5769Test.PASSWORD;
  private static final TransactionId ID = TransactionId.of(new byte[12], 0);

  @Test
  void refusesEveryTruncation() {
    for (int length = 0; length < Rfc5769Test.REQUEST.length; length++) {
      byte[] cut = Arrays.copyOf(Rfc5769Test.REQUEST, length);

      assertThat(StunMessage.looksLikeStun(cut, 0, length)).isFalse();
      assertThatThrownBy(() -> parse(cut)).isInstanceOf(StunFormatException.class);
    }
  }

  @Test
  void refusesEveryTruncationWhoseLengthIsMadeToFit() {
    byte[] request = StunMessage.bindingRequest(ID).username("abcdefghij").toBytes(KEY, true);
    int[] wholeAttributes = {20, 36, 60, 68};
    for (int length = 20; length <= request.length; length += 4) {
      byte[] cut = Arrays.copyOf(request, length);
      cut[3] = (byte) (length - 20);

      if (Arrays.binarySearch(wholeAttributes, length) >= 0) {
        assertThat(parse(cut).method()).isEqualTo(StunMessage.BINDING);
      } else {
        assertReason(cut, Reason.ATTRIBUTE_OUT_OF_BOUNDS);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void survives25000Mutations(long seed) {
    Random random = new Random(seed);
    byte[][] originals = {
      Rfc5769Test.REQUEST,
      Rfc5769Test.IPV4_RESPONSE,
      Rfc5769Test.IPV6_RESPONSE,
      Rfc5769Test.LONG_TERM_REQUEST,
      StunMessage.bindingRequest(ID)
          .mappedAddress(TransportAddress.of("::1", 1))
          .errorCode(new ErrorCode(420, "x"))
          .unknownAttributes(1, 2, 3)
          .useCandidate()
          .iceControlling(1)
          .toBytes(KEY, true)
    };
    int understood = 0;
    for (int i = 0; i < 25_000; i++) {
      byte[] bytes = mutated(originals[i % originals.length], random);
      understood += readAll(bytes, "seed " + seed + ", round " + i) ? 1 : 0;
    }
    assertThat(understood).as("mutations that reach the accessors").isGreaterThan(1000);
  }

  private static byte[] mutated(byte[] original, Random random) {
    byte[] bytes = original.clone();
    for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
      switch (random.nextInt(4)) {
        case 0 -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        case 1 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes[20 + random.nextInt(bytes.length - 20)] = (byte) random.nextInt(32);
        default -> {
          bytes = Arrays.copyOf(bytes, Math.max(24, bytes.length - 4 + 4 * random.nextInt(3)));
          bytes[2] = (byte) ((bytes.length - 20) >> 8);
          bytes[3] = (byte) (bytes.length - 20);
        }
      }
    }
    return bytes;
  }

  /** Whether the bytes were a message; any exception but the declared one fails the test. */
  private static boolean readAll(byte[] bytes, String name) {
    try {
      StunMessage message = parse(bytes);
      assertThat(StunMessage.looksLikeStun(bytes, 0, bytes.length)).as(name).isTrue();
      message.username();
      message.software();
      message.priority();
      message.useCandidate();
      message.iceControlling();
      message.iceControlled();
      message.mappedAddress();
      message.errorCode();
      message.unknownAttributes();
      message.unknownRequiredAttributes(AttributeType::isKnown);
      message.integrityValid(KEY);
      message.fingerprintValid();
      assertThat(message.toString()).as(name).isNotEmpty();
      return true;
    } catch (StunFormatException refused) {
      assertThat(refused.reason()).as(name).isNotNull();
      return false;
    } catch (RuntimeException e) {
      throw new AssertionError(name + ": " + HexFormat.of().formatHex(bytes), e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "NOT_STUN, 01, first bits 01",
    "NOT_STUN, 8001, first bits 10: RTP",
    "NOT_STUN, 00010000 2112a443, another cookie",
    "LENGTH_MISMATCH, 00010004, longer than received",
    "LENGTH_MISMATCH, 00010001, no multiple of four",
  })
  void refusesHeadersThatAreNotStun(Reason reason, String start, String why) {
    byte[] bytes = StunMessage.bindingRequest(ID).toBytes(null, false);
    byte[] head = HexFormat.of().parseHex(start.replace(" ", ""));
    System.arraycopy(head, 0, bytes, 0, head.length);
    if (head.length == 1) {
      bytes[0] = 0x40;
    }

    assertThat(StunMessage.looksLikeStun(bytes, 0, bytes.length)).as(why).isFalse();
    assertReason(bytes, reason);
  }

  @ParameterizedTest
  @CsvSource({
    "0001, 0001a147e112a6, 7 bytes of address",
    "0020, 0001a147, no address",
    "0020, 0003a147e112a643, unknown family",
    "0020, 0003a1, unknown family and cut off",
    "0001, '', nothing",
    "0020, 0002a147e112a643, IPv6 with 4 bytes",
    "0020, 0001a1470113a9faa5d3f179bc25f4b5bed2b9d9, IPv4 with 16 bytes",
    "0008, 00, integrity of one byte",
    "0009, 000004, error code of 3 bytes",
    "0009, 00000200, class 2",
    "0009, 00000700, class 7",
    "0009, 00000464, number 100",
    "000a, 000102, odd list",
    "0024, 6e0001, short priority",
    "0024, 6e0001ff00, long priority",
    "0025, 00, USE-CANDIDATE with a value",
    "8028, e57a3bcf00000000, long fingerprint",
    "8028, e57a, short fingerprint",
    "8029, 932ff9b1, short tie-breaker",
    "802a, 932ff9b151263b3600, long tie-breaker",
  })
  @DisplayName("refuses attributes with impossible values, FINGERPRINT of another length too")
  void refusesAttributesWithImpossibleValues(String type, String value, String why) {
    byte[] bytes = raw(type, value);

    assertThatThrownBy(() -> parse(bytes))
        .as(why)
        .isInstanceOfSatisfying(
            StunFormatException.class, e -> assertThat(e.reason()).isEqualTo(Reason.BAD_ATTRIBUTE));
  }

  @Test
  void refusesAUserNameThatIsTooLong() {
    byte[] fits = StunMessage.bindingRequest(ID).username("u".repeat(513)).toBytes(null, false);
    byte[] tooLong = StunMessage.bindingRequest(ID).username("u".repeat(514)).toBytes(null, false);

    assertThat(parse(fits).username()).isPresent();
    assertReason(tooLong, Reason.BAD_ATTRIBUTE);
  }

  @Test
  void refusesAttributesAndPaddingThatEndOutsideTheMessage() {
    byte[] bytes = raw("8022", "01020304");
    bytes[23] = 5;
    assertReason(bytes, Reason.ATTRIBUTE_OUT_OF_BOUNDS);

    bytes[22] = (byte) 0xff;
    bytes[23] = (byte) 0xff;
    assertReason(bytes, Reason.ATTRIBUTE_OUT_OF_BOUNDS);
  }

  @Test
  void refusesAMultitudeOfEmptyAttributes() {
    StunBuilder builder = StunMessage.bindingRequest(ID);
    for (int i = 0; i < StunMessage.MAX_ATTRIBUTES; i++) {
      builder.attribute(0x8001, new byte[0]);
    }
    assertThat(parse(builder.toBytes(null, false)).has(0x8001)).isTrue();

    assertReason(
        builder.attribute(0x8001, new byte[0]).toBytes(null, false), Reason.TOO_MANY_ATTRIBUTES);
  }

  @Test
  @DisplayName("RFC 8489 14.5: ignores what follows MESSAGE-INTEGRITY, FINGERPRINT excepted")
  void ignoresWhatFollowsMessageIntegrity() {
    byte[] signed = StunMessage.bindingRequest(ID).username("a:b").toBytes(KEY, false);
    byte[] forged =
        StunMessage.bindingRequest(ID)
            .username("a:b")
            .attribute(0x8888, new byte[signed.length - 28 - 4])
            .useCandidate()
            .priority(1)
            .attribute(0x0100, new byte[0])
            .toBytes(null, true);
    System.arraycopy(signed, 28, forged, 28, signed.length - 28);
    StunMessage message = parse(withFingerprint(forged));

    assertThat(message.integrityValid(KEY)).isTrue();
    assertThat(message.fingerprintValid()).isTrue();
    assertThat(message.username()).contains("a:b");
    assertThat(message.useCandidate()).isFalse();
    assertThat(message.priority()).isEmpty();
    assertThat(message.unknownRequiredAttributes(AttributeType::isKnown)).isEmpty();
  }

  @Test
  @DisplayName("RFC 8489 14.6: ignores what follows MESSAGE-INTEGRITY-SHA256, FINGERPRINT excepted")
  void ignoresWhatFollowsMessageIntegritySha256() {
    byte[] bytes =
        StunMessage.bindingRequest(ID)
            .attribute(AttributeType.MESSAGE_INTEGRITY_SHA256, new byte[32])
            .useCandidate()
            .toBytes(KEY, true);
    StunMessage message = parse(bytes);

    assertThat(message.useCandidate()).isFalse();
    assertThat(message.hasIntegrity()).isFalse();
    assertThat(message.fingerprintValid()).isTrue();
  }

  @Test
  @DisplayName("RFC 8489 14.7: FINGERPRINT must be the last attribute")
  void refusesWhatFollowsTheFingerprint() {
    byte[] bytes = StunMessage.bindingRequest(ID).toBytes(KEY, true);
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 4);
    longer[longer.length - 3] = 0x25;
    longer[3] = (byte) (longer[3] + 4);

    assertReason(longer, Reason.DATA_AFTER_FINGERPRINT);
  }

  @Test
  void isNotAuthenticByItsFingerprintAlone() {
    byte[] bytes = StunMessage.bindingRequest(ID).toBytes(null, true);

    assertThat(parse(bytes).integrityValid("x".getBytes(StandardCharsets.UTF_8))).isFalse();
  }

  private static byte[] withFingerprint(byte[] message) {
    int at = message.length - 8;
    int crc = MessageIntegrity.fingerprint(message, 0, at);
    for (int i = 0; i < 4; i++) {
      message[at + 4 + i] = (byte) (crc >> (24 - 8 * i));
    }
    return message;
  }

  private static byte[] raw(String type, String value) {
    byte[] valueBytes = HexFormat.of().parseHex(value);
    byte[] message =
        StunMessage.bindingRequest(ID).attribute(0x8888, valueBytes).toBytes(null, false);
    System.arraycopy(HexFormat.of().parseHex(type), 0, message, 20, 2);
    return message;
  }

  private static void assertReason(byte[] bytes, Reason reason) {
    assertThatThrownBy(() -> parse(bytes))
        .isInstanceOfSatisfying(
            StunFormatException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private static StunMessage parse(byte[] bytes) {
    return StunMessage.parse(bytes, 0, bytes.length);
  }
}
