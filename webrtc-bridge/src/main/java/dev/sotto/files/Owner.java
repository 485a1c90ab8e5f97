package dev.sotto.files;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Whom a record of what was received belongs to: the peer with a lasting key, or, where there is
 * none, whoever knows the token that was given out at acceptance. Only a hash of either is kept.
 * Compared in constant time.
 */
public final class Owner {
  private static final int TOKEN = 16;
  private static final String KEY_TAG = "key:";
  private static final String TOKEN_TAG = "token:";

  private final String text;

  private Owner(String text) {
    this.text = text;
  }

  /**
   * The peer that has proved to have a lasting key.
   *
   * @param publicKey the key in its canonical form, at least 16 bytes
   * @return the owner
   */
  public static Owner key(byte[] publicKey) {
    if (publicKey.length < TOKEN) {
      throw new IllegalArgumentException("a key of " + publicKey.length + " bytes");
    }
    return new Owner(KEY_TAG + hash(publicKey));
  }

  /**
   * Whoever has a token.
   *
   * @param token the secret, 16 bytes
   * @return the owner
   */
  public static Owner token(byte[] token) {
    if (token.length != TOKEN) {
      throw new IllegalArgumentException("a token of " + token.length + " bytes");
    }
    return new Owner(TOKEN_TAG + hash(token));
  }

  /** The owner that a record names; empty when it names none. */
  static Optional<Owner> parse(String text) {
    return text.matches("(key|token):[0-9a-f]{64}")
        ? Optional.of(new Owner(text))
        : Optional.empty();
  }

  /** What is written into a record. */
  String text() {
    return text;
  }

  private static String hash(byte[] secret) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(secret));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Owner owner
        && MessageDigest.isEqual(
            text.getBytes(StandardCharsets.US_ASCII),
            owner.text.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** Tells the kind only. */
  @Override
  public String toString() {
    return text.startsWith(KEY_TAG) ? "owner by key" : "owner by token";
  }
}
