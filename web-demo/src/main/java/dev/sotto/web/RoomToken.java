package dev.sotto.web;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;

/**
 * The secret that opens a room: 128 random bits, drawn by whoever invites. Only its SHA-256 is
 * kept, so that neither a look-up's timing nor a memory dump tells the token.
 *
 * @param digest the hash of the 16 bytes; never changed
 */
record RoomToken(ByteBuffer digest) {
  private static final int BYTES = 16;
  private static final int CHARACTERS = 22;

  /** Reads 22 characters of base64url without padding (RFC 4648 section 5). */
  static Optional<RoomToken> parse(String text) {
    if (text.length() != CHARACTERS) {
      return Optional.empty();
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (bytes.length != BYTES) {
      return Optional.empty();
    }
    return Optional.of(new RoomToken(ByteBuffer.wrap(sha256(bytes)).asReadOnlyBuffer()));
  }

  /** Compares in constant time; for tokens that are not keys of a map. */
  boolean matches(RoomToken other) {
    return MessageDigest.isEqual(bytes(), other.bytes());
  }

  @Override
  public String toString() {
    return "RoomToken[secret]";
  }

  private byte[] bytes() {
    byte[] copy = new byte[digest.remaining()];
    digest.duplicate().get(copy);
    return copy;
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
