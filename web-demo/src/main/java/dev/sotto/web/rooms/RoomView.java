package dev.sotto.web.rooms;

import java.time.Duration;
import java.util.List;

/** A room as one seat sees it at one moment. */
public sealed interface RoomView {
  /**
   * The seat is good.
   *
   * @param begun whether both seats have been taken for the run of this seat, even if one is empty
   *     by now; an inviter whose joiner is not present then waits in vain until it begins another
   * @param paired whether the code was used, so that the room takes nobody new
   * @param otherPresent whether the other seat is taken for the same run and its socket is there
   * @param messages what the other said in this run after those that the reader has, in order; the
   *     first of all that a joiner gets is the inviter's P0. A store may answer with a part of them
   *     (at least one), the caller then reads on
   * @param goodFor after this time the room may look different although nobody did anything (a seat
   *     was not resumed, the room expired): read again then; positive
   */
  record Standing(
      boolean begun, boolean paired, boolean otherPresent, List<String> messages, Duration goodFor)
      implements RoomView {
    /** Copies the messages. */
    public Standing {
      messages = List.copyOf(messages);
    }

    @Override
    public String toString() {
      return "Standing[" + messages.size() + " messages]";
    }
  }

  /**
   * The seat is no more.
   *
   * @param why the reason to tell
   * @param messages what the other said before the end, after those that the reader has; empty
   *     where it is not kept (another run has begun, somebody else has the seat, it was long ago)
   */
  record Ended(Ending why, List<String> messages) implements RoomView {
    /** Copies the messages. */
    public Ended {
      messages = List.copyOf(messages);
    }

    @Override
    public String toString() {
      return "Ended[" + why + "]";
    }
  }
}
