package dev.sotto.nat;

import dev.sotto.address.TransportAddress;
import java.util.List;
import java.util.Optional;

/**
 * What was found out about one address family.
 *
 * @param servers what each server said, in the order in which they were given
 * @param translated whether a NAT gives this machine another address or port
 * @param mapping for whom it gives a new one; endpoint-independent where nothing is translated
 * @param filtering whose datagrams are let in, by a NAT or a firewall
 * @param hairpinning whether two machines behind the NAT reach each other at its outer addresses
 *     (RFC 4787 section 6); unknown where nothing is translated
 */
public record NatBehaviour(
    List<ServerAnswer> servers,
    Finding translated,
    MappingBehaviour mapping,
    FilteringBehaviour filtering,
    Finding hairpinning) {

  /** Copies the list. */
  public NatBehaviour {
    servers = List.copyOf(servers);
  }

  /**
   * Nothing is known: no server was asked.
   *
   * @return that
   */
  public static NatBehaviour unknown() {
    return new NatBehaviour(
        List.of(),
        Finding.UNKNOWN,
        MappingBehaviour.UNKNOWN,
        FilteringBehaviour.UNKNOWN,
        Finding.UNKNOWN);
  }

  /**
   * Whether UDP comes and goes.
   *
   * @return yes when a server answered, no when all that were asked are silent, unknown when none
   *     was asked
   */
  public Finding udp() {
    if (servers.isEmpty()) {
      return Finding.UNKNOWN;
    }
    return Finding.of(servers.stream().anyMatch(ServerAnswer::answered));
  }

  /**
   * This machine's address as the first server that answered sees it.
   *
   * @return the address, or empty when none answered
   */
  public Optional<TransportAddress> mapped() {
    return servers.stream().flatMap(answer -> answer.mapped().stream()).findFirst();
  }
}
