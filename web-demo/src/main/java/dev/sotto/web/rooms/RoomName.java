package dev.sotto.web.rooms;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a room is called: a number of a pairing code, or the 128 bits by which two who know each
 * other meet again. Never written to a log: it is half of a code, or a secret.
 *
 * @param text decimal without leading zero, 1 to 9 digits, or 32 digits of lower-case hex
 */
public record RoomName(String text) {
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");
  private static final Pattern MEETING = Pattern.compile("[0-9a-f]{32}");

  /** Refuses what is no name of a room. */
  public RoomName {
    if (!NUMBER.matcher(text).matches() && !MEETING.matcher(text).matches()) {
      throw new IllegalArgumentException("not the name of a room");
    }
  }

  /**
   * Reads a name of either kind.
   *
   * @param text what a peer sent
   * @return the name, or empty for anything else
   */
  public static Optional<RoomName> parse(String text) {
    return NUMBER.matcher(text).matches() || MEETING.matcher(text).matches()
        ? Optional.of(new RoomName(text))
        : Optional.empty();
  }

  /**
   * Whether this is a room of two who meet again; otherwise one of a pairing code.
   *
   * @return whether it is 32 hex digits
   */
  public boolean isMeeting() {
    return text.length() == 32;
  }

  @Override
  public String toString() {
    return isMeeting() ? "RoomName[meeting]" : "RoomName[number]";
  }
}
