package dev.sotto.signal;

import dev.sotto.pairing.PairingMessage;

/**
 * Where two peers can exchange messages before they have a connection: a room of a rendezvous
 * server ({@link RendezvousRoom}), or a TCP connection ({@link DirectListener}, {@link
 * DirectCaller}). Carries the messages of {@code docs/protocol.md}, "MESSAGES", and knows nothing
 * of what they mean; who is at the other end, the pairing has to show.
 *
 * <p>All methods may be called from any thread, also from the listener; none blocks, and none
 * throws for what the other end or the network does.
 */
public interface MeetingPlace extends AutoCloseable {
  /**
   * Sends to the other peer, in order. What was taken is sent again when a broken connection could
   * be resumed.
   *
   * @param message what to send; at most 24 KiB as JSON
   * @return false when it was not taken: too much is waiting already, or the place is closed
   */
  boolean send(PairingMessage message);

  /**
   * The inviter's: this run is over and no guess is spent. The joiner is dropped and the place
   * waits for the next; nothing of the old run is told from now on. A TCP connection has nobody
   * else to wait for, and closes.
   *
   * @param opening what the next joiner gets first, with a fresh nonce
   */
  void next(PairingMessage.P0 opening);

  /**
   * The inviter's: the code is used up, the place is closed for good and the server, if there is
   * one, is told. Ends with {@link MeetingListener#onClosed}.
   */
  void dead();

  /**
   * The run succeeded. The place takes nobody new, stays for the session, and a broken connection
   * may be resumed for ten minutes instead of ten seconds. Both sides are to call it; only the
   * inviter's server is told.
   */
  void paired();

  /**
   * Leaves for good and frees all threads and sockets. Harmless when repeated. The listener hears
   * {@link MeetingListener#onClosed} once, if it has not yet.
   */
  @Override
  void close();
}
