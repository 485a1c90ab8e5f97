package dev.sotto.web;

import dev.sotto.time.Monotonic;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often something happened of late, for each of many keys: exactly, and in bounded memory. When
 * there are too many keys, the one not counted for longest is forgotten; a limit over all keys
 * together has to stand behind this one. Not safe for use by several threads.
 *
 * @param <K> what is counted by
 */
final class RateLimit<K> {
  private final int most;
  private final long withinNanos;
  private final int keys;

  /** The one counted longest ago first. */
  private final Map<K, Times> known = new LinkedHashMap<>();

  /**
   * A limit that nobody has reached.
   *
   * @param most how often it may happen, at least 1
   * @param within in any time as long as this
   * @param keys how many keys are remembered
   */
  RateLimit(int most, Duration within, int keys) {
    this.most = most;
    this.withinNanos = within.toNanos();
    this.keys = keys;
  }

  /** When it happened the last times, oldest first, in a ring that grows up to the limit. */
  private static final class Times {
    private long[] ring = new long[4];
    private int first;
    private int count;

    private void add(long time, int most) {
      if (count == most) {
        first = (first + 1) % ring.length;
        count--;
      } else if (count == ring.length) {
        long[] larger = new long[Math.min(most, 2 * ring.length)];
        for (int i = 0; i < count; i++) {
          larger[i] = ring[(first + i) % ring.length];
        }
        ring = larger;
        first = 0;
      }
      ring[(first + count) % ring.length] = time;
      count++;
    }
  }

  boolean isReached(K key, Monotonic now) {
    Times times = known.get(key);
    return times != null
        && times.count == most
        && now.nanos() - times.ring[times.first] < withinNanos;
  }

  void count(K key, Monotonic now) {
    Times times = known.remove(key);
    if (times == null) {
      times = new Times();
      if (known.size() == keys) {
        known.remove(known.keySet().iterator().next());
      }
    }
    times.add(now.nanos(), most);
    known.put(key, times);
  }

  /** Takes the last one back: it turned out not to be one. */
  void uncount(K key) {
    Times times = known.get(key);
    if (times != null && times.count > 0) {
      times.count--;
    }
  }

  /** Forgets what no longer matters. */
  void sweep(Monotonic now) {
    known
        .values()
        .removeIf(
            times ->
                times.count == 0
                    || now.nanos() - times.ring[(times.first + times.count - 1) % times.ring.length]
                        >= withinNanos);
  }
}
