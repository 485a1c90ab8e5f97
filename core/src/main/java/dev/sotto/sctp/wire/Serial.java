package dev.sotto.sctp.wire;

/**
 * Serial number arithmetic (RFC 1982, RFC 9260 section 1.6): TSNs and request numbers of 32 bits,
 * stream sequence numbers of 16. Half of the number space is before a number, half after it.
 */
public final class Serial {
  private Serial() {}

  /**
   * Whether a TSN comes before another.
   *
   * @param first one
   * @param second the other
   * @return whether it does; false when equal
   */
  public static boolean before(int first, int second) {
    return first - second < 0;
  }

  /**
   * Whether a TSN comes before another or is the same.
   *
   * @param first one
   * @param second the other
   * @return whether it does
   */
  public static boolean atMost(int first, int second) {
    return first - second <= 0;
  }

  /**
   * Whether a stream sequence number comes before another.
   *
   * @param first one, 0 to 65535
   * @param second the other, 0 to 65535
   * @return whether it does; false when equal
   */
  public static boolean before16(int first, int second) {
    return (short) (first - second) < 0;
  }

  /**
   * The stream sequence number that follows.
   *
   * @param number a number, 0 to 65535
   * @return the next one; 0 after 65535
   */
  public static int next16(int number) {
    return (number + 1) & 0xffff;
  }
}
