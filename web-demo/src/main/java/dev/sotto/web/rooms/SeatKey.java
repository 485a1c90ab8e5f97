package dev.sotto.web.rooms;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * What proves that a seat is one's own: 128 random bits, told once to who sits down. A store keeps
 * {@link #digest()} only, so a look into its memory gives nobody a seat; and looking up by a digest
 * tells by its timing nothing about the key.
 *
 * @param text 22 characters of base64url without padding (RFC 4648 section 5)
 */
public record SeatKey(String text) {
  private static final int BYTES = 16;
  private static final Pattern SYNTAX = Pattern.compile("[A-Za-z0-9_-]{21}[AQgw]");

  /** Refuses what is no key. */
  public SeatKey {
    if (!SYNTAX.matcher(text).matches()) {
      throw new IllegalArgumentException("not the key of a seat");
    }
  }

  /**
   * Draws a new one.
   *
   * @param random a cryptographically strong source
   * @return the key
   */
  public static SeatKey random(RandomGenerator random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new SeatKey(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /**
   * Reads one.
   *
   * @param text what a peer sent
   * @return the key, or empty for anything else
   */
  public static Optional<SeatKey> parse(String text) {
    return SYNTAX.matcher(text).matches() ? Optional.of(new SeatKey(text)) : Optional.empty();
  }

  /**
   * What is kept of it.
   *
   * @return its SHA-256 as 64 digits of lower-case hex
   */
  public String digest() {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(text.getBytes(US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "SeatKey[secret]";
  }
}
