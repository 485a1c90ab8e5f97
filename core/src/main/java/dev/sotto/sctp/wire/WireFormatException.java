package dev.sotto.sctp.wire;

/** Bytes of a peer that are no SCTP. Caught once, where packets come in; never reaches a user. */
public final class WireFormatException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What is wrong. */
  public enum Reason {
    /** Fewer bytes than the format needs. */
    TRUNCATED,
    /** A length that is smaller than its header, or reaches beyond what contains it. */
    BAD_LENGTH,
    /** A value that must not occur. */
    BAD_VALUE
  }

  private final Reason reason;

  /**
   * A refusal.
   *
   * @param reason what is wrong
   * @param where in which element; a constant text, never the peer's
   */
  public WireFormatException(Reason reason, String where) {
    super(reason + " in " + where, null, false, false);
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
