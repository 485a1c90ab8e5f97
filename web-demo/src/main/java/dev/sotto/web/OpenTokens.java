package dev.sotto.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * Who may open rooms: everybody, or who knows one of some tokens. Only their hashes are kept.
 *
 * @param hashes the SHA-256 of each; never changed; empty when everybody may
 */
record OpenTokens(List<byte[]> hashes) {
  /** For everybody, if there are no tokens. */
  static OpenTokens of(List<String> tokens) {
    return new OpenTokens(tokens.stream().map(OpenTokens::sha256).toList());
  }

  /** Whether this token lets in. All are compared, each in constant time. */
  boolean permit(String token) {
    byte[] hash = sha256(token);
    boolean known = hashes.isEmpty();
    for (byte[] each : hashes) {
      known |= MessageDigest.isEqual(each, hash);
    }
    return known;
  }

  @Override
  public String toString() {
    return "OpenTokens[" + hashes.size() + "]";
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
