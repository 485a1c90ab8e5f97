package dev.sotto.interop.lab;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * How a host is connected to the internet.
 *
 * @param nats the NATs before it, its own first; empty for a host with public addresses
 * @param ipv4 whether it has an IPv4 address
 * @param ipv6 whether it has an IPv6 address, behind the stateful firewall of its NAT if it has one
 * @param mapping the protocols by which its own NAT maps ports
 */
public record Access(List<NatKind> nats, boolean ipv4, boolean ipv6, Set<GatewayProtocol> mapping) {

  /** Refuses what cannot be built. */
  public Access {
    nats = List.copyOf(nats);
    mapping = Set.copyOf(mapping);
    if (nats.size() > (ipv6 ? 1 : 2) || !(ipv4 || ipv6)) {
      throw new IllegalArgumentException("no such access: " + nats);
    }
    if (!mapping.isEmpty() && nats.isEmpty()) {
      throw new IllegalArgumentException("a gateway without a NAT");
    }
  }

  /**
   * A public IPv4 address, no firewall.
   *
   * @return the access
   */
  public static Access open() {
    return new Access(List.of(), true, false, Set.of());
  }

  /**
   * IPv4 behind NATs.
   *
   * @param nats their kinds, that of the host's own first; at most two
   * @return the access
   */
  public static Access behind(NatKind... nats) {
    return new Access(List.of(nats), true, false, Set.of());
  }

  /**
   * IPv4 behind a port-restricted NAT and IPv6 behind a stateful firewall.
   *
   * @return the access
   */
  public static Access dualStack() {
    return new Access(List.of(NatKind.PORT_RESTRICTED), true, true, Set.of());
  }

  /**
   * IPv6 behind a stateful firewall, no IPv4.
   *
   * @return the access
   */
  public static Access ipv6Only() {
    return new Access(List.of(NatKind.PORT_RESTRICTED), false, true, Set.of());
  }

  /**
   * The same with a gateway that maps ports.
   *
   * @param first a protocol that it speaks
   * @param more others
   * @return the changed access
   */
  public Access withMapping(GatewayProtocol first, GatewayProtocol... more) {
    return new Access(nats, ipv4, ipv6, EnumSet.of(first, more));
  }
}
