package dev.sotto.web;

import dev.sotto.web.rooms.RoomRules;
import java.time.Duration;

/**
 * What the rendezvous grants to strangers. Every number is a bound on memory or time that somebody
 * who knows only the server's address can take.
 *
 * @param frameBytes the longest WebSocket message accepted, in bytes of UTF-8
 * @param messageBytes the longest message relayed, in bytes of UTF-8
 * @param waitingBytes how much may wait to be written to a slow receiver before it is dropped, in
 *     UTF-16 code units times two
 * @param connections how many WebSocket connections may be open at once, in a room or not
 * @param connectionsOfOne how many of them may be from one IPv4 address, /64 or /48
 * @param firstWithin how long a connection may wait before its first message
 * @param pingEvery how often each connection is pinged, so that middleboxes keep it
 * @param silence how long a connection may stay silent, pongs included, before it is dropped; more
 *     than {@code pingEvery}
 * @param door how often somebody may come
 * @param rooms what rooms grant
 */
public record RendezvousLimits(
    int frameBytes,
    int messageBytes,
    int waitingBytes,
    int connections,
    int connectionsOfOne,
    Duration firstWithin,
    Duration pingEvery,
    Duration silence,
    DoorRules door,
    RoomRules rooms) {

  /** Refuses limits that leave no room for a conversation. */
  public RendezvousLimits {
    requirePositive("frameBytes", frameBytes);
    requirePositive("messageBytes", messageBytes);
    requirePositive("waitingBytes", waitingBytes);
    requirePositive("connections", connections);
    requirePositive("connectionsOfOne", connectionsOfOne);
    requirePositive("firstWithin", firstWithin.toNanos());
    requirePositive("pingEvery", pingEvery.toNanos());
    if (silence.compareTo(pingEvery) <= 0) {
      throw new IllegalArgumentException("silence " + silence + " is not more than " + pingEvery);
    }
  }

  /**
   * The limits of {@code docs/protocol.md}.
   *
   * @return those limits
   */
  public static RendezvousLimits standard() {
    return new RendezvousLimits(
        26 * 1024,
        24 * 1024,
        1024 * 1024,
        20_000,
        10_000,
        Duration.ofSeconds(10),
        Duration.ofSeconds(25),
        Duration.ofSeconds(60),
        DoorRules.standard(),
        RoomRules.standard());
  }

  /**
   * Those of a server that one person runs for one meeting: its own room, and a few more in which
   * the two may find each other again.
   *
   * @return those limits
   */
  public static RendezvousLimits ofOneMeeting() {
    RendezvousLimits usual = standard();
    return new RendezvousLimits(
        usual.frameBytes,
        usual.messageBytes,
        usual.waitingBytes,
        64,
        16,
        usual.firstWithin,
        usual.pingEvery,
        usual.silence,
        usual.door,
        usual.rooms.withRooms(16));
  }

  /**
   * The same with other rules at the door.
   *
   * @param other how often somebody may come
   * @return those limits
   */
  public RendezvousLimits withDoor(DoorRules other) {
    return new RendezvousLimits(
        frameBytes,
        messageBytes,
        waitingBytes,
        connections,
        connectionsOfOne,
        firstWithin,
        pingEvery,
        silence,
        other,
        rooms);
  }

  /**
   * The same with other rules in the rooms.
   *
   * @param other what rooms grant
   * @return those limits
   */
  public RendezvousLimits withRooms(RoomRules other) {
    return new RendezvousLimits(
        frameBytes,
        messageBytes,
        waitingBytes,
        connections,
        connectionsOfOne,
        firstWithin,
        pingEvery,
        silence,
        door,
        other);
  }

  /**
   * The same with other times between signs of life.
   *
   * @param ping how often each connection is pinged
   * @param dropped how long a connection may stay silent
   * @return those limits
   */
  public RendezvousLimits withSilence(Duration ping, Duration dropped) {
    return new RendezvousLimits(
        frameBytes,
        messageBytes,
        waitingBytes,
        connections,
        connectionsOfOne,
        firstWithin,
        ping,
        dropped,
        door,
        rooms);
  }

  private static void requirePositive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " must be positive: " + value);
    }
  }
}
