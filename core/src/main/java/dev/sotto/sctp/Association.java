package dev.sotto.sctp;

import dev.sotto.sctp.wire.Octets;
import dev.sotto.sctp.wire.PacketChecksum;
import dev.sotto.sctp.wire.UserInitiatedAbortCause;
import dev.sotto.time.Monotonic;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One SCTP association with one peer (RFC 9260), without input or output of its own.
 *
 * <p>Confined to its caller's thread. After every call the caller drains {@link #poll} and {@link
 * #pollEvent}, then reads {@link #nextTimeout} again. Nothing that a peer sends causes an
 * exception. An association that has ended stays so.
 */
public final class Association {
  /** An array's header, and a place in the queues that it goes through. */
  private static final int MESSAGE_COST = 64;

  private static final int MAX_STREAM_ID = 65_534;
  private static final long MAX_PPID = 0xffff_ffffL;
  private static final int MAX_REASON = 128;

  private final Context context;
  private final AssociationSetup setup;
  private final Shutdown shutdown;
  private final PacketDispatcher dispatcher;
  private final PacketWriter packet;

  /**
   * An association that is not opened yet; it answers a peer that connects.
   *
   * @param options its settings
   * @param random source of tags, sequence numbers, keys and nonces; must be a secure one outside
   *     of tests
   * @param receiver takes the messages that arrive
   */
  public Association(AssociationOptions options, RandomGenerator random, MessageReceiver receiver) {
    PacketChecksum checksum = new PacketChecksum();
    context = new Context(options, random, receiver);
    shutdown = new Shutdown(context);
    setup = new AssociationSetup(context, shutdown);
    dispatcher = new PacketDispatcher(context, setup, shutdown, checksum);
    packet = new PacketWriter(options, checksum);
  }

  /**
   * Sends INIT. Both sides may connect at the same time, or one just waits. Does nothing when the
   * association is already being opened, open or over.
   *
   * @param now the time
   */
  public void connect(Monotonic now) {
    setup.connect(now);
  }

  /**
   * Ends the association after everything accepted has been acknowledged (RFC 9260 section 9.2).
   *
   * @param now the time
   */
  public void shutdown(Monotonic now) {
    shutdown.request(now);
    stopTimersWhenOver();
  }

  /**
   * Ends the association at once, and tells the peer (RFC 9260 section 9.1).
   *
   * @param reason told to the peer; cut after 128 bytes of UTF-8
   * @param now the time
   */
  public void abort(String reason, Monotonic now) {
    if (!context.isOver()) {
      Octets told = Octets.utf8(reason).first(MAX_REASON);
      context.abort(
          AbortCause.LOCAL_USER, PeerText.of(told), List.of(new UserInitiatedAbortCause(told)));
      stopTimersWhenOver();
    }
  }

  /**
   * Takes one packet of the peer. Never throws for what it contains. The array is not kept.
   *
   * @param packet array that holds the packet
   * @param offset where it starts
   * @param length its length in bytes
   * @param now the time
   */
  public void handlePacket(byte[] packet, int offset, int length, Monotonic now) {
    Objects.checkFromIndexSize(offset, length, packet.length);
    dispatcher.handle(packet, offset, length, now);
    stopTimersWhenOver();
  }

  /**
   * Runs the timers that are due.
   *
   * @param now the time
   */
  public void handleTimeout(Monotonic now) {
    setup.handleTimeout(now);
    shutdown.handleTimeout(now);
    TransmissionControlBlock block = context.block();
    if (block != null) {
      block.handleTimeout(now);
      shutdown.progress(now);
    }
    stopTimersWhenOver();
  }

  /**
   * Tells that packets arrive again after a break, or take another path from now on: what waits for
   * a timer that has backed off is sent again at once, and later timeouts are as short as before.
   *
   * @param now the time
   */
  public void pathRestored(Monotonic now) {
    setup.pathRestored(now);
    shutdown.pathRestored(now);
    TransmissionControlBlock block = context.block();
    if (block != null) {
      block.pathRestored(now);
    }
    handleTimeout(now);
  }

  private void stopTimersWhenOver() {
    if (context.isOver()) {
      setup.stop();
      shutdown.stop();
    }
  }

  /**
   * Writes the next packet to send, if there is one.
   *
   * @param into array with at least {@link AssociationOptions#mtu()} bytes after the offset
   * @param offset where to write
   * @param now the time
   * @return length of the packet in bytes; 0 when there is nothing more to send now
   */
  public int poll(byte[] into, int offset, Monotonic now) {
    Objects.checkFromIndexSize(offset, context.options().mtu(), into.length);
    int length = context.control().writeAlone(packet, into, offset);
    if (length == 0) {
      length = writeForPeer(into, offset, now);
    }
    if (length > 0) {
      context.counters().packetsSent++;
      context.counters().bytesSent += length;
    }
    return length;
  }

