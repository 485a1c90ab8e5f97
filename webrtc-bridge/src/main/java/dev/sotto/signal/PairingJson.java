package dev.sotto.signal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.pairing.Octets;
import dev.sotto.pairing.PairingMessage;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The messages of a pairing as JSON ({@code docs/protocol.md}, "MESSAGES"). Reads only what is
 * exactly one of them: bytes in their one form of base64url and of the right length, no member
 * twice, none that is not known.
 */
public final class PairingJson {
  /** The longest message, in bytes of UTF-8. */
  public static final int MAX_LENGTH = 24 << 10;

  private static final int NONCE = 16;
  private static final int SHARE = 32;
  private static final int TAG = 32;
  private static final int LEAST_ASSOCIATED = 1;
  private static final int MOST_ASSOCIATED = 128;
  private static final int SEAL_TAG = 16;
  private static final int LEAST_SEALED = 512;
  private static final int MOST_SEALED = 16_384;
  private static final int MOST_SEQUENCE = 999;
  private static final int MAX_REASON = 256;

  private PairingJson() {}

  /**
   * Writes a message.
   *
   * @param message any message
   * @return its JSON, ASCII
   */
  public static String write(PairingMessage message) {
    return toJson(message).toString();
  }

  /**
   * Reads a message.
   *
   * @param text what a peer sent
   * @return the message, or empty for anything that is none
   */
  public static Optional<PairingMessage> read(String text) {
    // Whatever else it is in, a message that we can use is ASCII.
    return text.length() > MAX_LENGTH
        ? Optional.empty()
        : StrictJson.object(text).flatMap(PairingJson::read);
  }

  /**
   * Reads a message.
   *
   * @param utf8 what a peer sent
   * @return the message, or empty for anything that is none
   */
  public static Optional<PairingMessage> read(byte[] utf8) {
    return utf8.length > MAX_LENGTH
        ? Optional.empty()
        : StrictJson.object(utf8).flatMap(PairingJson::read);
  }

  static byte[] bytes(PairingMessage message) {
    return write(message).getBytes(StandardCharsets.UTF_8);
  }

  static ObjectNode toJson(PairingMessage message) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    if (message instanceof PairingMessage.P0 p0) {
      json.put("t", "p0").put("n", p0.nonce().base64());
    } else if (message instanceof PairingMessage.P1 p1) {
      json.put("t", "p1").put("n", p1.nonce().base64());
      json.put("y", p1.share().base64()).put("ad", p1.associated().base64());
    } else if (message instanceof PairingMessage.P2 p2) {
      json.put("t", "p2").put("y", p2.share().base64()).put("ad", p2.associated().base64());
    } else if (message instanceof PairingMessage.P3 p3) {
      json.put("t", "p3").put("tag", p3.tag().base64());
    } else if (message instanceof PairingMessage.P4 p4) {
      json.put("t", "p4").put("tag", p4.tag().base64());
    } else if (message instanceof PairingMessage.Sealed sealed) {
      json.put("t", "s").put("n", sealed.sequence()).put("c", sealed.content().base64());
    } else if (message instanceof PairingMessage.Abort abort) {
      json.put("t", "x").put("reason", abort.reason());
    }
    return json;
  }

  /** Reads a message that was part of another; its parser took no member twice. */
  static Optional<PairingMessage> read(JsonNode json) {
    return json.isObject() ? known(json) : Optional.empty();
  }

  private static Optional<PairingMessage> known(JsonNode json) {
    return switch (json.path("t").asText()) {
      case "p0" -> only(json, 2, octets(json, "n", NONCE).map(PairingMessage.P0::new));
      case "p1" -> only(json, 4, p1(json));
      case "p2" -> only(json, 3, p2(json));
      case "p3" -> only(json, 2, octets(json, "tag", TAG).map(PairingMessage.P3::new));
      case "p4" -> only(json, 2, octets(json, "tag", TAG).map(PairingMessage.P4::new));
      case "s" -> only(json, 3, sealed(json));
      case "x" -> only(json, 2, reason(json).map(PairingMessage.Abort::new));
      default -> Optional.empty();
    };
  }

  /** All members were read when there are no more of them than that. */
  private static Optional<PairingMessage> only(
      JsonNode json, int members, Optional<? extends PairingMessage> message) {
    return json.size() == members ? message.map(read -> read) : Optional.empty();
  }

  private static Optional<PairingMessage> p1(JsonNode json) {
    return octets(json, "n", NONCE)
        .flatMap(
            nonce ->
                octets(json, "y", SHARE)
                    .flatMap(
                        share ->
                            associated(json)
                                .map(data -> new PairingMessage.P1(nonce, share, data))));
  }

  private static Optional<PairingMessage> p2(JsonNode json) {
    return octets(json, "y", SHARE)
        .flatMap(share -> associated(json).map(data -> new PairingMessage.P2(share, data)));
  }

  private static Optional<PairingMessage> sealed(JsonNode json) {
    Optional<Long> sequence = StrictJson.number(json, "n", 0, MOST_SEQUENCE);
    Optional<Octets> content =
        StrictJson.bytes(json, "c", LEAST_SEALED + SEAL_TAG, MOST_SEALED + SEAL_TAG)
            .filter(bytes -> Integer.bitCount(bytes.length - SEAL_TAG) == 1)
            .map(Octets::of);
    return sequence.flatMap(
        number -> content.map(bytes -> new PairingMessage.Sealed(number, bytes)));
  }

  private static Optional<String> reason(JsonNode json) {
    return StrictJson.text(json, "reason").filter(text -> text.length() <= MAX_REASON);
  }

  private static Optional<Octets> associated(JsonNode json) {
    return StrictJson.bytes(json, "ad", LEAST_ASSOCIATED, MOST_ASSOCIATED).map(Octets::of);
  }

  private static Optional<Octets> octets(JsonNode json, String member, int length) {
    return StrictJson.bytes(json, member, length, length).map(Octets::of);
  }
}
