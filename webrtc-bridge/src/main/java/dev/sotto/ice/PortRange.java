package dev.sotto.ice;

/**
 * The local ports that may be bound, for machines whose firewall opens only some.
 *
 * @param first the lowest, 0 to 65535
 * @param last the highest, not below the first; 0 only together with it, for any port
 */
public record PortRange(int first, int last) {
  /** Whichever port the system gives. */
  public static final PortRange ANY = new PortRange(0, 0);

  /** Refuses what is no range. */
  public PortRange {
    if (first < 0 || last > 65_535 || last < first || (first == 0 && last != 0)) {
      throw new IllegalArgumentException("ports " + first + " to " + last);
    }
  }

  /**
   * How many ports there are to choose from.
   *
   * @return 1 or more; 1 for any, which is the system's choice
   */
  public int size() {
    return last - first + 1;
  }
}
