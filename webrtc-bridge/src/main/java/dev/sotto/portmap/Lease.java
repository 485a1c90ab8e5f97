package dev.sotto.portmap;

import dev.sotto.address.TransportAddress;
import dev.sotto.portmap.MappingAttempt.Outcome;
import dev.sotto.time.Monotonic;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The mapping of one port: asks by one protocol after another, takes the first that answers, and
 * asks all over again when that one is lost. A state machine without socket or clock.
 *
 * <p>The next protocol is asked when the one before has failed, or has been silent for its head
 * start. When nothing has come in time, all are told to give back what they may have.
 */
final class Lease implements MappingClient.Output {
  private final Function<MappingClient.Output, List<MappingClient>> protocols;
  private final PortMapperOptions options;
  private final Output output;
  private final List<MappingAttempt> attempts = new ArrayList<>();

  /** Everyone who may still hold something at the gateway. */
  private final Set<MappingClient> clients = new LinkedHashSet<>();

  private List<MappingClient> waiting = List.of();
  private @Nullable MappingClient winner;
  private State state = State.SEARCHING;
  private boolean wasMapped;
  private long nextStart = Monotonic.NEVER;
  private long giveUp = Monotonic.NEVER;
  private long searchAgain = Monotonic.NEVER;

  private enum State {
    SEARCHING,
    MAPPED,
    UNMAPPED,
    CLOSING,
    CLOSED
  }

  /** Where its results go. */
  interface Output {
    /** The port is open, or open still: told again with each renewal. */
    void onMapped(MappingProtocol by, TransportAddress external, Duration lifetime);

    /** The port is not open, as far as we know. */
    void onUnmapped(List<MappingAttempt> attempts);

    /** Everything is given back. */
    void onClosed();
  }

  /**
   * Prepares.
   *
   * @param protocols makes fresh clients, in the order in which they are to be asked
   */
  Lease(
      Function<MappingClient.Output, List<MappingClient>> protocols,
      PortMapperOptions options,
      Output output) {
    this.protocols = protocols;
    this.options = options;
    this.output = output;
  }

  /** Begins, once. */
  void start(Monotonic now) {
    search(now);
  }

  /** Gives the mapping back; harmless when repeated. */
  void close(Monotonic now) {
    if (state == State.CLOSING || state == State.CLOSED) {
      return;
    }
    state = State.CLOSING;
    waiting = List.of();
    List.copyOf(clients).forEach(client -> client.release(now));
    closedIfDone();
  }

  void handleTimeout(Monotonic now) {
    for (MappingClient client : List.copyOf(clients)) {
      if (now.hasReached(client.nextTimeout())) {
        client.handleTimeout(now);
      }
    }
    if (state == State.SEARCHING && now.hasReached(giveUp)) {
      giveUp(now);
    } else if (state == State.SEARCHING && now.hasReached(nextStart)) {
      startNext(now);
    } else if (state == State.UNMAPPED && now.hasReached(searchAgain)) {
      search(now);
    }
  }

  /** When {@link #handleTimeout} wants to be called, in nanoseconds, or NEVER. */
  long nextTimeout() {
    long next =
        switch (state) {
          case SEARCHING -> Math.min(giveUp, nextStart);
          case UNMAPPED -> searchAgain;
          case MAPPED, CLOSING, CLOSED -> Monotonic.NEVER;
        };
    for (MappingClient client : clients) {
      next = Math.min(next, client.nextTimeout());
    }
    return next;
  }

  /** A datagram of PCP or NAT-PMP came from the gateway; each client knows its own. */
  void handleDatagram(byte[] buffer, int offset, int length, Monotonic now) {
    for (PortControl client : portControls()) {
      client.handleDatagram(ByteBuffer.wrap(buffer, offset, length).slice(), now);
    }
  }

  /** The network says that nobody at the gateway speaks PCP or NAT-PMP. */
  void handleUnreachable(Monotonic now) {
    portControls().forEach(client -> client.handleUnreachable(now));
  }

  private List<PortControl> portControls() {
    List<PortControl> found = new ArrayList<>();
    for (MappingClient client : clients) {
      if (client instanceof PortControl control) {
        found.add(control);
      }
    }
    return found;
  }

  private void search(Monotonic now) {
    state = State.SEARCHING;
    winner = null;
    attempts.clear();
    searchAgain = Monotonic.NEVER;
    giveUp = now.plus(options.giveUpAfter()).nanos();
    waiting = new ArrayList<>(protocols.apply(this));
    startNext(now);
  }

  private void startNext(Monotonic now) {
    if (waiting.isEmpty()) {
      nextStart = Monotonic.NEVER;
      return;
    }
    MappingClient next = waiting.remove(0);
    clients.add(next);
    nextStart = waiting.isEmpty() ? Monotonic.NEVER : now.plus(options.headStart()).nanos();
    next.start(now);
  }

  private void giveUp(Monotonic now) {
    waiting = List.of();
    for (MappingClient client : List.copyOf(clients)) {
      attempts.add(new MappingAttempt(client.protocol(), Outcome.SILENT));
      client.release(now);
    }
    unmapped(now);
  }

  private void unmapped(Monotonic now) {
    state = State.UNMAPPED;
    searchAgain = wasMapped ? now.plus(options.watch()).nanos() : Monotonic.NEVER;
    output.onUnmapped(List.copyOf(attempts));
  }

  @Override
  public void onGranted(
      MappingClient from, TransportAddress external, Duration lifetime, Monotonic now) {
    if (state == State.SEARCHING) {
      state = State.MAPPED;
      wasMapped = true;
      winner = from;
      waiting = List.of();
    }
    // A second one keeps what it got until the end: at the gateway both may be the same rule.
    if (state == State.MAPPED && from == winner) {
      output.onMapped(from.protocol(), external, lifetime);
    }
  }

  @Override
  public void onFailed(MappingClient from, MappingAttempt attempt, Monotonic now) {
    clients.remove(from);
    if (state == State.CLOSING) {
      closedIfDone();
    } else if (state == State.SEARCHING) {
      attempts.add(attempt);
      if (!waiting.isEmpty()) {
        startNext(now);
      } else if (clients.isEmpty()) {
        unmapped(now);
      }
    } else if (state == State.MAPPED && from == winner) {
      search(now);
    }
  }

  @Override
  public void onReleased(MappingClient from) {
    clients.remove(from);
    closedIfDone();
  }

  private void closedIfDone() {
    if (state == State.CLOSING && clients.isEmpty()) {
      state = State.CLOSED;
      output.onClosed();
    }
  }
}
