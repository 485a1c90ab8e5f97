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
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A gateway's UPnP services: searched for once by all who want them at the same time, and
 * remembered until somebody finds that they have moved.
 *
 * <p>On the loop thread; searching runs on an executor.
 */
final class UpnpGateway {
  private static final InetSocketAddress GROUP = new InetSocketAddress("239.255.255.250", 1900);
  private static final int LONGEST_DESCRIPTION = 128 << 10;
  private static final int MOST_LOCATIONS = 4;
  private static final int MOST_ANSWERS = 64;

  private final Gateway gateway;
  private final GatewayHttp http;
  private final Duration patience;
  private final Executor loop;
  private final Executor blocking;
  private final Supplier<Monotonic> clock;
  private final List<Consumer<List<IgdService>>> waiting = new ArrayList<>();
  private List<IgdService> services = List.of();

  /**
   * Prepares; nothing is sent before {@link #services}.
   *
   * @param patience how long a search may take, and any request
   * @param loop where its results are told
   * @param blocking where the search runs
   * @param clock tells the time, from any thread
   */
  UpnpGateway(
      Gateway gateway,
      Duration patience,
      Executor loop,
      Executor blocking,
      Supplier<Monotonic> clock) {
    this.gateway = gateway;
    this.http = new GatewayHttp(gateway, patience, clock);
    this.patience = patience;
    this.loop = loop;
    this.blocking = blocking;
    this.clock = clock;
  }

  GatewayHttp http() {
    return http;
  }

  /**
   * Looks for the services, unless they are known.
   *
   * @param then given them, the best first, or none when nobody answers as one should; perhaps at
   *     once
   */
  void services(Consumer<List<IgdService>> then) {
    if (!services.isEmpty()) {
      then.accept(services);
      return;
    }
    waiting.add(then);
    if (waiting.size() > 1) {
      return;
    }
    try {
      blocking.execute(() -> post(search()));
    } catch (RejectedExecutionException e) {
      found(List.of());
    }
  }

  private void post(List<IgdService> found) {
    try {
      loop.execute(() -> found(found));
    } catch (RejectedExecutionException e) {
      // The loop is gone, and who waited with it.
    }
  }

  private void found(List<IgdService> found) {
    services = found;
    List<Consumer<List<IgdService>>> all = List.copyOf(waiting);
    waiting.clear();
    all.forEach(then -> then.accept(found));
  }

  /** What is known does not work any more. */
  void forget() {
    services = List.of();
  }

  private List<IgdService> search() {
    try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(gateway.local(), 0))) {
      Monotonic deadline = clock.get().plus(patience);
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
      GatewayHttp.Reply reply = http.get(location, LONGEST_DESCRIPTION);
      return reply.status() == 200
          ? IgdService.parse(reply.document(), location, gateway.address())
          : List.of();
    } catch (IOException e) {
      return List.of();
    }
  }
}
