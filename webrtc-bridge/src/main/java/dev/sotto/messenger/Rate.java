package dev.sotto.messenger;

import dev.sotto.time.Monotonic;
import java.util.ArrayDeque;

/** How fast something moves, over the last five seconds or so. Confined to one thread. */
final class Rate {
  private static final long SPAN = 5_000_000_000L;
  private static final long STEP = SPAN / 20;
  private static final double SECOND = 1e9;

  private final ArrayDeque<Mark> marks = new ArrayDeque<>();

  private record Mark(long at, long bytes) {}

  /** So much has moved by now. */
  void note(Monotonic now, long bytes) {
    Mark last = marks.peekLast();
    if (last == null || now.nanos() - last.at >= STEP) {
      marks.addLast(new Mark(now.nanos(), bytes));
    }
    while (marks.size() > 1 && now.nanos() - marks.getFirst().at > SPAN) {
      marks.removeFirst();
    }
  }

  /** Bytes a second; 0 while nothing moves. */
  long of(Monotonic now, long bytes) {
    Mark first = marks.peekFirst();
    if (first == null || now.nanos() <= first.at) {
      return 0;
    }
    return (long) ((bytes - first.bytes) * SECOND / (now.nanos() - first.at));
  }
}
