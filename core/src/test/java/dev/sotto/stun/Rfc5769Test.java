package dev.sotto.stun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.address.TransportAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The test vectors of RFC 5769. */
class Rfc5769Test {
  static final byte[] PASSWORD = "VOkJxbRl1RmTxUk/WvJxBt".getBytes(StandardCharsets.UTF_8);

  static final byte[] REQUEST =
      bytes(
          "00010058 2112a442 b7e7a701bc34d686fa87dfae",
          "80220010 5354554e207465737420636c69656e74", // SOFTWARE
          "00240004 6e0001ff", // PRIORITY
          "80290008 932ff9b151263b36", // ICE-CONTROLLED
          "00060009 6576746a3a68367659202020", // USERNAME, padded with spaces
          "00080014 9aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2", // MESSAGE-INTEGRITY
          "80280004 e57a3bcf"); // FINGERPRINT

  static final byte[] IPV4_RESPONSE =
      bytes(
          "0101003c 2112a442 b7e7a701bc34d686fa87dfae",
          "8022000b 7465737420766563746f7220", // SOFTWARE, padded with a space
          "00200008 0001a147e112a643", // XOR-MAPPED-ADDRESS
          "00080014 2b91f599fd9e90c38c7489f92af9ba53f06be7d7",
          "80280004 c07d4c96");

  static final byte[] IPV6_RESPONSE =
      bytes(
          "01010048 2112a442 b7e7a701bc34d686fa87dfae",
          "8022000b 7465737420766563746f7220",
          "00200014 0002a1470113a9faa5d3f179bc25f4b5bed2b9d9",
          "00080014 a382954e4be67bf11784c97c8292c275bfe3ed41",
          "80280004 c8fb0b4c");

  static final byte[] LONG_TERM_REQUEST =
      bytes(
          "00010060 2112a442 78ad3433c6ad72c029da412e",
          "00060012 e3839ee38388e383aae38383e382afe382b90000", // USERNAME
          "0015001c 662f2f3439396b39353464364f4c33346f4c39465354767936347341", // NONCE
          "0014000b 6578616d706c652e6f726700", // REALM
          "00080014 f67024656dd64a3e02b8e0712e85c9a28ca89666");

  @Test
  @DisplayName("RFC 5769 2.1: sample request")
  void readsTheSampleRequest() {
    StunMessage message = parse(REQUEST);

    assertThat(message.messageClass()).isEqualTo(MessageClass.REQUEST);
    assertThat(message.software()).contains("STUN test client");
    assertThat(message.priority()).hasValue(0x6e0001ffL);
    assertThat(message.iceControlled()).hasValue(0x932ff9b151263b36L);
    assertThat(message.username()).contains("evtj:h6vY");
    assertThat(message.integrityValid(PASSWORD)).isTrue();
    assertThat(message.fingerprintValid()).isTrue();
  }

  @Test
  @DisplayName("RFC 5769 2.2: sample IPv4 response")
  void readsTheSampleIpv4Response() {
    StunMessage message = parse(IPV4_RESPONSE);

    assertThat(message.messageClass()).isEqualTo(MessageClass.SUCCESS_RESPONSE);
    assertThat(message.software()).contains("test vector");
    assertThat(message.mappedAddress()).contains(TransportAddress.of("192.0.2.1", 32853));
    assertThat(message.integrityValid(PASSWORD)).isTrue();
    assertThat(message.fingerprintValid()).isTrue();
  }

  @Test
  @DisplayName("RFC 5769 2.3: sample IPv6 response")
  void readsTheSampleIpv6Response() {
    StunMessage message = parse(IPV6_RESPONSE);

    assertThat(message.mappedAddress())
        .contains(TransportAddress.of("2001:db8:1234:5678:11:2233:4455:6677", 32853));
    assertThat(message.integrityValid(PASSWORD)).isTrue();
    assertThat(message.fingerprintValid()).isTrue();
  }

  @Test
  @DisplayName("RFC 5769 2.4: sample request with long-term authentication")
  void readsAndWritesTheLongTermRequest() {
    String username = "\u30de\u30c8\u30ea\u30c3\u30af\u30b9";
    byte[] key =
        LongTermKey.of(username, "example.org".getBytes(StandardCharsets.US_ASCII), "TheMatrIX");
    StunMessage message = parse(LONG_TERM_REQUEST);
    byte[] nonce = message.attribute(AttributeType.NONCE).orElseThrow();
    byte[] realm = message.attribute(AttributeType.REALM).orElseThrow();

    assertThat(message.username()).contains(username);
    assertThat(nonce).asString(StandardCharsets.UTF_8).isEqualTo("f//499k954d6OL34oL9FSTvy64sA");
    assertThat(realm).asString(StandardCharsets.UTF_8).isEqualTo("example.org");
    assertThat(message.integrityValid(key)).isTrue();
    assertThat(message.hasFingerprint()).isFalse();
    assertThat(
            StunMessage.bindingRequest(message.transactionId())
                .username(username)
                .attribute(AttributeType.NONCE, nonce)
                .attribute(AttributeType.REALM, realm)
                .toBytes(key, false))
        .isEqualTo(LONG_TERM_REQUEST);
  }

  private static StunMessage parse(byte[] bytes) {
    return StunMessage.parse(bytes, 0, bytes.length);
  }

  private static byte[] bytes(String... hex) {
    return HexFormat.of().parseHex(String.join("", hex).replace(" ", ""));
  }
}
