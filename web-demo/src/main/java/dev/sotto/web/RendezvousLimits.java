package dev.sotto.web;

import java.time.Duration;

/**
 * What the rendezvous grants to strangers. Every number is a bound on memory or time that somebody
 * who knows only the server's address can take.
 *
 * @param messageBytes the longest message accepted, in bytes of UTF-8; longer ones end the
 *     connection
 * @param waitingBytes how much may wait to be written to a slow receiver before it is dropped, in
 *     UTF-16 code units times two
 * @param roomMessages how many messages a room relays in its life
 * @param roomBytes how much a room relays in its life, counted as for {@code waitingBytes}
 * @param rooms how many rooms may be open at once
 * @param connections how many WebSocket connections may be open at once, joined or not
 * @param joinWithin how long a connection may wait before its first message
 * @param roomLifetime how long a room may stay open, whatever happens in it
 * @param pingEvery how often each connection is pinged, so that middleboxes keep it
 * @param silence how long a connection may stay silent, pongs included, before it is dropped; more
 *     than {@code pingEvery}
 */
public record RendezvousLimits(
    int messageBytes,
    int waitingBytes,
    int roomMessages,
    long roomBytes,
    int rooms,
    int connections,
    Duration joinWithin,
    Duration roomLifetime,
    Duration pingEvery,
    Duration silence) {

  /** Refuses limits that leave no room for a conversation. */
  public RendezvousLimits {
    requirePositive("messageBytes", messageBytes);
    requirePositive("waitingBytes", waitingBytes);
    requirePositive("roomMessages", roomMessages);
    requirePositive("roomBytes", roomBytes);
    requirePositive("rooms", rooms);
    requirePositive("connections", connections);
    requirePositive("joinWithin", joinWithin.toNanos());
    requirePositive("roomLifetime", roomLifetime.toNanos());
    requirePositive("pingEvery", pingEvery.toNanos());
    if (silence.compareTo(pingEvery) <= 0) {
      throw new IllegalArgumentException("silence " + silence + " is not more than " + pingEvery);
    }
  }

  /**
   * The limits of {@code docs/protocol.md}: 64 KiB a message, 10,000 rooms.
   *
   * @return those limits
   */
  public static RendezvousLimits standard() {
    return new RendezvousLimits(
        64 * 1024,
        512 * 1024,
        20_000,
        32L * 1024 * 1024,
        10_000,
        20_000,
        Duration.ofSeconds(10),
        Duration.ofHours(24),
        Duration.ofSeconds(25),
        Duration.ofSeconds(60));
  }

  private static void requirePositive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " must be positive: " + value);
    }
  }
}
