package dev.sotto.stun;

/**
 * Bytes that are no STUN message. Thrown by {@link StunMessage#parse} for what a peer sent, to be
 * caught where packets are received; it has no stack trace, since strangers can cause it at will.
 */
public final class StunFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is wrong with the bytes. */
  public enum Reason {
    /** Fewer bytes than a header. */
    TRUNCATED,
    /** The first two bits are not zero, or the magic cookie is missing. */
    NOT_STUN,
    /** The length in the header is not the one received, or no multiple of four. */
    LENGTH_MISMATCH,
    /** An attribute, or its padding, ends outside the message. */
    ATTRIBUTE_OUT_OF_BOUNDS,
    /** An attribute has a value that its definition does not permit. */
    BAD_ATTRIBUTE,
    /** More attributes than {@link StunMessage#MAX_ATTRIBUTES}. */
    TOO_MANY_ATTRIBUTES,
    /** FINGERPRINT is not the last attribute. */
    DATA_AFTER_FINGERPRINT
  }

  private final Reason reason;

  StunFormatException(Reason reason, String message) {
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
