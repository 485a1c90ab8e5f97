package dev.sotto.ice;

import dev.sotto.ice.IceOptions.Loopback;
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
  static List<InetAddress> list(IceOptions options) throws SocketException {
    List<InetAddress> found = new ArrayList<>();
    for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      if (isUp(network)) {
        found.addAll(Collections.list(network.getInetAddresses()));
      }
    }
    return found.stream()
        .filter(address -> isWanted(address, options))
        .map(HostAddresses::withoutZone)
        .distinct()
        .sorted(
            Comparator.comparing(InetAddress::isLoopbackAddress)
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

  private static boolean isWanted(InetAddress address, IceOptions options) {
    boolean family = address instanceof Inet6Address ? options.ipv6() : options.ipv4();
    boolean loopback =
        address.isLoopbackAddress()
            ? options.loopback() != Loopback.EXCLUDED
            : options.loopback() != Loopback.ONLY;
    return family && loopback && isUsable(address);
  }

  /**
   * RFC 8445 section 5.1.1.1 excludes deprecated site-local IPv6 addresses; link-local need a zone.
   */
  private static boolean isUsable(InetAddress address) {
    return !address.isAnyLocalAddress()
        && !address.isLinkLocalAddress()
        && !address.isMulticastAddress()
        && !(address instanceof Inet6Address && address.isSiteLocalAddress());
  }

  /** Java names the interface with each IPv6 address; a candidate does not. */
  private static InetAddress withoutZone(InetAddress address) {
    return Pair.socketAddress(Pair.address(new InetSocketAddress(address, 0))).getAddress();
  }
}
