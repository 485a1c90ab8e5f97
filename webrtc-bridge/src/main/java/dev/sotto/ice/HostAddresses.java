package dev.sotto.ice;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** Which addresses of this machine are worth a socket (RFC 8445 section 5.1.1.1). */
final class HostAddresses {
  private static final int MAX_ADDRESSES = 16;

  private HostAddresses() {}

  /**
   * Asks the system; may block.
   *
   * @return addresses in the order of preference: IPv6 before IPv4 (RFC 8421), loopback last
   * @throws SocketException when the system does not tell
   */
  static List<InetAddress> list(AddressFilter filter) throws SocketException {
    List<InetAddress> found = new ArrayList<>();
    for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      if (filter.permitsInterface(network.getName()) && isUp(network)) {
        found.addAll(Collections.list(network.getInetAddresses()));
      }
    }
    return found.stream()
        .filter(address -> filter.permits(address) && isUsable(address))
        .map(HostAddresses::withNeededZone)
        .distinct()
        .sorted(
            Comparator.comparing(InetAddress::isLoopbackAddress)
                .thenComparing(InetAddress::isLinkLocalAddress)
                .thenComparing(Inet4Address.class::isInstance))
        .limit(MAX_ADDRESSES)
        .toList();
  }

  /** One that was taken away since it was listed is no reason to do without the others. */
  private static boolean isUp(NetworkInterface network) {
    try {
      return network.isUp();
    } catch (SocketException e) {
      return false;
    }
  }

  /**
   * RFC 8445 section 5.1.1.1 excludes deprecated site-local IPv6 addresses; of link-local ones it
   * wants those of IPv6 only, which every network has (RFC 4291 section 2.8).
   */
  private static boolean isUsable(InetAddress address) {
    boolean ipv6 = address instanceof Inet6Address;
    return !address.isAnyLocalAddress()
        && !address.isMulticastAddress()
        && (ipv6 || !address.isLinkLocalAddress())
        && !(ipv6 && address.isSiteLocalAddress());
  }

  /**
   * Java names the interface with each IPv6 address. Only a link-local one needs it, to be bound; a
   * candidate never has it.
   */
  private static InetAddress withNeededZone(InetAddress address) {
    return address.isLinkLocalAddress()
        ? address
        : Pair.socketAddress(Pair.address(new InetSocketAddress(address, 0))).getAddress();
  }
}
