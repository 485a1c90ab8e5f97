package dev.sotto.ice;

import dev.sotto.address.TransportAddress;
import dev.sotto.net.CandidateKind;
import dev.sotto.net.Loop;
import dev.sotto.net.UdpSocket;
import dev.sotto.sdp.Candidate;
import dev.sotto.stun.StunMessage;
import dev.sotto.stun.TransactionId;
import dev.sotto.time.Monotonic;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Opens a socket on each address of this machine, and asks STUN servers how those are seen from
 * outside. The sockets are its own until it is closed.
 *
 * <p>On the loop thread; names and interfaces are looked up on an executor that may block.
 */
final class Gatherer {
  private final IceOptions options;
  private final Loop loop;
  private final Executor blocking;
  private final UdpSocket.Handler handler;
  private final Output output;
  private final StunQuestions questions;
  private final LocalCandidates candidates = new LocalCandidates();
  private final Map<InetSocketAddress, UdpSocket> sockets = new LinkedHashMap<>();
  private boolean started;
  private boolean closed;
  private boolean complete;
  private int lookupsOpen;
  private long askServers = Monotonic.NEVER;

  /**
   * Prepares; nothing happens before {@link #start}.
   *
   * @param handler takes what arrives at the sockets
   */
  Gatherer(
      IceOptions options,
      Loop loop,
      Executor blocking,
      RandomGenerator random,
      UdpSocket.Handler handler,
      Output output) {
    this.options = options;
    this.loop = loop;
    this.blocking = blocking;
    this.handler = handler;
    this.output = output;
    this.questions =
        new StunQuestions(
            random,
            new StunQuestions.Output() {
              @Override
              public void ask(Pair pair, TransactionId id, byte[] request) {
                output.ask(pair, id, request);
              }

              @Override
              public void onMapped(Pair pair, TransportAddress mapped) {
                announceMapped(pair, mapped);
              }
            });
  }

  /** Where its results go, on the loop thread. */
  interface Output {
    /** The sockets are open; there will be no others. */
    void onSockets();

    /** One more candidate. */
    void onCandidate(Candidate candidate);

    /** There will be no more candidates. */
    void onComplete();

    /** {@link #nextTimeout} says something else than before. */
    void onTimeoutMoved();

    /** A request to a STUN server, which the gate is to expect an answer to. */
    void ask(Pair pair, TransactionId id, byte[] request);
  }

  /** Starts, once. */
  void start() {
    if (started || closed) {
      return;
    }
    started = true;
    lookupsOpen++;
    lookUp(() -> HostAddresses.list(options.addresses()), this::open);
  }

  /** Where our sockets are bound. */
  List<InetSocketAddress> bases() {
    return List.copyOf(sockets.keySet());
  }

  /** The socket that is bound to an address. */
  @Nullable UdpSocket socket(InetSocketAddress base) {
    return sockets.get(base);
  }

  /** Where an address that the peer sees us at comes from. */
  CandidateKind kind(TransportAddress mapped) {
    return candidates.kind(mapped);
  }

  /** A server's answer came in. */
  void handleResponse(Pair pair, StunMessage response) {
    questions.handleResponse(pair, response);
    completeIfDone();
  }

  /** The time that {@link #nextTimeout} named has come. */
  void handleTimeout(Monotonic now) {
    if (closed) {
      return;
    }
    if (now.hasReached(askServers)) {
      askServers = Monotonic.NEVER;
      options.stunServers().forEach(this::resolve);
    }
    questions.handleTimeout(now);
    completeIfDone();
  }

  /** When {@link #handleTimeout} wants to be called, in nanoseconds, or NEVER. */
  long nextTimeout() {
    return closed ? Monotonic.NEVER : Math.min(askServers, questions.nextTimeout());
  }

  /** Closes the sockets; harmless when repeated. */
  void close() {
    closed = true;
    sockets.values().forEach(UdpSocket::close);
  }

  private void open(List<InetAddress> addresses) {
    for (InetAddress address : addresses) {
      try {
        UdpSocket socket = UdpSocket.open(loop, new InetSocketAddress(address, 0), handler);
        sockets.put(socket.localAddress(), socket);
      } catch (IOException e) {
        // An address that went away, or that cannot be bound: one candidate less.
      }
    }
    if (!options.stunServers().isEmpty()) {
      askServers = loop.now().plus(options.staging().stunDelay()).nanos();
    }
    for (InetSocketAddress base : bases()) {
      if (!closed) {
        output.onCandidate(candidates.host(base));
      }
    }
    if (!closed) {
      output.onSockets();
    }
  }

  private void resolve(StunServer server) {
    lookupsOpen++;
    lookUp(
        () -> List.of(InetAddress.getAllByName(server.host())),
        addresses -> {
          askFirst(addresses, true, server.port());
          askFirst(addresses, false, server.port());
        });
  }

  /** One address of a family is enough: the others are the same server. */
  private void askFirst(List<InetAddress> addresses, boolean ipv4, int port) {
    addresses.stream()
        .filter(address -> address instanceof Inet4Address == ipv4)
        .findFirst()
        .ifPresent(address -> askFromEach(new InetSocketAddress(address, port)));
  }

  private void askFromEach(InetSocketAddress server) {
    for (InetSocketAddress base : sockets.keySet()) {
      InetAddress local = base.getAddress();
      InetAddress remote = server.getAddress();
      if (local instanceof Inet4Address == remote instanceof Inet4Address
          && local.isLoopbackAddress() == remote.isLoopbackAddress()) {
        questions.ask(new Pair(base, server), loop.now());
      }
    }
  }

  private void announceMapped(Pair pair, TransportAddress mapped) {
    candidates
        .serverReflexive(pair.local(), mapped, pair.remote().getAddress())
        .ifPresent(output::onCandidate);
  }

  private void completeIfDone() {
    if (!complete
        && !closed
        && lookupsOpen == 0
        && askServers == Monotonic.NEVER
        && questions.isDone()) {
      complete = true;
      output.onComplete();
    }
  }

  private interface Lookup {
    List<InetAddress> addresses() throws IOException;
  }

  private interface Found {
    void accept(List<InetAddress> addresses);
  }

  /** Looks up what may block; what cannot be found is as good as nothing found. */
  private void lookUp(Lookup lookup, Found found) {
    try {
      blocking.execute(() -> finish(addresses(lookup), found));
    } catch (RejectedExecutionException e) {
      finish(List.of(), found);
    }
  }

  private static List<InetAddress> addresses(Lookup lookup) {
    try {
      return lookup.addresses();
    } catch (IOException | SecurityException e) {
      return List.of();
    }
  }

  private void finish(List<InetAddress> addresses, Found found) {
    try {
      loop.execute(
          () -> {
            lookupsOpen--;
            if (!closed) {
              found.accept(addresses);
              completeIfDone();
              output.onTimeoutMoved();
            }
          });
    } catch (RejectedExecutionException e) {
      // The loop is gone, and its sockets with it.
    }
  }
}
