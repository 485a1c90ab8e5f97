package dev.sotto.web.rooms;

import dev.sotto.time.Monotonic;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Draws numbers for rooms, so sparse that a number made up at random hits no open room: at most one
 * in a thousand. Not safe for use by several threads.
 */
final class RoomNumbers {
  private static final int LEAST_DIGITS = 4;
  private static final int MOST_DIGITS = 9;
  private static final int SPARSE = 1_000;

  /**
   * Beyond these the oldest are forgotten early, which takes 12 rooms a second all day; the more
   * come, the more of their numbers are used again within the day.
   */
  private static final int MOST_REMEMBERED = 1_000_000;

  private final RandomGenerator random;
  private final long notReusedNanos;
  private final Set<Integer> used = new HashSet<>();
  private final Queue<Used> oldestFirst = new ArrayDeque<>();

  private record Used(int number, long until) {}

  RoomNumbers(RandomGenerator random, Duration notReused) {
    this.random = random;
    this.notReusedNanos = notReused.toNanos();
  }

  /**
   * A number for one more room.
   *
   * @param open how many rooms are open already
   */
  int draw(long open, Monotonic now) {
    forget(now);
    int least = least(open + 1);
    int number;
    do {
      number = random.nextInt(least, least * 10);
    } while (!used.add(number)); // At most a quarter of them is used.
    oldestFirst.add(new Used(number, now.nanos() + notReusedNanos));
    return number;
  }

  /** The first of as many digits as it takes. */
  private int least(long rooms) {
    long wanted = Math.max(rooms * SPARSE, 4L * used.size());
    int least = 1_000;
    for (int digits = LEAST_DIGITS; digits < MOST_DIGITS && 9L * least < wanted; digits++) {
      least *= 10;
    }
    return least;
  }

  private void forget(Monotonic now) {
    Used oldest = oldestFirst.peek();
    while (oldest != null
        && (now.hasReached(oldest.until()) || oldestFirst.size() >= MOST_REMEMBERED)) {
      oldestFirst.remove();
      used.remove(oldest.number());
      oldest = oldestFirst.peek();
    }
  }
}
