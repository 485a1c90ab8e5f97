package dev.sotto.portmap;

import dev.sotto.address.IpAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Finds gateways in the routing table of the system. */
final class SystemGateways implements Gateway.Source {
  private static final Path IPV4_ROUTES = Path.of("/proc/net/route");
  private static final Path IPV6_ROUTES = Path.of("/proc/net/ipv6_route");
  private static final int MOST_LINES = 4096;
  private static final long NETSTAT_MILLIS = 1000;

  @Override
  public Optional<Gateway> behind(InetAddress internal) {
    try {
      return internal.isAnyLocalAddress() ? behindAny() : behindOne(internal);
    } catch (IOException | SecurityException e) {
      // Without a look at the routes there is no gateway.
      return Optional.empty();
    }
  }

  private static Optional<Gateway> behindOne(InetAddress internal) throws IOException {
    for (DefaultRoute route : routes(internal instanceof Inet4Address)) {
      NetworkInterface exit = exit(route);
      if (exit != null && Collections.list(exit.getInetAddresses()).contains(internal)) {
        return Optional.of(Gateway.at(address(route.gateway(), exit), internal));
      }
    }
    return Optional.empty();
  }

  private static Optional<Gateway> behindAny() throws IOException {
    for (boolean ipv4 : new boolean[] {true, false}) {
      for (DefaultRoute route : routes(ipv4)) {
        NetworkInterface exit = exit(route);
        if (exit != null) {
          for (InetAddress address : Collections.list(exit.getInetAddresses())) {
            if (address instanceof Inet4Address == ipv4 && !address.isLinkLocalAddress()) {
              return Optional.of(Gateway.at(address(route.gateway(), exit), address));
            }
          }
        }
      }
    }
    return Optional.empty();
  }

  private static @Nullable NetworkInterface exit(DefaultRoute route) throws SocketException {
    Optional<IpAddress> literal = IpAddress.parse(route.exit());
    return literal.isPresent()
        ? NetworkInterface.getByInetAddress(plain(literal.get()))
        : NetworkInterface.getByName(route.exit());
  }

  /** A link-local gateway is one on that interface. */
  private static InetAddress address(IpAddress gateway, NetworkInterface exit) throws IOException {
    return gateway.isIpv4() || !plain(gateway).isLinkLocalAddress()
        ? plain(gateway)
        : Inet6Address.getByAddress(null, gateway.bytes(), exit);
  }

  private static InetAddress plain(IpAddress address) throws SocketException {
    try {
      return InetAddress.getByAddress(address.bytes());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of a wrong length", e);
    }
  }

  private static List<DefaultRoute> routes(boolean ipv4) throws IOException {
    Path file = ipv4 ? IPV4_ROUTES : IPV6_ROUTES;
    if (Files.isReadable(file)) {
      List<String> lines = lines(file);
      return ipv4 ? DefaultRoute.parseIpv4(lines) : DefaultRoute.parseIpv6(lines);
    }
    return DefaultRoute.parseNetstat(netstat()).stream()
        .filter(route -> route.gateway().isIpv4() == ipv4)
        .toList();
  }

  /** By a file, since whoever reads a pipe cannot be told to stop waiting. */
  private static List<String> netstat() throws IOException {
    Path output = Files.createTempFile("sotto-routes", null);
    try {
      Process netstat =
          new ProcessBuilder("netstat", "-rn")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .redirectOutput(output.toFile())
              .start();
      try {
        netstat.waitFor(NETSTAT_MILLIS, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        netstat.destroyForcibly();
      }
      return lines(output);
    } finally {
      Files.deleteIfExists(output);
    }
  }

  private static List<String> lines(Path file) throws IOException {
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      return reader.lines().limit(MOST_LINES).toList();
    }
  }
}
