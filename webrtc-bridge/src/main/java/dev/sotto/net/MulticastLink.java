package dev.sotto.net;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/**
 * A link that carries multicast, and who is on it: one network interface with its address prefixes
 * as they were when the system was asked.
 *
 * @param network the interface
 * @param prefixes the prefixes of its addresses
 */
public record MulticastLink(NetworkInterface network, List<Prefix> prefixes) {
  /** Copies the list. */
  public MulticastLink {
    prefixes = List.copyOf(prefixes);
  }

  /**
   * The addresses that begin with the same bits.
   *
   * @param address one of them
   * @param length how many bits, 0 to 128; all addresses of the family have none in common, so a
   *     prefix of length 0 contains none
   */
  public record Prefix(InetAddress address, int length) {
    /**
     * Whether an address begins so.
     *
     * @param other the address
     * @return whether it is of the same family and has the same first bits
     */
    public boolean contains(InetAddress other) {
      byte[] ours = address.getAddress();
      byte[] theirs = other.getAddress();
      if (ours.length != theirs.length || length < 1 || length > 8 * ours.length) {
        return false;
      }
      for (int bit = 0; bit < length; bit += 8) {
        int mask = 0xff << Math.max(0, bit + 8 - length);
        if (((ours[bit / 8] ^ theirs[bit / 8]) & mask & 0xff) != 0) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * Asks the system which links some addresses of this machine are on; may block. Loopback and
   * links that carry no multicast are left out.
   *
   * @param addresses the addresses
   * @return the links, each once
   * @throws SocketException when the system does not tell
   */
  public static List<MulticastLink> of(Collection<InetAddress> addresses) throws SocketException {
    List<MulticastLink> links = new ArrayList<>();
    for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      boolean wanted = network.inetAddresses().anyMatch(own -> isOneOf(own, addresses));
      if (wanted && carriesMulticast(network)) {
        links.add(new MulticastLink(network, prefixes(network)));
      }
    }
    return links;
  }

  /** By the bytes: Java names a zone with some addresses and not with others. */
  private static boolean isOneOf(InetAddress own, Collection<InetAddress> addresses) {
    Prefix exactly = new Prefix(own, 8 * own.getAddress().length);
    return addresses.stream().anyMatch(exactly::contains);
  }

  /** One that was taken away since it was listed carries nothing. */
  private static boolean carriesMulticast(NetworkInterface network) {
    try {
      return network.isUp() && network.supportsMulticast() && !network.isLoopback();
    } catch (SocketException e) {
      return false;
    }
  }

  private static List<Prefix> prefixes(NetworkInterface network) {
    return network.getInterfaceAddresses().stream().map(MulticastLink::prefix).toList();
  }

  private static Prefix prefix(InterfaceAddress address) {
    return new Prefix(address.getAddress(), address.getNetworkPrefixLength());
  }

  /**
   * Whether an address is on the link, as far as prefixes tell (RFC 6762 section 11).
   *
   * @param address an address; a link-local IPv6 one with its zone
   * @return whether it is
   */
  public boolean contains(InetAddress address) {
    if (address instanceof Inet6Address ipv6 && ipv6.isLinkLocalAddress()) {
      return ipv6.getScopeId() == network.getIndex();
    }
    return prefixes.stream().anyMatch(prefix -> prefix.contains(address));
  }

  /** Whether the interface has an address of the family that a group is of. */
  boolean speaks(InetAddress group) {
    boolean ipv4 = group instanceof Inet4Address;
    return prefixes.stream().anyMatch(prefix -> prefix.address() instanceof Inet4Address == ipv4);
  }
}
