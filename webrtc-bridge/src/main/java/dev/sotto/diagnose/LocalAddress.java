package dev.sotto.diagnose;

import dev.sotto.address.IpAddress;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * An address of this machine.
 *
 * @param network the name of the network interface
 * @param ip the address
 */
public record LocalAddress(String network, IpAddress ip) {
  private static final int MOST = 64;

  /**
   * From where it can be reached.
   *
   * @return its kind
   */
  public AddressKind kind() {
    return AddressKind.of(ip);
  }

  /** What the system tells at the moment, loopback and interfaces that are down left out. */
  static List<LocalAddress> list() {
    List<LocalAddress> found = new ArrayList<>();
    try {
      for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        if (isUp(network)) {
          for (InetAddress address : Collections.list(network.getInetAddresses())) {
            IpAddress ip = IpAddress.of(address.getAddress());
            if (!address.isLoopbackAddress() && ip.isUnicast()) {
              found.add(new LocalAddress(network.getName(), ip));
            }
          }
        }
      }
    } catch (SocketException e) {
      // A system that tells nothing is one without a network.
      return List.of();
    }
    return found.stream().limit(MOST).toList();
  }

  /** One that was taken away since it was listed is no reason to do without the others. */
  private static boolean isUp(NetworkInterface network) {
    try {
      return network.isUp();
    } catch (SocketException e) {
      return false;
    }
  }
}
