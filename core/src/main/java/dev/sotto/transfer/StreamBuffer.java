package dev.sotto.transfer;

/** A stretch of a stream: bytes come in at its end and are forgotten at its beginning. */
final class StreamBuffer {
  private static final int FIRST_CAPACITY = 64 << 10;

  private byte[] ring = new byte[0];
  private long from;
  private long to;

  /** The place in the stream of the first byte that is here. */
  long from() {
    return from;
  }

  /** The place in the stream behind the last byte that is here. */
  long to() {
    return to;
  }

  void append(byte[] data, int offset, int length) {
    if (length == 0) {
      return; // there may be no ring yet
    }
    makeRoom(length);
    int at = (int) (to % ring.length);
    int straight = Math.min(length, ring.length - at);
    System.arraycopy(data, offset, ring, at, straight);
    System.arraycopy(data, offset + straight, ring, 0, length - straight);
    to += length;
  }

  private void makeRoom(int more) {
    int needed = (int) (to - from) + more;
    if (needed <= ring.length) {
      return;
    }
    int capacity = Math.max(FIRST_CAPACITY, ring.length);
    while (capacity < needed) {
      capacity *= 2;
    }
    byte[] larger = new byte[capacity];
    for (long at = from; at < to; ) {
      int source = (int) (at % ring.length);
      int target = (int) (at % capacity);
      int length = (int) Math.min(to - at, Math.min(ring.length - source, capacity - target));
      System.arraycopy(ring, source, larger, target, length);
      at += length;
    }
    ring = larger;
  }

  /** Copies bytes that are here. */
  byte[] copy(long at, int length) {
    if (at < from || length > to - at) {
      throw new IllegalArgumentException("not here: " + length + " bytes at " + at);
    }
    byte[] copy = new byte[length];
    int source = length == 0 ? 0 : (int) (at % ring.length);
    int straight = Math.min(length, ring.length - source);
    System.arraycopy(ring, source, copy, 0, straight);
    System.arraycopy(ring, 0, copy, straight, length - straight);
    return copy;
  }

  void forgetBefore(long place) {
    if (place < from || place > to) {
      throw new IllegalArgumentException("not here: " + place);
    }
    from = place;
  }

  void clear() {
    ring = new byte[0];
    from = to;
  }
}
