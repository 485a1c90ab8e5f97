package dev.sotto.time;

import java.time.Duration;

/**
 * A point in time, in nanoseconds since an arbitrary start: never wall-clock time. The start is
 * chosen by whoever drives the protocols and is the same for everything it drives; tests start at
 * zero and jump.
 *
 * <p>Deadlines travel as primitives in the same scale ({@link #nanos()}), with {@link #NEVER} for
 * none, so that asking for them allocates nothing.
 *
 * @param nanos nanoseconds since the start; at least 0 and less than {@link #NEVER}
 */
public record Monotonic(long nanos) implements Comparable<Monotonic> {
  /** The deadline of a timer that is not running: later than every time. */
  public static final long NEVER = Long.MAX_VALUE;

  /** The start of time. */
  public static final Monotonic ZERO = new Monotonic(0);

  /** Refuses what is no time. */
  public Monotonic {
    if (nanos < 0 || nanos == NEVER) {
      throw new IllegalArgumentException("not a time: " + nanos);
    }
  }

  /**
   * The time a number of milliseconds after the start.
   *
   * @param millis milliseconds, at least 0
   * @return that time
   */
  public static Monotonic ofMillis(long millis) {
    return new Monotonic(Math.multiplyExact(millis, 1_000_000L));
  }

  /**
   * This time and a duration more.
   *
   * @param duration how much later; may be negative as long as the result is not before the start
   * @return the later time
   */
  public Monotonic plus(Duration duration) {
    return new Monotonic(Math.addExact(nanos, duration.toNanos()));
  }

  /**
   * How long ago another time was.
   *
   * @param earlier the other time
   * @return the duration from it to this one; negative when it is later
   */
  public Duration since(Monotonic earlier) {
    return Duration.ofNanos(nanos - earlier.nanos);
  }

  /**
   * Whether a deadline has been reached.
   *
   * @param deadlineNanos a deadline in the scale of {@link #nanos()}, or {@link #NEVER}
   * @return whether it is now or past
   */
  public boolean hasReached(long deadlineNanos) {
    return nanos >= deadlineNanos;
  }

  @Override
  public int compareTo(Monotonic other) {
    return Long.compare(nanos, other.nanos);
  }
}
