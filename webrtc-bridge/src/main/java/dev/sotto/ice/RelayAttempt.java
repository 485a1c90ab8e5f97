package dev.sotto.ice;

import dev.sotto.address.TransportAddress;
import dev.sotto.turn.AddressFamily;
import dev.sotto.turn.TurnEvent;
import dev.sotto.turn.TurnFailure;
import dev.sotto.turn.TurnOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One address of a TURN server, asked until it relays or cannot: where it names another server,
 * that one is asked, and where it has no relayed addresses of both families, for one.
 *
 * <p>All calls are on the loop thread.
 */
final class RelayAttempt implements AutoCloseable {
  private final Servers servers;
  private final Listener listener;
  private final Queue<Set<AddressFamily>> wishes = new ArrayDeque<>(3);
  private InetSocketAddress server;
  private TurnOptions options;
  private @Nullable ServerAllocation current;
  private boolean mismatched;

  /** Asks one server. */
  @FunctionalInterface
  interface Servers {
    ServerAllocation ask(
        InetSocketAddress server, TurnOptions options, ServerAllocation.Listener listener)
        throws IOException;
  }

  /** Takes what becomes of an attempt, on the loop thread; possibly while it is being started. */
  interface Listener {
    /** The server relays. */
    void onAllocated(RelayAttempt attempt, TurnEvent.Allocated allocated);

    /** A datagram of a peer. */
    void onDatagram(TransportAddress peer, byte[] buffer, int offset, int length);

    /** It is over without an allocation; the last call. */
    void onFailed(RelayAttempt attempt, String reason);

    /** The allocation is gone; the last call. */
    void onLost();
  }

  RelayAttempt(InetSocketAddress server, TurnOptions options, Servers servers, Listener listener) {
    this.server = server;
    this.options = options;
    this.servers = servers;
    this.listener = listener;
    if (options.families().size() > 1) {
      // RFC 8656 7.2: a server without IPv4 refuses the wish for IPv6 beside it with a 440.
      wishes.addAll(List.of(Set.of(AddressFamily.IPV4), Set.of(AddressFamily.IPV6)));
    }
  }

  /** Begins, once. */
  void start() {
    try {
      current = servers.ask(server, options, new Outcome());
    } catch (IOException e) {
      listener.onFailed(this, "network unreachable");
    }
  }

  boolean send(TransportAddress peer, byte[] datagram, int offset, int length) {
    return current != null && current.send(peer, datagram, offset, length);
  }

  void bindChannel(TransportAddress peer) {
    if (current != null) {
      current.bindChannel(peer);
    }
  }

  @Override
  public void close() {
    if (current != null) {
      current.close();
    }
  }

  /** Takes what becomes of the server that is being asked. */
  private final class Outcome implements ServerAllocation.Listener {
    @Override
    public void onAllocated(TurnEvent.Allocated allocated) {
      listener.onAllocated(RelayAttempt.this, allocated);
    }

    @Override
    public void onDatagram(TransportAddress peer, byte[] buffer, int offset, int length) {
      listener.onDatagram(peer, buffer, offset, length);
    }

    @Override
    public void onRedirected(TransportAddress other) {
      follow(PeerAddresses.of(other));
    }

    @Override
    public void onRefused(TurnFailure failure) {
      answerTo(failure);
    }

    @Override
    public void onUnreachable(String reason) {
      listener.onFailed(RelayAttempt.this, reason);
    }

    @Override
    public void onLost() {
      listener.onLost();
    }
  }

  /** RFC 8489 section 10: the alternate server MUST be of the same address family. */
  private void follow(InetSocketAddress other) {
    boolean sameFamily = other.getAddress().getClass() == server.getAddress().getClass();
    boolean staysLocal =
        other.getAddress().isLoopbackAddress() == server.getAddress().isLoopbackAddress();
    if (!sameFamily || !staysLocal) {
      listener.onFailed(this, "redirected to where nobody follows");
      return;
    }
    server = other;
    options = options.redirected();
    start();
  }

  private void answerTo(TurnFailure failure) {
    Set<AddressFamily> less =
        failure.reason() == TurnFailure.Reason.ADDRESS_FAMILY_NOT_SUPPORTED ? wishes.poll() : null;
    if (less != null) {
      options = options.withFamilies(less);
      start();
    } else if (failure.reason() == TurnFailure.Reason.ALLOCATION_MISMATCH && !mismatched) {
      // RFC 8656 6.4: the port was somebody's before; another try from another one.
      mismatched = true;
      start();
    } else {
      listener.onFailed(this, words(failure));
    }
  }

  /** In our own words: the server's may name addresses. */
  private static String words(TurnFailure failure) {
    String words =
        switch (failure.reason()) {
          case TIMEOUT -> "no answer";
          case UNAUTHORIZED, STALE_NONCE -> "credentials refused";
          case FORBIDDEN -> "forbidden";
          case ALLOCATION_MISMATCH, REFUSED -> "refused";
          case ADDRESS_FAMILY_NOT_SUPPORTED, PEER_ADDRESS_FAMILY_MISMATCH ->
              "no relayed addresses of this family";
          case UNSUPPORTED_TRANSPORT -> "relays no UDP";
          case QUOTA_REACHED -> "too many allocations of this user";
          case INSUFFICIENT_CAPACITY -> "full";
          case TOO_MANY_REDIRECTIONS -> "redirected in circles";
          case BAD_RESPONSE -> "answers without sense";
        };
    return failure.code() == 0 ? words : words + " (" + failure.code() + ")";
  }
}
