package dev.sotto.identity;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A public Ed25519 key (RFC 8032) that a peer is known by: a value of 32 bytes, compared by
 * content. Whether the bytes are a point of the curve, and one that proves anything, is checked
 * where a signature is ({@code docs/protocol.md}, "CHANNEL").
 */
public final class IdentityKey {
  /** The length of a key in bytes. */
  public static final int LENGTH = 32;

  /** What X.509 puts before the bytes of an Ed25519 key (RFC 8410 section 4). */
  private static final byte[] PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final int TEXT_LENGTH = 43;
  private static final int FINGERPRINT_BYTES = 20;
  private static final int GROUP_BYTES = 2;

  private final byte[] bytes;

  private IdentityKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Takes the bytes of a key.
   *
   * @param bytes the 32 bytes of RFC 8032 section 5.1.5; copied
   * @return the key
   * @throws IllegalArgumentException when there are not 32
   */
  public static IdentityKey of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("a key has 32 bytes, not " + bytes.length);
    }
    return new IdentityKey(bytes.clone());
  }

  /** Takes the bytes out of a SubjectPublicKeyInfo that the JDK wrote. */
  static IdentityKey ofEncoded(byte[] encoded) {
    if (!Arrays.equals(
        encoded, 0, Math.min(PREFIX.length, encoded.length), PREFIX, 0, PREFIX.length)) {
      throw new IllegalArgumentException("not an Ed25519 key");
    }
    return of(Arrays.copyOfRange(encoded, PREFIX.length, encoded.length));
  }

  /** This key as SubjectPublicKeyInfo. */
  byte[] encoded() {
    byte[] encoded = Arrays.copyOf(PREFIX, PREFIX.length + LENGTH);
    System.arraycopy(bytes, 0, encoded, PREFIX.length, LENGTH);
    return encoded;
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @param text any text
   * @return the key, or empty when the text is not the one canonical form of a key
   */
  public static Optional<IdentityKey> parse(String text) {
    if (text.length() != TEXT_LENGTH) {
      return Optional.empty();
    }
    try {
      IdentityKey key = of(Base64.getUrlDecoder().decode(text));
      return key.text().equals(text) ? Optional.of(key) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Gives the bytes.
   *
   * @return a copy of the 32 bytes
   */
  public byte[] bytes() {
    return bytes.clone();
  }

  /**
   * Writes the key for programs.
   *
   * @return base64url without padding, 43 characters
   */
  public String text() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * Writes the key for people: the first 160 bits of its SHA-256.
   *
   * @return ten groups of four hexadecimal digits, with a space between
   */
  public String fingerprint() {
    byte[] digest = sha256(bytes);
    return IntStream.range(0, FINGERPRINT_BYTES / GROUP_BYTES)
        .mapToObj(i -> HexFormat.of().formatHex(digest, i * GROUP_BYTES, (i + 1) * GROUP_BYTES))
        .collect(Collectors.joining(" "));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof IdentityKey key && MessageDigest.isEqual(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Not the key: logs would tell who met whom. */
  @Override
  public String toString() {
    return "IdentityKey";
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
