package dev.sotto.portmap;

import dev.sotto.time.Monotonic;
import java.time.Duration;

/**
 * When a mapping wants attention: a look at the gateway now and then, renewal at half its lifetime
 * (RFC 6887 section 11.2.1), its end.
 */
final class Upkeep {
  /** RFC 6887 section 11.2.1: renewals are sent no more often. */
  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(4);

  /** RFC 6887 section 11.4: what is promised for longer may well be forgotten. */
  private static final Duration LONGEST_LIFETIME = Duration.ofDays(1);

  /** What is granted for less is no use, and would be asked for without end. */
  private static final Duration SHORTEST_LIFETIME = Duration.ofSeconds(10);

  private final Duration watch;
  private long watchAt = Monotonic.NEVER;
  private long renewAt = Monotonic.NEVER;
  private long endsAt = Monotonic.NEVER;

  Upkeep(Duration watch) {
    this.watch = watch;
  }

  /** What is to be done. */
  enum Due {
    NOTHING,
    WATCH,
    RENEW,
    ENDED
  }

  /** What of a lifetime that a gateway grants is believed. */
  static Duration believed(long lifetimeSeconds) {
    Duration granted = Duration.ofSeconds(lifetimeSeconds);
    return granted.compareTo(LONGEST_LIFETIME) < 0 ? granted : LONGEST_LIFETIME;
  }

  /** Whether a lifetime is long enough to be kept up. */
  static boolean isWorthIt(Duration lifetime) {
    return lifetime.compareTo(SHORTEST_LIFETIME) >= 0;
  }

  /** The gateway grants, or grants again. */
  void granted(Duration lifetime, Monotonic now) {
    endsAt = now.plus(lifetime).nanos();
    renewAt = now.plus(longer(lifetime.dividedBy(2), SHORTEST_PAUSE)).nanos();
    watchAt = now.plus(watch).nanos();
  }

  /** The gateway still knows the mapping. */
  void watched(Monotonic now) {
    watchAt = now.plus(watch).nanos();
  }

  /** The gateway did not answer: it is asked again, while there is something to save. */
  void unanswered(Monotonic now) {
    watchAt = now.plus(watch).nanos();
    if (now.hasReached(renewAt)) {
      renewAt = now.plus(longer(watch, SHORTEST_PAUSE)).nanos();
    }
  }

  Due due(Monotonic now) {
    if (now.hasReached(endsAt)) {
      return Due.ENDED;
    }
    if (now.hasReached(renewAt)) {
      return Due.RENEW;
    }
    return now.hasReached(watchAt) ? Due.WATCH : Due.NOTHING;
  }

  /** When {@link #due} says something else than nothing. */
  long nextTimeout() {
    return Math.min(endsAt, Math.min(renewAt, watchAt));
  }

  /** When the mapping ends. */
  long endsAt() {
    return endsAt;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
