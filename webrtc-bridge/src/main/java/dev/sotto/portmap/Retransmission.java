package dev.sotto.portmap;

import dev.sotto.time.Monotonic;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Sends a request again until it is answered or given up: after 250, 500 and 1000 ms (RFC 6886
 * section 3.1). RFC 6887's 3 s are for clients with time.
 */
final class Retransmission {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final int ATTEMPTS = 3;

  private final Consumer<byte[]> output;
  private List<byte[]> requests = List.of();
  private int attempts;
  private Duration pause = FIRST_PAUSE;
  private long next = Monotonic.NEVER;

  Retransmission(Consumer<byte[]> output) {
    this.output = output;
  }

  /** Sends; what was being sent before is forgotten. */
  void begin(List<byte[]> datagrams, Monotonic now) {
    requests = datagrams;
    attempts = 0;
    pause = FIRST_PAUSE;
    send(now);
  }

  /** It is answered. */
  void end() {
    next = Monotonic.NEVER;
  }

  /** Whether an answer is waited for. */
  boolean isOpen() {
    return next != Monotonic.NEVER;
  }

  /** The time may have come; returns true when it is given up now. */
  boolean handleTimeout(Monotonic now) {
    if (!now.hasReached(next)) {
      return false;
    }
    if (attempts == ATTEMPTS) {
      end();
      return true;
    }
    send(now);
    return false;
  }

  long nextTimeout() {
    return next;
  }

  private void send(Monotonic now) {
    attempts++;
    next = now.plus(pause).nanos();
    pause = pause.multipliedBy(2);
    requests.forEach(output);
  }
}
