package dev.sotto.datachannel;

/**
 * How hard a channel tries to deliver a message (RFC 8832 section 5.1, "Channel Type" and
 * "Reliability Parameter").
 */
public sealed interface Reliability {
  /** Every message arrives. */
  Reliability RELIABLE = new Reliable();

  /** Every message arrives. */
  record Reliable() implements Reliability {}

  /**
   * A message is given up after a number of retransmissions.
   *
   * @param count how often it is sent again at most; 0 sends it once
   */
  record MaxRetransmits(int count) implements Reliability {
    /** Refuses negative counts. */
    public MaxRetransmits {
      if (count < 0) {
        throw new IllegalArgumentException("negative retransmissions: " + count);
      }
    }
  }

  /**
   * A message is given up after some time.
   *
   * @param millis how long it may be sent and sent again, in milliseconds
   */
  record MaxPacketLifeTime(int millis) implements Reliability {
    /** Refuses negative times. */
    public MaxPacketLifeTime {
      if (millis < 0) {
        throw new IllegalArgumentException("negative lifetime: " + millis);
      }
    }
  }
}
