package dev.sotto.messenger;

import java.time.Duration;

/**
 * How long a silent connection is held whose peer has left the place of the pairing too: what has
 * not passed by then is a peer that is gone, and looks for us elsewhere. Confined to the course.
 */
final class Hold {
  /** Whoever has only changed networks is at the server again by then. */
  static final Duration GONE = Duration.ofSeconds(5);

  private final Course course;
  private final Duration patience;
  private final Runnable gone;
  private Course.Alarm alarm = Course.none();
  private boolean silent;
  private boolean left;

  /**
   * Nothing is held yet.
   *
   * @param patience how long it holds, {@link #GONE} as a rule
   * @param gone what to do when the peer is gone; nothing after {@link #end}
   */
  Hold(Course course, Duration patience, Runnable gone) {
    this.course = course;
    this.patience = patience;
    this.gone = gone;
  }

  /** Whether the connection is silent now. */
  void silent(boolean now) {
    silent = now;
    watch();
  }

  /**
   * Whether the place says that the peer is not there. What else is wrong with the place says
   * nothing of the peer.
   */
  void left(boolean now) {
    left = now;
    watch();
  }

  private void watch() {
    alarm.cancel();
    if (silent && left) {
      alarm = course.after(patience, gone);
    }
  }

  void end() {
    alarm.cancel();
  }
}
