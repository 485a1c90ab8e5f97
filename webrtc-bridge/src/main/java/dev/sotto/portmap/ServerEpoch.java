package dev.sotto.portmap;

import dev.sotto.time.Monotonic;
import java.time.Duration;

/**
 * Finds out from a gateway's epoch time that it has lost its mappings (RFC 6887 section 8.5; the
 * rule of RFC 6886 section 3.6 is contained in it). Also when it is we who slept: then the
 * gateway's time has run further than ours, and the lease may be over.
 */
final class ServerEpoch {
  private static final Duration LATENCY = Duration.ofSeconds(2);

  private boolean known;
  private long previousEpoch;
  private Monotonic previousTime = Monotonic.ZERO;

  /** Takes note of an epoch time; returns false when the state before it is lost. */
  boolean accept(long epochSeconds, Monotonic now) {
    boolean valid = !known || isValid(epochSeconds, now);
    known = true;
    previousEpoch = epochSeconds;
    previousTime = now;
    return valid;
  }

  private boolean isValid(long epochSeconds, Monotonic now) {
    // One second back is an answer that was overtaken by another.
    if (epochSeconds < previousEpoch - 1) {
      return false;
    }
    Duration client = now.since(previousTime);
    Duration server = Duration.ofSeconds(epochSeconds - previousEpoch);
    return client.plus(LATENCY).compareTo(lessASixteenth(server)) >= 0
        && server.plus(LATENCY).compareTo(lessASixteenth(client)) >= 0;
  }

  private static Duration lessASixteenth(Duration duration) {
    return duration.minus(duration.dividedBy(16));
  }
}
