package dev.sotto.messenger;

import java.time.Duration;

/**
 * How long a silent connection is held when nobody can tell the other side of another path: what
 * has not passed by then is a peer that is gone, and looks for us elsewhere. Confined to the
 * course.
 */
final class Hold {
  /** Whoever has only changed networks is at the server again by then. */
  private static final Duration ALONE = Duration.ofSeconds(5);

  private final Course course;
  private final Runnable gone;
  private Course.Alarm alarm = Course.none();
  private boolean silent;
  private boolean reachable;

  /** Tells once that the peer is gone, but for {@link #end}. */
  Hold(Course course, boolean reachable, Runnable gone) {
    this.course = course;
    this.reachable = reachable;
    this.gone = gone;
  }

  /** Whether the connection is silent now. */
  void silent(boolean now) {
    silent = now;
    watch();
  }

  /** Whether the peer can be told something beside the connection now. */
  void reachable(boolean now) {
    reachable = now;
    watch();
  }

  private void watch() {
    alarm.cancel();
    if (silent && !reachable) {
      alarm = course.after(ALONE, gone);
    }
  }

  void end() {
    alarm.cancel();
  }
}
