package dev.sotto.portmap;

import dev.sotto.address.IpAddress;
import dev.sotto.net.Path;

/**
 * The port of this machine that a mapping leads to.
 *
 * @param transport UDP or TCP
 * @param ip an address of this machine, not the wildcard
 * @param port 1 to 65535
 */
public record InternalPort(Path.Transport transport, IpAddress ip, int port) {
  /** Refuses what nothing can be mapped to. */
  public InternalPort {
    if (port < 1 || port > 0xffff) {
      throw new IllegalArgumentException("not a port: " + port);
    }
    if (!ip.isUnicast()) {
      throw new IllegalArgumentException("not an address to map to: " + ip);
    }
  }

  /** The number of the transport in an IP header, as PCP names it. */
  int protocolNumber() {
    return transport == Path.Transport.UDP ? 17 : 6;
  }
}
