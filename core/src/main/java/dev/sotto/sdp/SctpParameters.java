package dev.sotto.sdp;

/**
 * What one peer says of its SCTP (RFC 8841).
 *
 * @param port its port inside DTLS, 1 to 65535
 * @param maxMessageSize the longest message it will receive, in bytes; {@link #ANY_SIZE} for no
 *     limit
 */
public record SctpParameters(int port, long maxMessageSize) {
  /** The port that everybody uses. */
  public static final int DEFAULT_PORT = 5000;

  /** RFC 8841 6.1: zero means that messages of any size can be handled. */
  public static final long ANY_SIZE = 0;

  /** RFC 8841 6.1: the size when a description does not say one, in bytes. */
  public static final long UNSAID_SIZE = 65536;

  /** Refuses what is out of its range. */
  public SctpParameters {
    if (port < 1 || port > 0xffff || maxMessageSize < 0) {
      throw new IllegalArgumentException(port + ", " + maxMessageSize);
    }
  }

  /**
   * The usual port and a size.
   *
   * @param maxMessageSize in bytes; {@link #ANY_SIZE} for no limit
   * @return the parameters
   */
  public static SctpParameters of(long maxMessageSize) {
    return new SctpParameters(DEFAULT_PORT, maxMessageSize);
  }

  /**
   * The longest message that may be sent to whoever said this.
   *
   * @return bytes, {@code Long.MAX_VALUE} for no limit
   */
  public long sendLimit() {
    return maxMessageSize == ANY_SIZE ? Long.MAX_VALUE : maxMessageSize;
  }
}
