package dev.sotto.sctp;

import dev.sotto.time.Monotonic;

/** A deadline that is running or not. Who owns it decides what its expiry means. */
final class Timer {
  private long deadline = Monotonic.NEVER;

  void start(Monotonic now, long nanos) {
    deadline = now.nanos() + nanos;
  }

  /** Makes it due at once, if it is running. */
  void hasten(Monotonic now) {
    if (isRunning()) {
      deadline = now.nanos();
    }
  }

  void stop() {
    deadline = Monotonic.NEVER;
  }

  boolean isRunning() {
    return deadline != Monotonic.NEVER;
  }

  long deadline() {
    return deadline;
  }

  /** Whether it is due; if so, it is no longer running. */
  boolean expires(Monotonic now) {
    if (!isRunning() || !now.hasReached(deadline)) {
      return false;
    }
    stop();
    return true;
  }
}
