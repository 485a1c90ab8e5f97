package dev.sotto.ice;

import dev.sotto.address.TransportAddress;
import dev.sotto.net.Loop;
import dev.sotto.turn.AddressFamily;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * One allocation on a TURN server as something that datagrams are sent through and arrive from (RFC
 * 8656).
 *
 * <p>All calls are on the loop thread.
 */
final class Relay implements AutoCloseable {
  private final Listener listener;

  private Relay(Listener listener) {
    this.listener = listener;
  }

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
    return new Relay(listener);
  }

  /** The relayed addresses; empty before the allocation and after its end. */
  List<TransportAddress> relayed() {
    return List.of();
  }

  /** Our own address as the server sees it; empty before the allocation. */
  Optional<TransportAddress> mapped() {
    return Optional.empty();
  }

  /**
   * Sends a datagram to a peer, and asks the server to permit the peer when that has not been done:
   * a few datagrams wait for the answer.
   *
   * @param peer who is to get it
   * @param packet holds the datagram
   * @param offset where it starts
   * @param length its length in bytes, 0 to {@link dev.sotto.turn.TurnClient#MAX_DATAGRAM}
   * @return false when it was dropped at once: there is no allocation, no relayed address of the
   *     peer's family, the peer is refused, or the connection to the server is full
   */
  boolean send(InetSocketAddress peer, byte[] packet, int offset, int length) {
    return false;
  }

  /**
   * Gives a peer the shortest way there is, a channel (RFC 8656 section 12): the path is chosen.
   */
  void prefer(InetSocketAddress peer) {}

  /**
   * Gives the allocation back and ends; the server's answer is waited for a second at most, in the
   * background. Harmless when repeated; the listener is told nothing more.
   */
  @Override
  public void close() {
    listener.onLost();
  }
}
