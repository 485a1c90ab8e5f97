package dev.sotto.ice;

import dev.sotto.address.TransportAddress;
import dev.sotto.net.Loop;
import dev.sotto.net.TcpStream;
import dev.sotto.net.Timer;
import dev.sotto.net.TlsStream;
import dev.sotto.time.Monotonic;
import dev.sotto.turn.AddressFamily;
import dev.sotto.turn.TurnClient;
import dev.sotto.turn.TurnEvent;
import dev.sotto.turn.TurnOptions;
import dev.sotto.turn.TurnTransport;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * One allocation on a TURN server as something that datagrams are sent through and arrive from (RFC
 * 8656). Where the server has several addresses, of either family, the first that relays is it.
 *
 * <p>All calls are on the loop thread.
 */
final class Relay implements AutoCloseable {
  private final TurnServer server;
  private final @Nullable InetAddress local;
  private final Loop loop;
  private final Executor blocking;
  private final RandomGenerator random;
  private final RelayTerms terms;
  private final Listener listener;
  private final TurnOptions options;
  private final Timer nextAddress;
  private final Timer deadline;
  private final PeerAddresses peers = new PeerAddresses();
  private final Queue<InetSocketAddress> addresses = new ArrayDeque<>();
  private final List<RelayAttempt> attempts = new ArrayList<>();
  private @Nullable SSLContext tls;
  private @Nullable RelayAttempt winner;
  private List<TransportAddress> relayed = List.of();
  private @Nullable TransportAddress mapped;
  private String reason = "no answer";
  private boolean over;

  /** Takes what happens to a relay, on the loop thread, never before it was handed out. */
  interface Listener {
    /**
     * The server relays; once.
     *
     * @param relayed one or two addresses, of different families
     * @param mapped our own address as the server sees it
     */
    void onAllocated(List<TransportAddress> relayed, TransportAddress mapped);

    /**
     * A datagram of a peer. The array is used again on return.
     *
     * @param relayed the relayed address that it came to
     * @param peer who sent it
     * @param buffer holds it
     * @param offset where it starts
     * @param length its length in bytes; may be 0
     */
    void onDatagram(
        TransportAddress relayed, InetSocketAddress peer, byte[] buffer, int offset, int length);

    /**
     * There is no allocation and will be none; the last call.
     *
     * @param reason for people; names no address, no name and no secret
     */
    void onFailed(String reason);

    /** The allocation that was there is gone, and its addresses with it; the last call. */
    void onLost();
  }

  /**
   * Begins to ask a server for an allocation.
   *
   * @param server whom to ask
   * @param local the address to ask from, or null for any
   * @param families of the relayed addresses wanted, at least one
   * @param loop the loop that does it, whose thread is the caller
   * @param blocking runs what blocks: name lookup, the arithmetic of a TLS handshake
   * @param tls whom to trust over TLS, or null for whom the JDK trusts
   * @param random source of transaction ids; must be a secure one outside of tests
   * @param listener takes what happens
   * @return the relay, not yet allocated
   */
  static Relay open(
      TurnServer server,
      @Nullable InetAddress local,
      Set<AddressFamily> families,
      Loop loop,
      Executor blocking,
      @Nullable SSLContext tls,
      RandomGenerator random,
      Listener listener) {
    return open(server, local, families, loop, blocking, tls, random, RelayTerms.DEFAULT, listener);
  }

  /** The same with another patience. */
  static Relay open(
      TurnServer server,
      @Nullable InetAddress local,
      Set<AddressFamily> families,
      Loop loop,
      Executor blocking,
      @Nullable SSLContext tls,
      RandomGenerator random,
      RelayTerms terms,
      Listener listener) {
    Relay relay = new Relay(server, local, families, loop, blocking, tls, random, terms, listener);
    relay.deadline.schedule(loop.now().plus(terms.patience()).nanos());
    relay.lookUp();
    return relay;
  }

  private Relay(
      TurnServer server,
      @Nullable InetAddress local,
      Set<AddressFamily> families,
      Loop loop,
      Executor blocking,
      @Nullable SSLContext tls,
      RandomGenerator random,
      RelayTerms terms,
      Listener listener) {
    this.server = server;
    this.local = local;
    this.loop = loop;
    this.blocking = blocking;
    this.tls = tls;
    this.random = random;
    this.terms = terms;
    this.listener = listener;
    TurnTransport transport =
        server.transport() == TurnServer.Transport.UDP
            ? TurnTransport.DATAGRAM
            : TurnTransport.STREAM;
    this.options = TurnOptions.of(server.credentials(), transport).withFamilies(families);
    this.nextAddress = loop.timer(this::tryNext);
    this.deadline = loop.timer(() -> fail(reason));
  }

  /** The relayed addresses; empty before the allocation and after its end. */
  List<TransportAddress> relayed() {
    return relayed;
  }

  /** Our own address as the server sees it; empty before the allocation. */
  Optional<TransportAddress> mapped() {
    return Optional.ofNullable(mapped);
  }

  /**
   * Sends a datagram to a peer, and asks the server to permit the peer when that has not been done:
   * a few datagrams wait for the answer.
   *
   * @param peer who is to get it
   * @param packet holds the datagram
   * @param offset where it starts
   * @param length its length in bytes, 0 to {@link TurnClient#MAX_DATAGRAM}
   * @return false when it was dropped at once: there is no allocation, no relayed address of the
   *     peer's family, the peer is refused, or the connection to the server is full
   */
  boolean send(InetSocketAddress peer, byte[] packet, int offset, int length) {
    return winner != null
        && !over
        && length <= TurnClient.MAX_DATAGRAM
        && winner.send(peers.value(peer), packet, offset, length);
  }

