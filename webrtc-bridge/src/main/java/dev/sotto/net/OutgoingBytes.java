package dev.sotto.net;

import java.nio.ByteBuffer;

/** Bytes that wait to be written to a stream. Bounded: what does not fit is refused whole. */
final class OutgoingBytes {
  private static final int SMALLEST = 4 << 10;
  private static final int KEPT_WHEN_EMPTY = 64 << 10;
  private static final byte[] NONE = {};

  private final int limit;
  private byte[] bytes = NONE;
  private int start;
  private int length;

  OutgoingBytes(int limit) {
    this.limit = limit;
  }

  boolean isEmpty() {
    return length == 0;
  }

  /** How many bytes more fit. */
  int room() {
    return limit - length;
  }

  boolean add(byte[] from, int offset, int count) {
    if (count > room()) {
      return false;
    }
    if (start + length + count > bytes.length) {
      makeRoom(length + count);
    }
    System.arraycopy(from, offset, bytes, start + length, count);
    length += count;
    return true;
  }

  private void makeRoom(int needed) {
    byte[] roomier = bytes;
    if (needed > bytes.length) {
      roomier = new byte[Math.min(limit, Math.max(SMALLEST, 2 * needed))];
    }
    System.arraycopy(bytes, start, roomier, 0, length);
    bytes = roomier;
    start = 0;
  }

  /** Copies as many of the oldest bytes as the buffer takes. */
  void copyTo(ByteBuffer into) {
    into.put(bytes, start, Math.min(length, into.remaining()));
  }

  /** Forgets the oldest bytes: they are written. */
  void remove(int count) {
    start += count;
    length -= count;
    if (length == 0) {
      start = 0;
      bytes = bytes.length > KEPT_WHEN_EMPTY ? NONE : bytes;
    }
  }
}
