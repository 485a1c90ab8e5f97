package dev.sotto.cli;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Comparator;
import java.util.Optional;

/** How others reach a port of this machine, as far as the machine knows. */
final class LocalAddress {
  private LocalAddress() {}

  /**
   * What the other side may run.
   *
   * @param command what it is to do there
   * @param place where this machine listens
   */
  static String connectCommand(String command, InetSocketAddress place) {
    InetAddress address = place.getAddress();
    String host =
        address.isAnyLocalAddress()
            ? reachable().map(LocalAddress::text).orElse("localhost")
            : text(address);
    return "sotto " + command + " --connect " + HostPort.text(host, place.getPort());
  }

  /** IPv4 before IPv6, as it is easier to read aloud. */
  private static Optional<InetAddress> reachable() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(it -> !it.isLoopbackAddress() && !it.isLinkLocalAddress())
          .min(Comparator.comparing(it -> !(it instanceof Inet4Address)));
    } catch (SocketException e) {
      return Optional.empty();
    }
  }

  private static String text(InetAddress address) {
    return address.getHostAddress();
  }
}
