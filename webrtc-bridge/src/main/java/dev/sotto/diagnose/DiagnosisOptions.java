package dev.sotto.diagnose;

import dev.sotto.ice.StunServer;
import dev.sotto.ice.TurnServer;
import dev.sotto.portmap.PortMapperOptions;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Whom to ask.
 *
 * @param stunServers asked how they see us, at most 8 with the others; TURN servers over UDP and
 *     the rendezvous server are asked too, after these
 * @param turnServers asked for a relayed address, at most 8
 * @param rendezvous asked whether it is there; an {@code http} or {@code https} address
 * @param portMapping how the gateway is asked to open ports; empty for not at all
 */
public record DiagnosisOptions(
    List<StunServer> stunServers,
    List<TurnServer> turnServers,
    Optional<URI> rendezvous,
    Optional<PortMapperOptions> portMapping) {
  private static final int MOST = 8;

  /** Copies the lists and refuses what is too much. */
  public DiagnosisOptions {
    stunServers = List.copyOf(stunServers);
    turnServers = List.copyOf(turnServers);
    if (stunServers.size() > MOST || turnServers.size() > MOST) {
      throw new IllegalArgumentException("more than " + MOST + " servers");
    }
  }
}
