package dev.sotto.web.rooms;

/** What came of trying to sit down. */
public sealed interface Entry {
  /**
   * It worked.
   *
   * @param seat the place
   * @param taken how many messages of this seat the room has taken in this run, the inviter's first
   *     one (P0) not counted; 0 unless resumed
   */
  record Entered(Seat seat, int taken) implements Entry {}

  /**
   * It did not.
   *
   * @param why the reason to tell
   */
  record Refused(Ending why) implements Entry {}
}
