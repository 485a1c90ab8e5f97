package dev.sotto.portmap;

import dev.sotto.time.Monotonic;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A gateway's UPnP services: searched for once by all who want them at the same time, and
 * remembered until somebody finds that they have moved.
 *
 * <p>On the loop thread; searching runs on an executor.
 */
final class UpnpGateway {
  private static final InetSocketAddress GROUP = new InetSocketAddress("239.255.255.250", 1900);
  private static final Duration SEARCH = Duration.ofSeconds(1);
  private static final Duration DESCRIPTION = Duration.ofSeconds(1);
  private static final int LONGEST_DESCRIPTION = 128 << 10;
  private static final int MOST_LOCATIONS = 4;
  private static final int MOST_ANSWERS = 64;

  private final Gateway gateway;
  private final GatewayHttp http;
  private final Executor blocking;
  private final Supplier<Monotonic> clock;
  private @Nullable CompletableFuture<List<IgdService>> services;

  /**
   * Prepares; nothing is sent before {@link #services}.
   *
   * @param blocking where the search runs
   * @param clock tells the time, from any thread
   */
  UpnpGateway(Gateway gateway, Executor blocking, Supplier<Monotonic> clock) {
    this.gateway = gateway;
    this.http = new GatewayHttp(gateway, clock);
    this.blocking = blocking;
    this.clock = clock;
  }

  GatewayHttp http() {
    return http;
  }

  /** The services, the best first; none when nobody answers as one should. Never fails. */
  CompletableFuture<List<IgdService>> services() {
    CompletableFuture<List<IgdService>> known = services;
    if (known != null && !(known.isDone() && known.join().isEmpty())) {
      return known;
    }
    CompletableFuture<List<IgdService>> searched = new CompletableFuture<>();
    services = searched;
    try {
      blocking.execute(() -> searched.complete(search()));
    } catch (RejectedExecutionException e) {
      searched.complete(List.of());
    }
    return searched;
  }

  /** What is remembered does not work any more. */
  void forget() {
    if (services != null && services.isDone()) {
      services = null;
    }
  }

  private List<IgdService> search() {
    try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(gateway.local(), 0))) {
      Monotonic deadline = clock.get().plus(SEARCH);
      ask(socket);
      byte[] buffer = new byte[4096];
      Set<URI> tried = new LinkedHashSet<>();
      for (int answers = 0; answers < MOST_ANSWERS && tried.size() < MOST_LOCATIONS; answers++) {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        long millis = deadline.since(clock.get()).toMillis();
        if (millis <= 0) {
          return List.of();
        }
        socket.setSoTimeout((int) millis);
        socket.receive(packet);
        Optional<URI> location =
            packet.getAddress().equals(gateway.address())
                ? Ssdp.location(buffer, packet.getLength(), gateway.address())
                : Optional.empty();
        if (location.isPresent() && tried.add(location.get())) {
          List<IgdService> found = describe(location.get());
          if (!found.isEmpty()) {
            return found;
          }
        }
      }
      return List.of();
    } catch (IOException e) {
      // Silence, a socket that cannot be had, an interface that goes away: no UPnP here.
      return List.of();
    }
  }

  /** To the gateway alone, since firewalls know no answer to a multicast, and to the group. */
  private void ask(DatagramSocket socket) throws IOException {
    for (byte[] search : Ssdp.searches()) {
      socket.send(new DatagramPacket(search, search.length, gateway.ssdp()));
    }
    InetAddress local = gateway.local();
    NetworkInterface network = NetworkInterface.getByInetAddress(local);
    if (gateway.multicast() && network != null) {
      socket.setOption(StandardSocketOptions.IP_MULTICAST_IF, network);
      for (byte[] search : Ssdp.searches()) {
        socket.send(new DatagramPacket(search, search.length, GROUP));
      }
    }
  }

  private List<IgdService> describe(URI location) {
    try {
      GatewayHttp.Reply reply = http.get(location, LONGEST_DESCRIPTION, DESCRIPTION);
      return reply.status() == 200
          ? IgdService.parse(reply.body(), location, gateway.address())
          : List.of();
    } catch (IOException e) {
      return List.of();
    }
  }
}
