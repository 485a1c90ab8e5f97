package dev.sotto.web;

/**
 * How often strangers may knock before it costs them something. Counted for each IPv4 address, each
 * /64 and each /48, by each server for itself.
 *
 * @param failedJoins how many joins a minute may fail or burn a code, before further ones need a
 *     proof of work
 * @param failedJoinsInAll the same for everybody together
 * @param opens how many rooms a minute may be opened without a proof of work
 * @param opensInAll the same for everybody together
 * @param meetings how many times a minute somebody may enter a meeting room; more are refused
 * @param workBits how many leading zero bits a proof of work has, 0 to 64; 18 take about a second
 * @param relayCredentials how many times in 10 minutes the credentials of TURN servers are given
 *     out; after that only STUN servers are named
 */
public record DoorRules(
    int failedJoins,
    int failedJoinsInAll,
    int opens,
    int opensInAll,
    int meetings,
    int workBits,
    int relayCredentials) {
  /** Refuses what is no rule. */
  public DoorRules {
    for (int number :
        new int[] {failedJoins, failedJoinsInAll, opens, opensInAll, meetings, relayCredentials}) {
      if (number <= 0) {
        throw new IllegalArgumentException("must be positive: " + number);
      }
    }
    if (workBits < 0 || workBits > 64) {
      throw new IllegalArgumentException("0 to 64 bits of work, not " + workBits);
    }
  }

  /**
   * Those of {@code docs/protocol.md}.
   *
   * @return the rules of a server
   */
  public static DoorRules standard() {
    return new DoorRules(10, 600, 30, 3_000, 300, 18, 60);
  }
}
