package dev.sotto.files;

import dev.sotto.transfer.Digest;
import dev.sotto.transfer.Token;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whom a record of what was received belongs to: the peer with a lasting key, or, where there is
 * none, whoever proves to know the token that was given out at acceptance. Only a hash of either is
 * kept, and compared in constant time.
 *
 * @param kind which of the two
 * @param hash SHA-256 of the key or the token
 */
public record Owner(Kind kind, Digest hash) {
  private static final Pattern FORM = Pattern.compile("(key|token):([0-9a-f]{64})");

  /** By what an owner is known. */
  public enum Kind {
    /** By a key that was proved in the session. */
    KEY,
    /** By a token. */
    TOKEN
  }

  /**
   * The peer that has proved to have a lasting key.
   *
   * @param publicKey the key in its canonical form
   * @return the owner
   */
  public static Owner key(byte[] publicKey) {
    return new Owner(Kind.KEY, Digest.of(publicKey));
  }

  /**
   * Whoever has a token.
   *
   * @param token the secret; only its hash is kept
   * @return the owner
   */
  public static Owner token(Token token) {
    return new Owner(Kind.TOKEN, token.hash());
  }

  /** The owner that a record names; empty when it names none. */
  static Optional<Owner> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Kind kind = "key".equals(matcher.group(1)) ? Kind.KEY : Kind.TOKEN;
    return Optional.of(new Owner(kind, Digest.ofBytes(HexFormat.of().parseHex(matcher.group(2)))));
  }

  /** What is written into a record. */
  String text() {
    return (kind == Kind.KEY ? "key:" : "token:") + hash.hex();
  }

  /** Tells the kind only. */
  @Override
  public String toString() {
    return "owner by " + (kind == Kind.KEY ? "key" : "token");
  }
}
