package dev.sotto.net;

import dev.sotto.time.Monotonic;

/**
 * One action of a loop that happens at a time which may be moved often: moving it costs no
 * allocation. Made by {@link Loop#timer}; all calls are on the loop thread.
 */
public final class Timer {
  /** Place in the queue, or -1 when not in it. */
  int slot = -1;

  /** When it is due; meaningful while in the queue. */
  long deadline = Monotonic.NEVER;

  /** Breaks ties: what was scheduled first runs first. */
  long order;

  final Runnable action;
  private final Loop loop;

  Timer(Loop loop, Runnable action) {
    this.loop = loop;
    this.action = action;
  }

  /**
   * Sets or moves the time of the action. It happens once, at that time or soon after.
   *
   * @param deadlineNanos in the scale of {@link Loop#now}; {@link Monotonic#NEVER} cancels
   */
  public void schedule(long deadlineNanos) {
    loop.requireInLoop();
    loop.timers().schedule(this, deadlineNanos);
  }

  /** Forgets the time; harmless when none is set. */
  public void cancel() {
    schedule(Monotonic.NEVER);
  }

  /**
   * When the action is due.
   *
   * @return the time in nanoseconds, or {@link Monotonic#NEVER}
   */
  public long deadline() {
    return slot < 0 ? Monotonic.NEVER : deadline;
  }
}
