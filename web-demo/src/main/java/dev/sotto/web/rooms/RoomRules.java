package dev.sotto.web.rooms;

import java.time.Duration;

/**
 * What rooms grant, the same in every store.
 *
 * @param rooms how many may be open at once
 * @param life how long a room of a code may stay open unpaired
 * @param pairedLife how long a room may stay open in all once it is paired
 * @param meetingIdle how long a meeting room stays after the last socket left it
 * @param resumeAlone how long an inviter's seat waits for its socket while nobody has joined
 * @param resumeInRun how long a seat waits for its socket in a run
 * @param resumePaired how long a seat waits for its socket in a paired room
 * @param presence how long a seat counts as present after {@link RoomStore#renew}; for a store that
 *     outlives a server
 * @param runMessages how many messages a run takes until the room is paired, both directions, P0
 *     included
 * @param runBytes how many bytes of UTF-8 a run takes until the room is paired
 * @param unpairedMessages how many messages all runs together take until the room is paired
 * @param unpairedBytes how many bytes all runs together take until the room is paired
 * @param pairedMessages how many messages a room takes in its life
 * @param pairedBytes how many bytes a room takes in its life
 * @param logMessages how many of the newest messages are kept for each direction, for who resumes;
 *     who lacks older ones is out ({@link Ending#GONE})
 * @param logBytes how many bytes are kept for each direction
 * @param notReused how long the number of a room is not used again
 */
public record RoomRules(
    int rooms,
    Duration life,
    Duration pairedLife,
    Duration meetingIdle,
    Duration resumeAlone,
    Duration resumeInRun,
    Duration resumePaired,
    Duration presence,
    int runMessages,
    long runBytes,
    int unpairedMessages,
    long unpairedBytes,
    int pairedMessages,
    long pairedBytes,
    int logMessages,
    long logBytes,
    Duration notReused) {
  /**
   * Those of {@code docs/protocol.md}.
   *
   * @return the rules of a server
   */
  public static RoomRules standard() {
    return new RoomRules(
        100_000,
        Duration.ofMinutes(60),
        Duration.ofHours(24),
        Duration.ofMinutes(10),
        Duration.ofMinutes(2),
        Duration.ofSeconds(10),
        Duration.ofMinutes(10),
        Duration.ofSeconds(60),
        64,
        512 * 1024,
        2_000,
        4L << 20,
        20_000,
        32L << 20,
        1_024,
        1L << 20,
        Duration.ofHours(24));
  }

  /**
   * The same for another number of rooms.
   *
   * @param most how many may be open at once
   * @return the changed rules
   */
  public RoomRules withRooms(int most) {
    return new RoomRules(
        most,
        life,
        pairedLife,
        meetingIdle,
        resumeAlone,
        resumeInRun,
        resumePaired,
        presence,
        runMessages,
        runBytes,
        unpairedMessages,
        unpairedBytes,
        pairedMessages,
        pairedBytes,
        logMessages,
        logBytes,
        notReused);
  }
}
