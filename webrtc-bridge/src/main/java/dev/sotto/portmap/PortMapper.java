package dev.sotto.portmap;

import dev.sotto.address.IpAddress;
import dev.sotto.net.Loop;
import dev.sotto.net.Path;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

/**
 * Has the gateways of this machine's networks open ports, one mapping for each port however many
 * ask for it. Make one for all the connections of a program, and close it before the loop: that
 * gives the mappings back.
 *
 * <p>Asking costs those who ask no time, and a network without a gateway a few small packets. All
 * methods may be called from any thread; listeners are called on the loop thread.
 */
public final class PortMapper implements AutoCloseable {
  private static final int MOST_PORTS = 64;

  private final PortMapperOptions options;
  private final Loop loop;
  private final Executor blocking;
  private final RandomGenerator random;
  private final Gateway.Source gateways;
  private final Map<Key, MappedPort> ports = new LinkedHashMap<>();
  private final Map<Gateway, UpnpGateway> upnp = new HashMap<>();
  private final CompletableFuture<Void> released = new CompletableFuture<>();

  /** Those who ask for a port that is being given back. */
  private final List<Runnable> waiting = new ArrayList<>();

  private boolean closed;

  /** What is asked for: one port, as whoever bound it names it. */
  private record Key(Path.Transport transport, InetAddress address, int port) {}

  /**
   * A mapper for the gateways that the system knows.
   *
   * @param options how ports are mapped
   * @param loop where it lives
   * @param blocking where it looks up routes and speaks HTTP; at most two threads are busy for a
   *     port at a time, for a second or two
   * @param random makes nonces and ports; a secure one, used on the loop thread only
   */
  public PortMapper(
      PortMapperOptions options, Loop loop, Executor blocking, RandomGenerator random) {
    this(options, loop, blocking, random, new SystemGateways());
  }

  PortMapper(
      PortMapperOptions options,
      Loop loop,
      Executor blocking,
      RandomGenerator random,
      Gateway.Source gateways) {
    this.options = options;
    this.loop = loop;
    this.blocking = blocking;
    this.random = random;
    this.gateways = gateways;
  }

  /** Somebody's interest in a mapping. The mapping is given back when nobody has any more. */
  public interface Registration extends AutoCloseable {
    /** Ends the interest; the listener is told nothing more. From any thread, harmless twice. */
    @Override
    void close();
  }

  /**
   * Asks for a port, which others may have asked for before: then it is told at once what they were
   * told. A mapper that is closed, or that maps 64 ports already, says that there is no mapping.
   *
   * @param transport UDP or TCP
   * @param internal where the socket is bound. For the wildcard address the one is mapped that the
   *     Internet would see, IPv4 if there is; an IPv6 pinhole takes an address of its own
   * @param listener told what comes of it
   * @return ends the interest
   */
  public Registration map(
      Path.Transport transport, InetSocketAddress internal, MappingListener listener) {
    Key key = new Key(transport, internal.getAddress(), internal.getPort());
    Interest interest = new Interest(listener);
    post(() -> begin(key, interest));
    return () -> post(() -> end(key, interest));
  }

  /**
   * Gives back every mapping, and maps no more. Waits for the gateways as long as for a first
   * answer, or not at all on the loop thread. Harmless when repeated.
   */
  @Override
  public void close() {
    if (!post(this::closeAll) || loop.inLoop()) {
      return;
    }
    try {
      released.get(options.giveUpAfter().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("nothing completes it so", e);
    } catch (TimeoutException e) {
      // A gateway does not answer any more; what it granted ends with the lease.
    }
    post(() -> List.copyOf(ports.values()).forEach(MappedPort::closeSocket));
  }

  private boolean post(Runnable task) {
    try {
      loop.execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      // The loop is gone, and every socket with it.
      return false;
    }
  }

  private void begin(Key key, Interest interest) {
    if (interest.isEnded()) {
      return;
    }
    MappedPort known = ports.get(key);
    if (known != null && known.isClosing()) {
      waiting.add(() -> begin(key, interest));
      return;
    }
    if (known != null) {
      known.add(interest);
      return;
    }
    boolean mappable = key.port() > 0 && !key.address().isLinkLocalAddress();
    if (closed || !mappable || ports.size() >= MOST_PORTS) {
      interest.tell(listener -> listener.onUnmapped(nobodyAsked()));
      return;
    }
    MappedPort port = new MappedPort(loop, () -> forget(key));
    ports.put(key, port);
    port.add(interest);
    lookUp(key, port);
  }

  private void forget(Key key) {
    ports.remove(key);
    if (ports.isEmpty()) {
      upnp.clear();
    }
    releasedIfDone();
    List<Runnable> next = List.copyOf(waiting);
    waiting.clear();
    next.forEach(Runnable::run);
  }

  private void lookUp(Key key, MappedPort port) {
    try {
      blocking.execute(
          () -> {
            Optional<Gateway> gateway = gateways.behind(key.address());
            post(() -> open(key, port, gateway));
          });
    } catch (RejectedExecutionException e) {
      open(key, port, Optional.empty());
    }
  }

  private void open(Key key, MappedPort port, Optional<Gateway> found) {
    if (port.isClosing()) {
      return;
    }
    if (found.isEmpty()) {
      port.onUnmapped(nobodyAsked());
      return;
    }
    Gateway gateway = found.get();
    IpAddress local = IpAddress.of(gateway.local().getAddress());
    InternalPort internal = new InternalPort(key.transport(), local, key.port());
    port.start(gateway, internal, options, output -> clients(internal, gateway, port, output));
  }

  private List<MappingClient> clients(
      InternalPort internal, Gateway gateway, MappedPort port, MappingClient.Output output) {
    return options.protocols().stream()
        .filter(protocol -> internal.ip().isIpv4() || protocol == MappingProtocol.PCP)
        .map(protocol -> client(protocol, internal, gateway, port, output))
        .toList();
  }

  private MappingClient client(
      MappingProtocol protocol,
      InternalPort internal,
      Gateway gateway,
      MappedPort port,
      MappingClient.Output output) {
    return switch (protocol) {
      case PCP -> new PortControl(new Pcp(internal, random), options, port::send, output);
      case NAT_PMP -> new PortControl(new NatPmp(internal), options, port::send, output);
      case UPNP_IGD -> {
        UpnpGateway services =
            upnp.computeIfAbsent(
                gateway,
                one -> new UpnpGateway(one, options.giveUpAfter(), loop, blocking, loop::now));
        // Found while the others are asked; used only if they give nothing.
        services.services(found -> {});
        UpnpClient.Context context =
            new UpnpClient.Context(port::execute, blocking, loop::now, random);
        yield new UpnpClient(internal, options, services, context, output);
      }
    };
  }

  private void end(Key key, Interest interest) {
    interest.end();
    MappedPort port = ports.get(key);
    if (port != null && port.removeAndIsUnwanted(interest)) {
      port.close();
    }
  }

  private void closeAll() {
    closed = true;
    List.copyOf(ports.values()).forEach(MappedPort::close);
    releasedIfDone();
  }

  private void releasedIfDone() {
    if (closed && ports.isEmpty()) {
      released.complete(null);
    }
  }

  private static MappingReport nobodyAsked() {
    return new MappingReport(Optional.empty(), List.of());
  }
}