  /**
   * Gives a peer the shortest way there is, a channel (RFC 8656 section 12): the path is chosen.
   */
  void prefer(InetSocketAddress peer) {
    if (winner != null && !over) {
      winner.bindChannel(peers.value(peer));
    }
  }

  /**
   * Gives the allocation back and ends; the server's answer is waited for a second at most, in the
   * background. Harmless when repeated; the listener is told nothing more.
   */
  @Override
  public void close() {
    if (over) {
      return;
    }
    over = true;
    relayed = List.of();
    nextAddress.cancel();
    deadline.cancel();
    addresses.clear();
    attempts.forEach(RelayAttempt::close);
    attempts.clear();
  }

  /** What took time to find out. */
  private record Found(List<InetAddress> addresses, @Nullable SSLContext tls, String problem) {}

  private void lookUp() {
    SSLContext given = tls;
    try {
      blocking.execute(() -> later(found(given)));
    } catch (RejectedExecutionException e) {
      later(new Found(List.of(), given, "too busy to look up the name"));
    }
  }

  private Found found(@Nullable SSLContext given) {
    try {
      boolean needed = server.transport() == TurnServer.Transport.TLS && given == null;
      // The first call reads a file with all that the JDK trusts.
      SSLContext context = needed ? SSLContext.getDefault() : given;
      return new Found(terms.names().find(server.host()), context, "");
    } catch (UnknownHostException | SecurityException e) {
      return new Found(List.of(), given, "name not found");
    } catch (NoSuchAlgorithmException e) {
      return new Found(List.of(), given, "no TLS on this machine");
    }
  }

  private void later(Found found) {
    try {
      loop.execute(() -> begin(found));
    } catch (RejectedExecutionException e) {
      // The loop is gone, and whoever waits for the relay with it.
    }
  }

  private void begin(Found found) {
    if (over) {
      return;
    }
    tls = found.tls();
    ServerAddresses.inOrder(found.addresses(), local)
        .forEach(address -> addresses.add(new InetSocketAddress(address, server.port())));
    if (addresses.isEmpty()) {
      fail(found.problem().isEmpty() ? "no address of a family that is spoken" : found.problem());
    } else {
      tryNext();
    }
  }

  private void tryNext() {
    InetSocketAddress address = addresses.poll();
    if (address == null || over) {
      return;
    }
    long next = loop.now().plus(terms.stagger()).nanos();
    nextAddress.schedule(addresses.isEmpty() ? Monotonic.NEVER : next);
    RelayAttempt attempt = new RelayAttempt(address, options, this::ask, new Outcome());
    attempts.add(attempt);
    attempt.start();
  }

  private ServerAllocation ask(
      InetSocketAddress address, TurnOptions wanted, ServerAllocation.Listener outcome)
      throws IOException {
    return new ServerAllocation(
        wanted, terms, loop, random, handler -> connect(address, handler), outcome);
  }

  private ServerLink connect(InetSocketAddress address, ServerLink.Handler handler)
      throws IOException {
    InetSocketAddress from = new InetSocketAddress(localFor(address.getAddress()), 0);
    return switch (server.transport()) {
      case UDP -> new UdpServerLink(loop, from, address, handler);
      case TCP ->
          new StreamServerLink(
              bytes -> TcpStream.open(loop, from, address, terms.patience(), bytes), handler);
      case TLS ->
          new StreamServerLink(
              bytes ->
                  TlsStream.open(
                      loop,
                      from,
                      address,
                      server.host(),
                      requireTls(),
                      blocking,
                      terms.patience(),
                      bytes),
              handler);
    };
  }

  private SSLContext requireTls() throws IOException {
    if (tls == null) {
      throw new IOException("no TLS");
    }
    return tls;
  }

  /** Any address where none is asked for. */
  private InetAddress localFor(InetAddress remote) throws UnknownHostException {
    return local != null
        ? local
        : InetAddress.getByAddress(new byte[remote instanceof Inet4Address ? 4 : 16]);
  }

  /** Takes what becomes of the attempts. */
  private final class Outcome implements RelayAttempt.Listener {
    @Override
    public void onAllocated(RelayAttempt attempt, TurnEvent.Allocated allocated) {
      win(attempt, allocated);
    }

    @Override
    public void onDatagram(TransportAddress peer, byte[] buffer, int offset, int length) {
      if (!over) {
        listener.onDatagram(relayedTo(peer), peers.socketAddress(peer), buffer, offset, length);
      }
    }

    @Override
    public void onFailed(RelayAttempt attempt, String why) {
      giveUp(attempt, why);
    }

    @Override
    public void onLost() {
      if (!over) {
        close();
        listener.onLost();
      }
    }
  }

  private void win(RelayAttempt attempt, TurnEvent.Allocated allocated) {
    winner = attempt;
    relayed = allocated.relayed();
    mapped = allocated.mapped();
    nextAddress.cancel();
    deadline.cancel();
    addresses.clear();
    attempts.remove(attempt);
    attempts.forEach(RelayAttempt::close);
    attempts.clear();
    attempts.add(attempt);
    listener.onAllocated(allocated.relayed(), allocated.mapped());
  }

  /** A relayed address of the peer's family: the server has no other way to it. */
  private TransportAddress relayedTo(TransportAddress peer) {
    for (TransportAddress address : relayed) {
      if (address.ip().isIpv4() == peer.ip().isIpv4()) {
        return address;
      }
    }
    return relayed.get(0);
  }

  private void giveUp(RelayAttempt attempt, String why) {
    if (over) {
      return;
    }
    attempts.remove(attempt);
    reason = why;
    if (!addresses.isEmpty()) {
      tryNext();
    } else if (attempts.isEmpty()) {
      fail(why);
    }
  }

  private void fail(String why) {
    if (!over) {
      close();
      listener.onFailed(why);
    }
  }
}
