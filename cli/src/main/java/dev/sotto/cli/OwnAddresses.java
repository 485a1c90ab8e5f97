package dev.sotto.cli;

import dev.sotto.ice.AddressFilter;
import dev.sotto.ice.AddressFilter.Loopback;
import dev.sotto.web.WebOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Where a server of our own listens, and which of its addresses is told.
 *
 * @param bind addresses to listen on, one of which the machine itself reaches
 * @param others those of them that other machines may reach, the one to be told first; empty when
 *     no packet is to leave the machine or there is no network
 */
record OwnAddresses(List<InetAddress> bind, List<InetAddress> others) {
  /** Reserved for documentation (RFC 5737): only the way there is looked up, nothing is sent. */
  private static final byte[] ELSEWHERE = {(byte) 192, 0, 2, 1};

  private static final int SOME_PORT = 9;
  private static final InetAddress ANY = new InetSocketAddress(0).getAddress();

  OwnAddresses {
    bind = List.copyOf(bind);
    others = List.copyOf(others);
  }

  /**
   * Looks at the interfaces.
   *
   * @param filter which of them may be used
   */
  static OwnAddresses of(AddressFilter filter) {
    List<InetAddress> loopback = WebOptions.local(0).bind();
    if (filter.loopback() == Loopback.ONLY) {
      return new OwnAddresses(loopback, List.of());
    }
    List<InetAddress> others = others(filter.allowedInterfaces());
    if (filter.allowedInterfaces().isEmpty()) {
      return new OwnAddresses(List.of(ANY), others);
    }
    List<InetAddress> bind = new ArrayList<>(loopback);
    bind.addAll(others);
    return new OwnAddresses(bind, others);
  }

  /** The address that the others are told. */
  InetAddress told() {
    return others.isEmpty() ? InetAddress.getLoopbackAddress() : others.get(0);
  }

  /** Where something listens that only others have to reach. */
  InetAddress outward() {
    return bind.contains(ANY) ? ANY : told();
  }

  /** The one that leads out first, then IPv4, as it is easier to read aloud. */
  private static List<InetAddress> others(List<String> interfaces) {
    Optional<InetAddress> out = onTheWayOut();
    try {
      return NetworkInterface.networkInterfaces()
          .filter(it -> interfaces.isEmpty() || interfaces.contains(it.getName()))
          .filter(OwnAddresses::isUp)
          .flatMap(NetworkInterface::inetAddresses)
          .filter(it -> !it.isLoopbackAddress() && !it.isLinkLocalAddress())
          .sorted(
              Comparator.<InetAddress, Boolean>comparing(it -> !out.equals(Optional.of(it)))
                  .thenComparing(it -> !(it instanceof Inet4Address))
                  .thenComparing(it -> !it.isSiteLocalAddress()))
          .toList();
    } catch (SocketException e) {
      return List.of();
    }
  }

  private static boolean isUp(NetworkInterface network) {
    try {
      return network.isUp();
    } catch (SocketException e) {
      return false; // It has gone.
    }
  }

  private static Optional<InetAddress> onTheWayOut() {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(new InetSocketAddress(InetAddress.getByAddress(ELSEWHERE), SOME_PORT));
      return Optional.of(socket.getLocalAddress());
    } catch (UnknownHostException e) {
      throw new AssertionError("4 bytes are an address", e);
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty(); // There is no way out.
    }
  }
}
