package dev.sotto.ice;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** A few packets that came before what they are for was ready. Bounded: what is over is lost. */
final class HeldPackets {
  private final int maxPackets;
  private final int maxBytes;
  private final Deque<Held> packets = new ArrayDeque<>();
  private int bytes;

  HeldPackets(int maxPackets, int maxBytes) {
    this.maxPackets = maxPackets;
    this.maxBytes = maxBytes;
  }

  private static final class Held {
    final Pair pair;
    final byte[] packet;

    Held(Pair pair, byte[] packet) {
      this.pair = pair;
      this.packet = packet;
    }
  }

  /** Keeps a copy of a packet. */
  void hold(Pair pair, byte[] packet, int offset, int length) {
    if (packets.size() < maxPackets && bytes + length <= maxBytes) {
      packets.add(new Held(pair, Arrays.copyOfRange(packet, offset, offset + length)));
      bytes += length;
    }
  }

  boolean isEmpty() {
    return packets.isEmpty();
  }

  /** Hands over, in the order of arrival, the packets of the pairs that are ready now. */
  void release(Predicate<Pair> ready, BiConsumer<Pair, byte[]> to) {
    for (int i = packets.size(); i > 0 && !packets.isEmpty(); i--) {
      Held held = packets.remove();
      if (ready.test(held.pair)) {
        bytes -= held.packet.length;
        to.accept(held.pair, held.packet);
      } else {
        packets.add(held);
      }
    }
  }

  /** Forgets them all. */
  void clear() {
    packets.clear();
    bytes = 0;
  }
}
