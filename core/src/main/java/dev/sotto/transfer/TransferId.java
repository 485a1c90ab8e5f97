package dev.sotto.transfer;

import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * What a transfer or a pipe is called on all its channels: 128 random bits of the sender.
 *
 * @param text 32 lower case hexadecimal digits
 */
public record TransferId(String text) {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");
  private static final int LENGTH = 16;

  /** Refuses what is no identifier. */
  public TransferId {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("not 32 hexadecimal digits");
    }
  }

  /**
   * A new one.
   *
   * @param random of the system; a seeded one in tests
   * @return an identifier that nobody has used
   */
  public static TransferId random(RandomGenerator random) {
    byte[] bytes = new byte[LENGTH];
    random.nextBytes(bytes);
    return new TransferId(HexFormat.of().formatHex(bytes));
  }

  /**
   * Reads one.
   *
   * @param text what a peer wrote
   * @return the identifier; empty when it is none
   */
  public static Optional<TransferId> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new TransferId(text)) : Optional.empty();
  }
}
