package dev.sotto.portmap;

import dev.sotto.address.TransportAddress;
import dev.sotto.net.ConnectedUdpSocket;
import dev.sotto.net.Loop;
import dev.sotto.net.Timer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gives one {@link Lease} its socket, its timer and those who are interested in it. On the loop
 * thread.
 */
final class MappedPort {
  private final Loop loop;
  private final Runnable onClosed;
  private final Timer timer;
  private final Set<Interest> interests = new LinkedHashSet<>();
  private @Nullable Lease lease;
  private @Nullable ConnectedUdpSocket socket;
  private @Nullable PortMapping mapping;
  private @Nullable MappingReport report;
  private boolean closing;

  /**
   * Prepares.
   *
   * @param onClosed called when everything is given back
   */
  MappedPort(Loop loop, Runnable onClosed) {
    this.loop = loop;
    this.onClosed = onClosed;
    this.timer = loop.timer(this::onTimer);
  }

  /** Begins to ask a gateway. */
  void start(
      Gateway gateway,
      InternalPort internal,
      PortMapperOptions options,
      Function<MappingClient.Output, List<MappingClient>> clients) {
    try {
      socket =
          ConnectedUdpSocket.open(
              loop,
              new InetSocketAddress(gateway.local(), 0),
              gateway.portControl(),
              new FromGateway());
    } catch (IOException e) {
      // Each packet that cannot be sent tells the same again, in its place.
      socket = null;
    }
    lease = new Lease(clients, options, new FromLease(gateway, internal));
    lease.start(loop.now());
    schedule();
  }

  /** One more who wants to know, and is told what is known. */
  void add(Interest interest) {
    interests.add(interest);
    PortMapping held = mapping;
    MappingReport why = report;
    if (held != null) {
      interest.tell(listener -> listener.onMapped(held));
    } else if (why != null) {
      interest.tell(listener -> listener.onUnmapped(why));
    }
  }

  /** One less; returns whether nobody is left. */
  boolean removeAndIsUnwanted(Interest interest) {
    return interests.remove(interest) && interests.isEmpty();
  }

  /** Gives back the mapping; harmless when repeated. */
  void close() {
    closing = true;
    interests.clear();
    if (lease == null) {
      finish();
    } else {
      lease.close(loop.now());
      schedule();
    }
  }

  /** Waits for the gateway no more. */
  void closeSocket() {
    timer.cancel();
    if (socket != null) {
      socket.close();
    }
  }

  boolean isClosing() {
    return closing;
  }

  /** Runs what moves the lease from elsewhere, on the loop thread; from any thread. */
  void execute(Runnable task) {
    loop.execute(
        () -> {
          task.run();
          schedule();
        });
  }

  /** A datagram to the gateway. */
  void send(byte[] datagram) {
    if (socket != null && socket.send(datagram)) {
      return;
    }
    try {
      loop.execute(this::unreachable);
    } catch (RejectedExecutionException e) {
      // The loop ends, and the lease with it.
    }
  }

  /** There is no mapping. */
  void onUnmapped(MappingReport why) {
    mapping = null;
    report = why;
    tell(listener -> listener.onUnmapped(why));
  }

  private void onMapped(PortMapping granted) {
    boolean known =
        mapping != null
            && mapping.external().equals(granted.external())
            && mapping.protocol() == granted.protocol();
    mapping = granted;
    report = null;
    if (!known) {
      tell(listener -> listener.onMapped(granted));
    }
  }

  private void tell(Consumer<MappingListener> news) {
    List.copyOf(interests).forEach(interest -> interest.tell(news));
  }

  private void unreachable() {
    if (lease != null) {
      lease.handleUnreachable(loop.now());
      schedule();
    }
  }

  private void onTimer() {
    if (lease != null) {
      lease.handleTimeout(loop.now());
      schedule();
    }
  }

  private void schedule() {
    if (lease != null) {
      timer.schedule(lease.nextTimeout());
    }
  }

  private void finish() {
    closeSocket();
    onClosed.run();
  }

  /** What comes from the gateway by UDP. */
  private final class FromGateway implements ConnectedUdpSocket.Handler {
    @Override
    public void onPacket(byte[] buffer, int offset, int length) {
      if (lease != null) {
        lease.handleDatagram(buffer, offset, length, loop.now());
        schedule();
      }
    }

    @Override
    public void onUnreachable() {
      unreachable();
    }
  }

  /** What the lease has to say. */
  private final class FromLease implements Lease.Output {
    private final Gateway gateway;
    private final InternalPort internal;

    FromLease(Gateway gateway, InternalPort internal) {
      this.gateway = gateway;
      this.internal = internal;
    }

    @Override
    public void onMapped(MappingProtocol by, TransportAddress external, Duration lifetime) {
      MappedPort.this.onMapped(new PortMapping(internal, external, by, gateway.ip(), lifetime));
    }

    @Override
    public void onUnmapped(List<MappingAttempt> attempts) {
      MappedPort.this.onUnmapped(new MappingReport(Optional.of(gateway.ip()), attempts));
    }

    @Override
    public void onClosed() {
      finish();
    }
  }
}
