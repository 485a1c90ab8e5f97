package dev.sotto.mdns;

import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * The name of a hidden address: a UUID below {@code .local} (draft-ietf-mmusic-mdns-ice-candidates,
 * section 3.1.1). Other names are none of ours: a peer that could make us ask for {@code
 * printer.local} would learn what is in our network.
 *
 * @param text the name in lower case, without a final dot
 */
public record MdnsName(String text) {
  private static final Pattern UUID_BELOW_LOCAL =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\.local");
  private static final int LENGTH = 42;

  /**
   * Refuses what is no such name.
   *
   * @throws IllegalArgumentException if the text is anything else, or not in lower case
   */
  public MdnsName {
    if (!isName(text)) {
      throw new IllegalArgumentException("not a UUID below .local: " + text);
    }
  }

  /**
   * Reads a name, in any case (RFC 6762 section 16).
   *
   * @param text what may be a name, from anyone
   * @return the name, or empty when the text is anything else
   */
  public static Optional<MdnsName> parse(String text) {
    // The length first: nothing long is copied or matched.
    if (text.length() != LENGTH) {
      return Optional.empty();
    }
    String lower = text.toLowerCase(Locale.ROOT);
    return isName(lower) ? Optional.of(new MdnsName(lower)) : Optional.empty();
  }

  /**
   * Draws a new name: a version 4 UUID (RFC 9562 section 5.4).
   *
   * @param random source of its bits; must be a secure one outside of tests
   * @return the name
   */
  public static MdnsName random(RandomGenerator random) {
    long high = (random.nextLong() & ~0xf000L) | 0x4000L;
    long low = (random.nextLong() & ~(3L << 62)) | (2L << 62);
    String digits = String.format(Locale.ROOT, "%016x%016x", high, low);
    return new MdnsName(
        String.join(
                "-",
                digits.substring(0, 8),
                digits.substring(8, 12),
                digits.substring(12, 16),
                digits.substring(16, 20),
                digits.substring(20))
            + ".local");
  }

  /** The one label before {@code .local}. */
  String label() {
    return text.substring(0, text.indexOf('.'));
  }

  @Override
  public String toString() {
    return text;
  }

  private static boolean isName(String text) {
    return text.length() == LENGTH && UUID_BELOW_LOCAL.matcher(text).matches();
  }
}
