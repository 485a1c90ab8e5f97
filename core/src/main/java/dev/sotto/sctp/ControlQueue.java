package dev.sotto.sctp;

import dev.sotto.sctp.wire.Chunk;
import dev.sotto.sctp.wire.CommonHeader;
import java.util.ArrayDeque;

/**
 * Control chunks that wait to be sent. Bounded: what does not fit is lost, as if by the network;
 * the peer or a timer repeats whatever matters.
 */
final class ControlQueue {
  private static final int MAX_CHUNKS = 64;
  private static final int MAX_PACKETS = 16;

  /** A chunk that has a packet of its own, with a verification tag of its own. */
  private record Alone(int verificationTag, Chunk chunk) {}

  private final AssociationOptions options;
  private final ArrayDeque<Chunk> chunks = new ArrayDeque<>(4);
  private final ArrayDeque<Alone> packets = new ArrayDeque<>(4);

  ControlQueue(AssociationOptions options) {
    this.options = options;
  }

  /** For the peer of the association, bundled with others. */
  void add(Chunk chunk) {
    if (fits(chunk) && chunks.size() < MAX_CHUNKS) {
      chunks.add(chunk);
    }
  }

  void addAlone(int verificationTag, Chunk chunk) {
    if (fits(chunk) && packets.size() < MAX_PACKETS) {
      packets.add(new Alone(verificationTag, chunk));
    }
  }

  private boolean fits(Chunk chunk) {
    return chunk.paddedLength() <= options.mtu() - CommonHeader.LENGTH;
  }

  /** Writes the next packet of a single chunk; its length, or 0 when there is none. */
  int writeAlone(PacketWriter packet, byte[] into, int offset) {
    Alone next = packets.poll();
    if (next == null) {
      return 0;
    }
    packet.begin(into, offset, next.verificationTag());
    packet.put(next.chunk());
    return packet.finish();
  }

  /** Puts as many chunks into the packet as fit. */
  void writeBundled(PacketWriter packet) {
    Chunk next = chunks.peek();
    while (next != null && next.paddedLength() <= packet.room()) {
      packet.put(next);
      chunks.remove();
      next = chunks.peek();
    }
  }

  boolean isEmpty() {
    return chunks.isEmpty();
  }

  /** The association has ended or starts afresh; what has a packet of its own still goes out. */
  void clear() {
    chunks.clear();
  }
}
