package dev.sotto.ice;

import dev.sotto.time.Monotonic;

/** A bucket of permits: so many at once, and so many a second in the long run. */
final class RateLimit {
  private static final double NANOS_PER_SECOND = 1e9;

  private final int burst;
  private final int perSecond;
  private double permits;
  private long filled;

  RateLimit(int burst, int perSecond) {
    this.burst = burst;
    this.perSecond = perSecond;
    this.permits = burst;
  }

  /** Takes a permit if there is one. */
  boolean permits(Monotonic now) {
    double earned = (now.nanos() - filled) / NANOS_PER_SECOND * perSecond;
    permits = Math.min(burst, permits + earned);
    filled = now.nanos();
    if (permits < 1) {
      return false;
    }
    permits--;
    return true;
  }
}
