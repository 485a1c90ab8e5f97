package dev.sotto.signal;

import java.time.Duration;
import java.util.Optional;

/**
 * When a broken connection is tried again: at once, then less and less often, and only as long as
 * the server holds the seat. Moments are those of {@link System#nanoTime}. Confined to its room's
 * thread.
 */
final class Comeback {
  private final RoomTimes times;
  private int attempts;
  private long seatedAt;
  private long until;
  private boolean stopped;

  Comeback(RoomTimes times) {
    this.times = times;
  }

  /** The server gave us the seat, or gave it back. */
  void seated(long now) {
    seatedAt = now;
    stopped = false;
  }

  /**
   * The connection broke on which we had the seat.
   *
   * @param held how long the server holds it
   */
  void broken(long now, Duration held) {
    if (now - seatedAt > times.steady().toNanos()) {
      attempts = 0; // else one that lets us in and throws us out would have us try without end
    }
    until = now + held.toNanos();
  }

  /** The server closed a connection with this code. */
  void closed(int code) {
    stopped = code == MeetingEnd.STOPPED;
  }

  /** How long to wait before another attempt; empty when the seat will be gone by then. */
  Optional<Duration> pause(long now) {
    Duration pause = times.pause(attempts++);
    return until - now < pause.toNanos() ? Optional.empty() : Optional.of(pause);
  }

  /** What it means that there is no other attempt. */
  MeetingEnd inVain() {
    return stopped
        ? MeetingEnd.ofCloseCode(MeetingEnd.STOPPED)
        : MeetingEnd.unreachable("the connection to the rendezvous server broke");
  }
}
