package dev.sotto.signal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** The JSON of strangers: one object, shallow, no member twice, and nothing after its end. */
final class StrictJson {
  private static final int DEPTH = 32;
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEPTH).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private StrictJson() {}

  /** The object that a text is; empty when it is none. */
  static Optional<ObjectNode> object(String text) {
    try {
      JsonNode json = MAPPER.readTree(text);
      return json instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** The object that bytes of UTF-8 are; empty when they are none. */
  static Optional<ObjectNode> object(byte[] utf8) {
    try {
      // Not by the parser, which would guess at the encoding.
      return object(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** A member's text; empty when it is absent or no text. */
  static Optional<String> text(JsonNode json, String member) {
    return Optional.ofNullable(json.path(member).textValue());
  }

  /** A member's whole number; empty when it is absent, no such number, or out of the range. */
  static Optional<Long> number(JsonNode json, String member, long least, long most) {
    JsonNode value = json.path(member);
    return value.isIntegralNumber()
            && value.canConvertToLong()
            && value.longValue() >= least
            && value.longValue() <= most
        ? Optional.of(value.longValue())
        : Optional.empty();
  }

  /** A member's bytes in base64url without padding, in its one form; empty for all else. */
  static Optional<byte[]> bytes(JsonNode json, String member, int least, int most) {
    return text(json, member).flatMap(text -> bytes(text, least, most));
  }

  /** Bytes in base64url without padding, in its one form; empty for all else. */
  static Optional<byte[]> bytes(String text, int least, int most) {
    if (text.length() > (most * 4L + 2) / 3) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      boolean canonical =
          bytes.length >= least && bytes.length <= most && text.equals(base64(bytes));
      return canonical ? Optional.of(bytes) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
