package dev.sotto.sdp;

/**
 * A text that is no description of data channels that can be answered. Its message says what is
 * wrong and where, in our words: it repeats nothing of the text, which has a password in it. It has
 * no stack trace, since a peer can cause it at will.
 */
public final class SdpException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is wrong with the text. */
  public enum Reason {
    /** The text, or a line of it, is too long. */
    TOO_LONG,
    /** A line is not what RFC 8866 has in its place. */
    MALFORMED,
    /** No media section. */
    NO_DATA_CHANNEL,
    /** A media section that is not for data channels, or a second one that is. */
    OTHER_MEDIA,
    /** The peer has refused the data channels: port 0. */
    REJECTED,
    /** An attribute that must be there is not. */
    MISSING_ATTRIBUTE,
    /** An attribute that must be there once is there more often. */
    DUPLICATE_ATTRIBUTE,
    /** An attribute has a value that it may not have. */
    BAD_VALUE,
    /** No fingerprint is of a hash function that is to be trusted. */
    NO_USABLE_FINGERPRINT
  }

  private final Reason reason;

  SdpException(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  /**
   * What is wrong.
   *
   * @return the reason
   */
  public Reason reason() {
    return reason;
  }
}
