package dev.sotto.pairing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Bytes that do not change: the fields of messages, public keys, fingerprints. Compared in constant
 * time for equal lengths; never shown by {@link #toString()}. Safe for use by several threads.
 */
public final class Octets {
  private static final Octets EMPTY = new Octets(new byte[0]);

  private final byte[] bytes;

  private Octets(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * No bytes at all: the public key of a peer that has none.
   *
   * @return the empty value
   */
  public static Octets empty() {
    return EMPTY;
  }

  /**
   * A copy of bytes.
   *
   * @param bytes any number of bytes
   * @return their value
   */
  public static Octets of(byte[] bytes) {
    return new Octets(bytes.clone());
  }

  /**
   * Reads base64url without padding (RFC 4648 section 5), in its only canonical form.
   *
   * @param text what a peer wrote
   * @return the bytes; empty for any other character, padding, or bits that are not used
   */
  public static Optional<Octets> parseBase64(String text) {
    byte[] decoded;
    try {
      decoded = Base64.getUrlDecoder().decode(text.getBytes(StandardCharsets.UTF_8));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
    Octets octets = new Octets(decoded);
    return octets.base64().equals(text) ? Optional.of(octets) : Optional.empty();
  }

  /** Takes bytes that nobody else holds. */
  static Octets owning(byte[] bytes) {
    return new Octets(bytes);
  }

  /** The bytes themselves, for reading only. */
  byte[] shared() {
    return bytes;
  }

  /**
   * The bytes.
   *
   * @return a copy
   */
  public byte[] bytes() {
    return bytes.clone();
  }

  /**
   * How many bytes these are.
   *
   * @return the number, at least 0
   */
  public int length() {
    return bytes.length;
  }

  /**
   * Whether there are none.
   *
   * @return whether the length is 0
   */
  public boolean isEmpty() {
    return bytes.length == 0;
  }

  /**
   * Writes base64url without padding.
   *
   * @return the text, ASCII
   */
  public String base64() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * Writes hexadecimal digits.
   *
   * @return the text, lower case
   */
  public String hex() {
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Octets octets && MessageDigest.isEqual(bytes, octets.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The number of bytes, and none of them. */
  @Override
  public String toString() {
    return bytes.length + " bytes";
  }
}
