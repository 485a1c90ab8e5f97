package dev.sotto.sctp;

import dev.sotto.time.Monotonic;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One SCTP association with one peer (RFC 9260), without input or output of its own.
 *
 * <p>Confined to its caller's thread. After every call the caller drains {@link #poll} and {@link
 * #pollEvent}, then reads {@link #nextTimeout} again. Nothing that a peer sends causes an
 * exception.
 */
public final class Association {
  private final AssociationOptions options;

  /**
   * An association that is not opened yet; it answers a peer that connects.
   *
   * @param options its settings
   * @param random source of tags, sequence numbers, keys and nonces; must be a secure one outside
   *     of tests
   * @param receiver takes the messages that arrive
   */
  public Association(AssociationOptions options, RandomGenerator random, MessageReceiver receiver) {
    this.options = options;
  }

  /**
   * Sends INIT. Both sides may connect at the same time, or one just waits. Does nothing when the
   * association is already being opened, open or over.
   *
   * @param now the time
   */
  public void connect(Monotonic now) {}

  /**
   * Ends the association after everything accepted has been acknowledged (RFC 9260 section 9.2).
   *
   * @param now the time
   */
  public void shutdown(Monotonic now) {}

  /**
   * Ends the association at once, and tells the peer (RFC 9260 section 9.1).
   *
   * @param reason told to the peer; cut after 128 bytes of UTF-8
   * @param now the time
   */
  public void abort(String reason, Monotonic now) {}

  /**
   * Takes one packet of the peer. Never throws for what it contains. The array is not kept.
   *
   * @param packet array that holds the packet
   * @param offset where it starts
   * @param length its length in bytes
   * @param now the time
   */
  public void handlePacket(byte[] packet, int offset, int length, Monotonic now) {}

  /**
   * Runs the timers that are due.
   *
   * @param now the time
   */
  public void handleTimeout(Monotonic now) {}

  /**
   * Writes the next packet to send, if there is one.
   *
   * @param into array with at least {@link AssociationOptions#mtu()} bytes after the offset
   * @param offset where to write
   * @param now the time
   * @return length of the packet in bytes; 0 when there is nothing more to send now
   */
  public int poll(byte[] into, int offset, Monotonic now) {
    return 0;
  }

  /**
   * When {@link #handleTimeout} wants to be called.
   *
   * @return deadline in the scale of {@link Monotonic#nanos()}, or {@link Monotonic#NEVER}
   */
  public long nextTimeout() {
    return 0;
  }

  /**
   * Takes the next event.
   *
   * @return the event, or null when there is none
   */
  public @Nullable AssociationEvent pollEvent() {
    return null;
  }

  /**
   * Queues a message. Before the association is established it waits.
   *
   * @param streamId stream identifier, 0 to 65534
   * @param ppid payload protocol identifier, 0 to 2^32 - 1
   * @param payload array that holds the message; copied before this method returns
   * @param offset where the message starts
   * @param length its length in bytes
   * @param how order and reliability
   * @param now the time
   * @return whether it was taken, or why not
   * @throws IllegalArgumentException if the stream identifier or the payload protocol identifier is
   *     out of range
   */
  public SendResult send(
      int streamId,
      long ppid,
      byte[] payload,
      int offset,
      int length,
      SendOptions how,
      Monotonic now) {
    return SendResult.NOT_OPEN;
  }

  /**
   * Resets the outgoing side of a stream once what is queued on it has been sent (RFC 6525), as
   * data channels do to close. Until {@link AssociationEvent.OutgoingStreamsReset} or {@link
   * AssociationEvent.OutgoingResetFailed} nothing can be sent on it. Does nothing when a reset of
   * it is already under way or the association is not open.
   *
   * @param streamId stream identifier, 0 to 65534
   * @param now the time
   */
  public void resetStream(int streamId, Monotonic now) {}

  /**
   * Says that the application is done with delivered bytes, so that they no longer count against
   * the receive window. Tells the peer when that matters.
   *
   * @param bytes how many, at least 0 and at most what was delivered and not yet released
   * @param now the time
   */
  public void release(int bytes, Monotonic now) {}

  /**
   * How many bytes of a stream were accepted by {@link #send} and not yet handed to the wire for
   * the first time.
   *
   * @param streamId stream identifier, 0 to 65534
   * @return bytes
   */
  public long bufferedAmount(int streamId) {
    return 0;
  }

  /**
   * Sets the level at which {@link AssociationEvent.BufferedAmountLow} is told; 0 at first.
   *
   * @param streamId stream identifier, 0 to 65534
   * @param bytes the level, at least 0
   */
  public void bufferedAmountLowThreshold(int streamId, long bytes) {}

  /**
   * The state of RFC 9260 section 4.
   *
   * @return the state
   */
  public AssociationState state() {
    return AssociationState.CLOSED;
  }

  /**
   * Counters and gauges.
   *
   * @return a copy of this moment
   */
  public AssociationStatistics statistics() {
    return new AssociationStatistics(
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, options.mtu());
  }
}
