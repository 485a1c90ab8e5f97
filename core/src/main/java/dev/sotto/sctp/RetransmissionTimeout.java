package dev.sotto.sctp;

/**
 * The retransmission timeout from measured round-trip times (RFC 9260 section 6.3), in nanoseconds.
 */
final class RetransmissionTimeout {
  private static final int MAX_BACK_OFF = 16;

  private final long min;
  private final long max;
  private long smoothed = -1;
  private long variation;
  private long timeout;
  private int backOff;

  RetransmissionTimeout(AssociationOptions options) {
    min = options.rtoMin().toNanos();
    max = options.rtoMax().toNanos();
    timeout = options.rtoInitial().toNanos();
  }

  /** RFC 9260 section 6.3.1, rules C2 to C7, with alpha 1/8 and beta 1/4. */
  void observe(long roundTrip) {
    if (roundTrip < 0 || roundTrip > 60_000_000_000L) {
      return;
    }
    if (smoothed < 0) {
      smoothed = roundTrip;
      variation = roundTrip / 2;
    } else {
      variation += (Math.abs(smoothed - roundTrip) - variation) / 4;
      smoothed += (roundTrip - smoothed) / 8;
    }
    // Peers delay acknowledgments by up to 200 ms: on a steady path the variation alone would
    // shrink
    // to less than that, and every delayed acknowledgment would look like a loss.
    long margin = Math.max(4 * variation, min + min / 10);
    timeout = Math.max(min, Math.min(max, smoothed + margin));
    backOff = 0;
  }

  /**
   * Rule E2: the timeout doubles when the timer expires. Only a measurement ends that (section
   * 6.3.3): where the round trip has become longer than the timeout, everything is sent twice
   * before it is acknowledged, and with a timeout that falls back nothing could ever be measured.
   */
  void backOff() {
    backOff = Math.min(backOff + 1, MAX_BACK_OFF);
  }

  /**
   * Another path, or the same after a break: what its round trip was says more than the silence.
   */
  void forgetBackOff() {
    backOff = 0;
  }

  /** The timeout with back-off. */
  long current() {
    return Math.min(max, timeout << backOff);
  }

  long withoutBackOff() {
    return timeout;
  }

  /** The smoothed round-trip time, -1 before the first measurement. */
  long smoothedRoundTrip() {
    return smoothed;
  }
}
