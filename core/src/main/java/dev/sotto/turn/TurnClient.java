package dev.sotto.turn;

import dev.sotto.address.IpAddress;
import dev.sotto.address.TransportAddress;
import dev.sotto.stun.MessageClass;
import dev.sotto.stun.StunFormatException;
import dev.sotto.stun.StunMessage;
import dev.sotto.stun.TransactionId;
import dev.sotto.time.Monotonic;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Objects;
import java.util.Queue;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One allocation on one TURN server (RFC 8656), without input or output of its own.
 *
 * <p>Confined to its caller's thread. After every call the caller drains {@link #poll} and {@link
 * #pollEvent}, then reads {@link #nextTimeout} again. The caller feeds only what came from the
 * server: over UDP from its address and port, over a stream what {@link TurnStreamFramer} found.
 * Nothing that the server or a peer sends causes an exception. A client that is over stays so;
 * another try is another client, over another local port where the server had one ({@link
 * TurnFailure.Reason#ALLOCATION_MISMATCH}).
 *
 * <p>Peers are reached through {@link #wrap} once they are permitted, with fewer bytes and no
 * garbage once a channel is bound. Who a datagram is from is as true as the server and the path to
 * it are: only what is inside can prove more.
 */
public final class TurnClient {
  /** How many peer addresses may be permitted, and how many channels bound, in its whole life. */
  public static final int MAX_PEERS = 64;

  /** The room that {@link #poll} wants, in bytes. */
  public static final int MAX_REQUEST = Requests.MAX_LENGTH;

  /** The room that {@link #wrap} wants beyond the datagram, in bytes. */
  public static final int MAX_OVERHEAD = 52;

  /** The longest datagram that can be relayed, in bytes. */
  public static final int MAX_DATAGRAM = 65_400;

  private final TurnOptions options;
  private final RandomGenerator random;
  private final RelayReceiver receiver;
  private final Requests requests;
  private final Allocation allocation;
  private final Peers peers;
  private final Queue<TurnEvent> events = new ArrayDeque<>(4);

  /**
   * A client that has asked for nothing yet.
   *
   * @param options its settings
   * @param random source of transaction ids; must be a secure one outside of tests
   * @param receiver takes the datagrams that arrive
   */
  public TurnClient(TurnOptions options, RandomGenerator random, RelayReceiver receiver) {
    this.options = options;
    this.random = random;
    this.receiver = receiver;
    requests = new Requests(options, random);
    allocation = new Allocation(options, requests, events::add);
    peers = new Peers(MAX_PEERS, requests, events::add);
  }

  /** Asks for the allocation. Does nothing when that has been done. */
  public void allocate() {
    allocation.allocate();
  }

  /**
   * Asks for permission to exchange datagrams with an address, and keeps it up. Does nothing when
   * that has been done and was not refused.
   *
   * @param peer the address; all its ports are meant
   * @return whether it is asked for, or why not
   */
  public PeerRequest permit(IpAddress peer) {
    PeerRequest possible = possible(peer);
    return possible == PeerRequest.ACCEPTED ? peers.permit(peer) : possible;
  }

  /**
   * Asks for a channel to a peer, and keeps it up, with the permission for its address. Does
   * nothing when that has been done and was not refused. The channel stays reserved for the peer
   * when it was refused.
   *
   * @param peer the peer
   * @return whether it is asked for, or why not
   */
  public PeerRequest bindChannel(TransportAddress peer) {
    PeerRequest possible = peer.port() == 0 ? PeerRequest.NOT_A_PEER : possible(peer.ip());
    return possible == PeerRequest.ACCEPTED ? peers.bind(peer) : possible;
  }

  private PeerRequest possible(IpAddress peer) {
    if (!allocation.isAllocated()) {
      return PeerRequest.NOT_ALLOCATED;
    }
    if (!peer.isUnicast()) {
      return PeerRequest.NOT_A_PEER;
    }
    return allocation.has(AddressFamily.of(peer))
        ? PeerRequest.ACCEPTED
        : PeerRequest.FAMILY_NOT_ALLOCATED;
  }

  /**
   * Writes the packet that carries a datagram to a peer: ChannelData, or a Send indication while no
   * channel is bound. Allocates nothing in the first case.
   *
   * @param peer who is to get it
   * @param datagram array that holds the datagram
   * @param offset where it starts
   * @param length its length in bytes, 0 to {@link #MAX_DATAGRAM}
   * @param into array with at least {@link #MAX_OVERHEAD} bytes more than the datagram after the
   *     offset; may be the same array
   * @param intoOffset where to write
   * @return length of the packet in bytes; 0 when the peer is not permitted now, and the datagram
   *     is lost as datagrams may be
   * @throws IllegalArgumentException if the datagram is too long
   */
  public int wrap(
      TransportAddress peer, byte[] datagram, int offset, int length, byte[] into, int intoOffset) {
    Objects.checkFromIndexSize(offset, length, datagram.length);
    if (length > MAX_DATAGRAM) {
      throw new IllegalArgumentException("a datagram of " + length + " bytes");
    }
    Objects.checkFromIndexSize(intoOffset, length + MAX_OVERHEAD, into.length);
    if (!allocation.isAllocated()) {
      return 0;
    }
    int channel = peers.channelTo(peer);
    if (channel >= 0) {
      boolean padding = options.transport() == TurnTransport.STREAM;
      return ChannelData.write(channel, datagram, offset, length, into, intoOffset, padding);
    }
    if (!peers.isPermitted(peer.ip())) {
      return 0;
    }
    byte[] data = Arrays.copyOfRange(datagram, offset, offset + length);
    return StunMessage.builder(
            TurnNumbers.SEND, MessageClass.INDICATION, TransactionId.random(random))
        .xorAddress(TurnNumbers.XOR_PEER_ADDRESS_ATTRIBUTE, peer)
        .attribute(TurnNumbers.DATA_ATTRIBUTE, data)
        .writeTo(into, intoOffset, null, false);
  }

  /**
   * Takes one packet of the server. Never throws for what it contains. The array is not kept.
   *
   * @param packet array that holds the packet
   * @param offset where it starts
   * @param length its length in bytes
   * @param now the time
   */
  public void handlePacket(byte[] packet, int offset, int length, Monotonic now) {
    Objects.checkFromIndexSize(offset, length, packet.length);
    if (length >= ChannelData.HEADER_LENGTH && ChannelData.startsWith(packet[offset])) {
      handleChannelData(packet, offset, length);
    } else if (StunMessage.looksLikeStun(packet, offset, length)) {
      handleStun(packet, offset, length, now);
    }
    forgetPeersWhenOver();
  }

  private void handleChannelData(byte[] packet, int offset, int length) {
    int dataLength = ChannelData.length(packet, offset);
    int room = length - ChannelData.HEADER_LENGTH;
    TransportAddress peer = peers.peerOf(ChannelData.number(packet, offset));
    // RFC 8656 12.6: longer than the packet, or on a channel that is not bound, it is discarded.
    if (peer != null
        && dataLength <= room
        && room <= ChannelData.padded(dataLength)
        && allocation.isAllocated()) {
      receiver.onDatagram(peer, packet, offset + ChannelData.HEADER_LENGTH, dataLength);
    }
  }

  private void handleStun(byte[] packet, int offset, int length, Monotonic now) {
    try {
      StunMessage message = StunMessage.parse(packet, offset, length);
      switch (message.messageClass()) {
        case SUCCESS_RESPONSE, ERROR_RESPONSE -> requests.handle(message, now);
        case INDICATION -> handleIndication(message);
        case REQUEST -> {}
      }
    } catch (StunFormatException e) {
      // RFC 8489 6.3: what is not well formed is silently discarded.
    }
  }

  private void handleIndication(StunMessage message) {
    if (message.method() != TurnNumbers.DATA
        || message.unknownRequiredAttributes(TurnNumbers::isUnderstood).length > 0) {
      return;
    }
    TransportAddress peer = message.xorAddress(TurnNumbers.XOR_PEER_ADDRESS_ATTRIBUTE).orElse(null);
    byte[] data = message.attribute(TurnNumbers.DATA_ATTRIBUTE).orElse(null);
    // RFC 8656 11.4: the client SHOULD check the peer's address against its permissions.
    if (peer != null && data != null && peers.isExpected(peer.ip()) && allocation.isAllocated()) {
      receiver.onDatagram(peer, data, 0, data.length);
    }
  }

  /**
   * Runs the timers that are due.
   *
   * @param now the time
   */
  public void handleTimeout(Monotonic now) {
    requests.handleTimeout(now);
    allocation.handleTimeout(now);
    forgetPeersWhenOver();
    peers.handleTimeout(now);
  }

  private void forgetPeersWhenOver() {
    if (allocation.isOver()) {
      peers.clear();
    }
  }

  /**
   * Writes the next packet to send to the server, if there is one, other than datagrams for peers.
   *
   * @param into array with at least {@link #MAX_REQUEST} bytes after the offset
   * @param offset where to write
   * @param now the time
   * @return length of the packet in bytes; 0 when there is nothing more to send now
   */
  public int poll(byte[] into, int offset, Monotonic now) {
    Objects.checkFromIndexSize(offset, MAX_REQUEST, into.length);
    return requests.poll(into, offset, now);
  }

  /**
   * When {@link #handleTimeout} wants to be called.
   *
   * @return deadline in the scale of {@link Monotonic#nanos()}, or {@link Monotonic#NEVER}
   */
  public long nextTimeout() {
    return Math.min(
        requests.nextTimeout(), Math.min(allocation.nextTimeout(), peers.nextTimeout()));
  }

  /**
   * Takes the next event.
   *
   * @return the event, or null when there is none
   */
  public @Nullable TurnEvent pollEvent() {
    return events.poll();
  }

  /**
   * Ends at once for the user: nothing more is relayed. The server is told, and {@link
   * TurnEvent.Closed} follows when it has answered or does not; a caller in a hurry sends what
   * {@link #poll} gives once and forgets the client. Does nothing when it is over.
   */
  public void close() {
    allocation.close();
    peers.clear();
  }
}
