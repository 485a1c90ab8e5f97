package dev.sotto.sctp;

/** A set of TSNs that lie within 65535 of each other: one bit each, in a ring that grows. */
final class TsnBitmap {
  private static final int SMALLEST = 1024;

  private long[] words = new long[SMALLEST / 64];

  /** Makes room for TSNs that lie up to this distance apart, 1 to 65535. */
  void reach(int base, int distance) {
    int capacity = words.length * 64;
    if (distance < capacity) {
      return;
    }
    int wanted = Integer.highestOneBit(distance) * 2;
    long[] old = words;
    words = new long[wanted / 64];
    for (int tsn = base; tsn - base < capacity; tsn++) {
      int bit = tsn & (capacity - 1);
      if ((old[bit >> 6] & 1L << bit) != 0) {
        set(tsn);
      }
    }
  }

  boolean contains(int tsn) {
    return (words[word(tsn)] & 1L << tsn) != 0;
  }

  void set(int tsn) {
    words[word(tsn)] |= 1L << tsn;
  }

  void clear(int tsn) {
    words[word(tsn)] &= ~(1L << tsn);
  }

  private int word(int tsn) {
    return (tsn >>> 6) & (words.length - 1);
  }

  /** The first TSN from one on that is in the set, or the limit when there is none before it. */
  int nextSet(int from, int limit) {
    return next(from, limit, 0);
  }

  /** The first TSN from one on that is not in the set, or the limit when all before it are. */
  int nextClear(int from, int limit) {
    return next(from, limit, -1L);
  }

  private int next(int from, int limit, long flip) {
    int tsn = from;
    while (tsn - limit < 0) {
      long rest = (words[word(tsn)] ^ flip) >>> (tsn & 63);
      if (rest != 0) {
        int found = tsn + Long.numberOfTrailingZeros(rest);
        return found - limit < 0 ? found : limit;
      }
      tsn += 64 - (tsn & 63);
    }
    return limit;
  }
}
