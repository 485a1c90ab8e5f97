package dev.sotto.bench;

import java.util.Arrays;

/** Durations that were measured, in nanoseconds. */
final class Distribution {
  private final long[] sorted;

  Distribution(long[] nanos) {
    sorted = nanos.clone();
    Arrays.sort(sorted);
  }

  /** The duration that this share of all did not exceed, in nanoseconds. */
  double percentile(int percent) {
    int rank = (int) Math.ceil(percent / 100.0 * sorted.length);
    return sorted[Math.max(0, rank - 1)];
  }
}
