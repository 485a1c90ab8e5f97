package dev.sotto.portmap;

import dev.sotto.address.IpAddress;
import dev.sotto.address.TransportAddress;
import java.time.Duration;

/**
 * A port that the gateway holds open.
 *
 * @param internal where it leads to
 * @param external where others reach it; for an IPv6 pinhole usually the internal address itself
 * @param protocol how it was asked for
 * @param gateway who holds it
 * @param lifetime for how long the gateway granted it, renewed long before it ends
 */
public record PortMapping(
    InternalPort internal,
    TransportAddress external,
    MappingProtocol protocol,
    IpAddress gateway,
    Duration lifetime) {

  /**
   * Whether the address is another than the internal one, and so worth a candidate of its own.
   *
   * @return false for a pinhole in a firewall that translates nothing
   */
  public boolean isTranslated() {
    return !external.equals(new TransportAddress(internal.ip(), internal.port()));
  }
}
