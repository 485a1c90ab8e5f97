package dev.sotto.transfer;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * By what a sender without a lasting key goes on with a transfer in another session: 128 random
 * bits that the receiver gave it, and of which it shows a {@link Proof}. A secret: compared in
 * constant time, kept by the receiver as its {@link #hash()} only, and not shown by {@link
 * #toString()}. Safe for use by several threads.
 */
public final class Token {
  /** The number of its bytes. */
  public static final int LENGTH = 16;

  private final byte[] bytes;

  private Token(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * A new one.
   *
   * @param random of the system; a seeded one in tests
   * @return a token that nobody knows
   */
  public static Token random(RandomGenerator random) {
    byte[] bytes = new byte[LENGTH];
    random.nextBytes(bytes);
    return new Token(bytes);
  }

  /**
   * Reads base64url without padding, in its only canonical form.
   *
   * @param text what a peer wrote
   * @return the token; empty when it is none
   */
  public static Optional<Token> parse(String text) {
    return Base64Text.decode(text, LENGTH).map(Token::new);
  }

  /**
   * As it is written where it is given, and nowhere else.
   *
   * @return 22 characters of base64url without padding
   */
  public String text() {
    return Base64Text.encode(bytes);
  }

  /**
   * What the receiver keeps of it.
   *
   * @return its SHA-256
   */
  public Digest hash() {
    return Digest.of(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Token that && MessageDigest.isEqual(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "Token";
  }
}