  private int writeForPeer(byte[] into, int offset, Monotonic now) {
    TransmissionControlBlock block = context.block();
    if (block == null) {
      return 0;
    }
    packet.begin(into, offset, block.peer().tag());
    if (context.state().isOpen()) {
      block.write(packet, now);
    } else {
      // RFC 9260 section 5.1 C: nothing but the COOKIE ECHO until it is acknowledged.
      context.control().writeBundled(packet);
    }
    return packet.finish();
  }

  /**
   * When {@link #handleTimeout} wants to be called.
   *
   * @return deadline in the scale of {@link Monotonic#nanos()}, or {@link Monotonic#NEVER}
   */
  public long nextTimeout() {
    TransmissionControlBlock block = context.block();
    long own = Math.min(setup.nextTimeout(), shutdown.nextTimeout());
    return block == null ? own : Math.min(own, block.nextTimeout());
  }

  /**
   * Takes the next event.
   *
   * @return the event, or null when there is none
   */
  public @Nullable AssociationEvent pollEvent() {
    return context.events().poll();
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
    requireStreamId(streamId);
    if (ppid < 0 || ppid > MAX_PPID) {
      throw new IllegalArgumentException("payload protocol identifier: " + ppid);
    }
    Objects.checkFromIndexSize(offset, length, payload.length);
    if (!isOpenForSending()) {
      return SendResult.NOT_OPEN;
    }
    TransmissionControlBlock block = context.block();
    if (block != null && context.sendQueue().isEmpty()) {
      block.retransmissions().resume(now);
    }
    return context.sendQueue().add(streamId, ppid, payload, offset, length, how, now);
  }

  private boolean isOpenForSending() {
    return !context.isOver() && !shutdown.isWanted() && !context.state().isShuttingDown();
  }

  private static void requireStreamId(int streamId) {
    if (streamId < 0 || streamId > MAX_STREAM_ID) {
      throw new IllegalArgumentException("stream identifier: " + streamId);
    }
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
  public void resetStream(int streamId, Monotonic now) {
    requireStreamId(streamId);
    if (isOpenForSending()) {
      context.sendQueue().requestReset(streamId);
    }
  }

  /**
   * What a delivered message holds of the receive window until it is released: its bytes, and what
   * keeping it costs beside them. Without that a peer could fill the memory with tiny messages.
   *
   * @param length the message's length in bytes
   * @return the charge to give to {@link #release} for it
   */
  public static int charge(int length) {
    return length + MESSAGE_COST;
  }

  /**
   * Says that the application is done with delivered messages, so that they no longer count against
   * the receive window. Tells the peer when that matters.
   *
   * @param bytes the sum of their {@link #charge}, at least 0; more than is not yet released, as
   *     after a restart, means all of it
   * @param now the time
   */
  public void release(int bytes, Monotonic now) {
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes: " + bytes);
    }
    TransmissionControlBlock block = context.block();
    if (block != null) {
      block.release(bytes);
    }
  }

  /**
   * How many bytes of a stream were accepted by {@link #send} and not yet handed to the wire for
   * the first time.
   *
   * @param streamId stream identifier, 0 to 65534
   * @return bytes
   */
  public long bufferedAmount(int streamId) {
    requireStreamId(streamId);
    return context.sendQueue().bufferedAmount(streamId);
  }

  /**
   * How many messages of a stream were accepted by {@link #send} and not yet handed to the wire as
   * a whole.
   *
   * @param streamId stream identifier, 0 to 65534
   * @return messages
   */
  public int bufferedMessages(int streamId) {
    requireStreamId(streamId);
    return context.sendQueue().bufferedMessages(streamId);
  }

  /**
   * Sets the level at which {@link AssociationEvent.BufferedAmountLow} is told; 0 at first.
   *
   * @param streamId stream identifier, 0 to 65534
   * @param bytes the level, at least 0
   */
  public void bufferedAmountLowThreshold(int streamId, long bytes) {
    requireStreamId(streamId);
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes: " + bytes);
    }
    context.sendQueue().lowThreshold(streamId, bytes);
  }

  /**
   * The state of RFC 9260 section 4.
   *
   * @return the state
   */
  public AssociationState state() {
    return context.state();
  }

  /**
   * Counters and gauges.
   *
   * @return a copy of this moment
   */
  public AssociationStatistics statistics() {
    Counters counters = context.counters();
    TransmissionControlBlock block = context.block();
    return new AssociationStatistics(
        counters.packetsSent,
        counters.packetsReceived,
        counters.bytesSent,
        counters.bytesReceived,
        counters.packetsDropped,
        counters.messagesSent,
        counters.messagesReceived,
        counters.chunksSent,
        counters.chunksRetransmitted,
        counters.fastRetransmits,
        counters.timeouts,
        block == null ? 0 : block.retransmissions().congestion().window(),
        block == null ? 0 : block.retransmissions().congestion().slowStartThreshold(),
        block == null ? 0 : block.retransmissions().bytesInFlight(),
        block == null ? 0 : block.retransmissions().peerWindow(),
        block == null ? -1 : block.timeout().smoothedRoundTrip(),
        block == null ? 0 : block.timeout().withoutBackOff(),
        context.sendQueue().held(),
        block == null ? 0 : block.reassembly().buffered());
  }
}
