package dev.sotto.diagnose;

import dev.sotto.address.TransportAddress;
import dev.sotto.ice.TurnServer;
import java.time.Duration;
import java.util.List;

/**
 * What came of asking a TURN server for a relayed address.
 *
 * @param server who was asked
 * @param relayed the addresses that it gave, returned by now; empty when it gave none
 * @param reason why it gave none, for people; empty when it gave one
 * @param time from asking to the answer
 */
public record RelayFinding(
    TurnServer server, List<TransportAddress> relayed, String reason, Duration time) {
  /** Copies the list. */
  public RelayFinding {
    relayed = List.copyOf(relayed);
  }

  /**
   * Whether it relays.
   *
   * @return whether it gave an address
   */
  public boolean works() {
    return !relayed.isEmpty();
  }
}
