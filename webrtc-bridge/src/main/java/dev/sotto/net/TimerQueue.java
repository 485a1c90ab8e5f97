package dev.sotto.net;

import dev.sotto.time.Monotonic;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Timers by deadline: a binary heap in which each timer knows its place, so that moving and
 * removing one is cheap.
 */
final class TimerQueue {
  private @Nullable Timer[] heap = new Timer[16];
  private int size;
  private long orders;

  /** Adds, moves or (with {@link Monotonic#NEVER}) removes a timer. */
  void schedule(Timer timer, long deadline) {
    if (deadline == Monotonic.NEVER) {
      remove(timer);
      return;
    }
    timer.deadline = deadline;
    timer.order = orders++;
    if (timer.slot < 0) {
      if (size == heap.length) {
        heap = Arrays.copyOf(heap, size * 2);
      }
      place(timer, size++);
    }
    settle(timer);
  }

  /** The earliest deadline, or {@link Monotonic#NEVER}. */
  long earliest() {
    Timer first = heap[0];
    return first == null ? Monotonic.NEVER : first.deadline;
  }

  /** Takes out the first timer that is due, or returns null. */
  @Nullable Timer pollDue(long now) {
    Timer first = heap[0];
    if (first == null || first.deadline > now) {
      return null;
    }
    remove(first);
    return first;
  }

  private void remove(Timer timer) {
    int slot = timer.slot;
    if (slot < 0) {
      return;
    }
    timer.slot = -1;
    Timer last = at(--size);
    heap[size] = null;
    if (last != timer) {
      place(last, slot);
      settle(last);
    }
  }

  private void settle(Timer timer) {
    while (timer.slot > 0 && before(timer, at((timer.slot - 1) / 2))) {
      swap(timer, at((timer.slot - 1) / 2));
    }
    for (Timer child = smallerChild(timer);
        child != null && before(child, timer);
        child = smallerChild(timer)) {
      swap(timer, child);
    }
  }

  private @Nullable Timer smallerChild(Timer timer) {
    int left = 2 * timer.slot + 1;
    if (left >= size) {
      return null;
    }
    int right = left + 1;
    return right < size && before(at(right), at(left)) ? at(right) : at(left);
  }

  private void swap(Timer a, Timer b) {
    int slot = a.slot;
    place(a, b.slot);
    place(b, slot);
  }

  private void place(Timer timer, int slot) {
    heap[slot] = timer;
    timer.slot = slot;
  }

  private Timer at(int slot) {
    Timer timer = heap[slot];
    if (timer == null) {
      throw new IllegalStateException("hole in the timer queue at " + slot);
    }
    return timer;
  }

  private static boolean before(Timer a, Timer b) {
    return a.deadline != b.deadline ? a.deadline < b.deadline : a.order < b.order;
  }
}
