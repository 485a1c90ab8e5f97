package dev.sotto.portmap;

/**
 * What came of asking a gateway in one way.
 *
 * @param protocol how it was asked
 * @param outcome what came of it
 * @param code the gateway's own result code when it refused, else 0: of RFC 6887 section 7.4, RFC
 *     6886 section 3.5, or UPnP's error codes
 */
public record MappingAttempt(MappingProtocol protocol, Outcome outcome, int code) {
  /** What can come of it. */
  public enum Outcome {
    /** The gateway opened the port. */
    MAPPED,
    /** No answer in time, or an answer that makes no sense. */
    SILENT,
    /** The network says that nobody there speaks this. */
    UNREACHABLE,
    /** The gateway says that it does not speak this. */
    NOT_SUPPORTED,
    /** The gateway said no. */
    REFUSED,
    /** The gateway has no public address itself: there is another NAT behind it. */
    UNUSABLE_ADDRESS
  }

  /** An attempt that has no code. */
  MappingAttempt(MappingProtocol protocol, Outcome outcome) {
    this(protocol, outcome, 0);
  }
}
