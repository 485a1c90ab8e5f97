package dev.sotto.sctp;

/**
 * How a message is to be delivered (RFC 9260 section 3.3.1, RFC 3758, RFC 7496).
 *
 * @param ordered whether it is delivered after all earlier ordered messages of its stream
 * @param maxRetransmits how often a part of it may be sent again before the whole message is given
 *     up; 0 means sent once, -1 no such limit. Ignored when the peer lacks RFC 3758
 * @param lifetimeMillis milliseconds after {@link Association#send} at which the message is given
 *     up; -1 means no such limit. Ignored when the peer lacks RFC 3758, except before the first
 *     transmission
 */
public record SendOptions(boolean ordered, int maxRetransmits, long lifetimeMillis) {
  /** Ordered, and sent again until it has arrived. */
  public static final SendOptions RELIABLE = new SendOptions(true, -1, -1);

  /** Unordered, and sent again until it has arrived. */
  public static final SendOptions UNORDERED = new SendOptions(false, -1, -1);

  /** Refuses limits below -1. */
  public SendOptions {
    if (maxRetransmits < -1) {
      throw new IllegalArgumentException("maxRetransmits: " + maxRetransmits);
    }
    if (lifetimeMillis < -1) {
      throw new IllegalArgumentException("lifetimeMillis: " + lifetimeMillis);
    }
  }
}
