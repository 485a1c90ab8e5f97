package dev.sotto.diagnose;

import dev.sotto.nat.NatBehaviour;
import java.util.List;
import java.util.Optional;

/**
 * The facts that an examination found. A value, free to share between threads.
 *
 * @param addresses of this machine, without loopback ones
 * @param mappings what came of asking gateways to open ports
 * @param ipv4 how UDP fares over IPv4
 * @param ipv6 how UDP fares over IPv6
 * @param relays what came of asking TURN servers
 * @param rendezvous whether the rendezvous server is there; empty when none was named
 * @param unresolved names of servers that could not be looked up
 */
public record Diagnosis(
    List<LocalAddress> addresses,
    List<MappingFinding> mappings,
    NatBehaviour ipv4,
    NatBehaviour ipv6,
    List<RelayFinding> relays,
    Optional<ServerFinding> rendezvous,
    List<String> unresolved) {

  /** Copies the lists. */
  public Diagnosis {
    addresses = List.copyOf(addresses);
    mappings = List.copyOf(mappings);
    relays = List.copyOf(relays);
    unresolved = List.copyOf(unresolved);
  }

  /** Whether there is an IPv4 address that leads beyond one link. */
  boolean hasIpv4() {
    return addresses.stream()
        .anyMatch(address -> address.ip().isIpv4() && address.kind() != AddressKind.LINK_LOCAL);
  }

  /**
   * What follows from the facts.
   *
   * @return the verdict
   */
  public Verdict verdict() {
    return Verdict.on(this);
  }
}
