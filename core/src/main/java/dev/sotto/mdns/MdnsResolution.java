package dev.sotto.mdns;

import dev.sotto.address.IpAddress;
import java.util.List;

/**
 * What became of a name that was asked for. Anyone on the link can have answered: only ICE's checks
 * prove who is at the address.
 *
 * @param name the name
 * @param addresses its unicast addresses, each once, IPv6 before IPv4, at most {@link
 *     MdnsResolver#MAX_ADDRESSES}; empty when nobody answered
 */
public record MdnsResolution(MdnsName name, List<IpAddress> addresses) {
  /** Copies the list. */
  public MdnsResolution {
    addresses = List.copyOf(addresses);
  }
}
