package dev.sotto.transfer;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** A SHA-256 (FIPS 180-4): 32 bytes, compared in constant time. Safe for use by several threads. */
public final class Digest {
  /** The number of its bytes. */
  public static final int LENGTH = 32;

  private final byte[] bytes;

  private Digest(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Hashes bytes.
   *
   * @param data any number of bytes
   * @return their SHA-256
   */
  public static Digest of(byte[] data) {
    return new Digest(sha256().digest(data));
  }

  /**
   * Takes a hash that was made or read elsewhere.
   *
   * @param bytes 32 bytes, copied
   * @return the hash
   * @throws IllegalArgumentException for another number of bytes
   */
  public static Digest ofBytes(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("not a SHA-256: " + bytes.length + " bytes");
    }
    return new Digest(bytes.clone());
  }

  /**
   * Reads base64url without padding (RFC 4648 section 5), in its only canonical form.
   *
   * @param text what a peer wrote
   * @return the hash; empty when it is none
   */
  public static Optional<Digest> parse(String text) {
    return Base64Text.decode(text, LENGTH).map(Digest::new);
  }

  static Digest read(ByteBuffer from) {
    byte[] bytes = new byte[LENGTH];
    from.get(bytes);
    return new Digest(bytes);
  }

  static Digest finish(MessageDigest hash) {
    return new Digest(hash.digest());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("a JDK without SHA-256", missing);
    }
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
   * As it is written in messages.
   *
   * @return 43 characters of base64url without padding
   */
  public String text() {
    return Base64Text.encode(bytes);
  }

  /**
   * As people and {@code sha256sum} write it.
   *
   * @return 64 lower case hexadecimal digits
   */
  public String hex() {
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Digest that && MessageDigest.isEqual(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return hex();
  }
}
