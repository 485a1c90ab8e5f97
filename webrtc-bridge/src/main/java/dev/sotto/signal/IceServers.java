package dev.sotto.signal;

import dev.sotto.ice.StunServer;
import dev.sotto.ice.TurnServer;
import java.time.Duration;
import java.util.List;

/**
 * STUN and TURN servers that a rendezvous server offers to the peers of a room.
 *
 * @param stun at most 4
 * @param turn at most 8; their passwords are secret, and not shown when printed
 * @param life for how long the credentials are good, 1 s to 24 h
 */
public record IceServers(List<StunServer> stun, List<TurnServer> turn, Duration life) {
  /** Copies the lists. */
  public IceServers {
    stun = List.copyOf(stun);
    turn = List.copyOf(turn);
  }
}
