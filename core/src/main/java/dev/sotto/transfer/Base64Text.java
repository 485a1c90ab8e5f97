package dev.sotto.transfer;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Base64url without padding (RFC 4648 section 5), in its only canonical form. */
final class Base64Text {
  private Base64Text() {}

  static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Exactly this many bytes, or nothing. */
  static Optional<byte[]> decode(String text, int length) {
    if (text.length() != (length * 8 + 5) / 6) {
      return Optional.empty();
    }
    byte[] decoded;
    try {
      decoded = Base64.getUrlDecoder().decode(text.getBytes(StandardCharsets.UTF_8));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
    return encode(decoded).equals(text) ? Optional.of(decoded) : Optional.empty();
  }
}
