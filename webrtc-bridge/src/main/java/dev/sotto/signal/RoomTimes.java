package dev.sotto.signal;

import java.time.Duration;

/**
 * How long a room waits for what.
 *
 * @param connect for a connection, TLS and the handshake of the WebSocket included
 * @param answer for the server's answer to our first message
 * @param silence until a server that says nothing, not even a ping, counts as lost
 * @param resumeAlone how long a seat can be resumed while an inviter is alone
 * @param resumeInRun how long in a run
 * @param resumePaired how long after it
 * @param firstPause before the second attempt to resume; each further one waits twice as long
 * @param longestPause but never longer
 * @param steady after which a connection that breaks counts as one that had stood
 * @param farewell how long a server may take to hear our last words
 */
record RoomTimes(
    Duration connect,
    Duration answer,
    Duration silence,
    Duration resumeAlone,
    Duration resumeInRun,
    Duration resumePaired,
    Duration firstPause,
    Duration longestPause,
    Duration steady,
    Duration farewell) {
  static final RoomTimes USUAL =
      new RoomTimes(
          Duration.ofSeconds(10),
          Duration.ofSeconds(15),
          Duration.ofSeconds(75),
          Duration.ofMinutes(2),
          Duration.ofSeconds(10),
          Duration.ofMinutes(10),
          Duration.ofMillis(250),
          Duration.ofSeconds(15),
          Duration.ofSeconds(10),
          Duration.ofSeconds(2));

  /** Before an attempt, counted from 0. */
  Duration pause(int attempt) {
    if (attempt == 0) {
      return Duration.ZERO;
    }
    Duration doubled = firstPause.multipliedBy(1L << Math.min(attempt - 1, 16));
    return doubled.compareTo(longestPause) < 0 ? doubled : longestPause;
  }
}
