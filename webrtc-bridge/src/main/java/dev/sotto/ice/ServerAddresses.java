package dev.sotto.ice;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The order in which the addresses of a server are tried. */
final class ServerAddresses {
  private static final int PER_FAMILY = 2;

  private ServerAddresses() {}

  /**
   * A few of each family, in turns, IPv6 first (RFC 8305 section 4); with a local address only
   * those it can reach.
   */
  static List<InetAddress> inOrder(List<InetAddress> found, @Nullable InetAddress local) {
    List<InetAddress> ipv6 = few(found, false, local);
    List<InetAddress> ipv4 = few(found, true, local);
    List<InetAddress> turns = new ArrayList<>();
    for (int i = 0; i < PER_FAMILY; i++) {
      if (i < ipv6.size()) {
        turns.add(ipv6.get(i));
      }
      if (i < ipv4.size()) {
        turns.add(ipv4.get(i));
      }
    }
    return turns;
  }

  private static List<InetAddress> few(
      List<InetAddress> found, boolean ipv4, @Nullable InetAddress local) {
    return found.stream()
        .filter(address -> address instanceof Inet4Address == ipv4)
        .filter(address -> local == null || local instanceof Inet4Address == ipv4)
        .limit(PER_FAMILY)
        .toList();
  }
}
