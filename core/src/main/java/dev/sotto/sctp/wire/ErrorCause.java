package dev.sotto.sctp.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** An error cause of ABORT or ERROR (RFC 9260 section 3.3.10). */
public sealed interface ErrorCause
    permits InvalidStreamIdentifierCause,
        MissingMandatoryParameterCause,
        StaleCookieCause,
        OutOfResourceCause,
        UnrecognizedChunkTypeCause,
        InvalidMandatoryParameterCause,
        UnrecognizedParametersCause,
        NoUserDataCause,
        CookieReceivedWhileShuttingDownCause,
        UserInitiatedAbortCause,
        ProtocolViolationCause,
        UnknownCause {
  /**
   * Its cause code.
   *
   * @return 0 to 65535
   */
  int type();

  /**
   * How long it is.
   *
   * @return length in bytes with its header, without padding
   */
  int length();

  /**
   * Writes it, padding included.
   *
   * @param out where to; has room for the length rounded up to a multiple of four
   */
  void writeTo(ByteBuffer out);

  /**
   * Takes all causes that a chunk has left.
   *
   * @param in the rest of the chunk
   * @return the causes, in order
   * @throws WireFormatException if one is malformed
   */
  static List<ErrorCause> parseAll(ByteBuffer in) {
    List<ErrorCause> causes = new ArrayList<>();
    while (in.hasRemaining()) {
      causes.add(parse(Element.next(in, "error cause")));
    }
    return causes;
  }

  private static ErrorCause parse(ByteBuffer element) {
    return switch (element.getShort(0) & 0xffff) {
      case InvalidStreamIdentifierCause.TYPE -> InvalidStreamIdentifierCause.parse(element);
      case MissingMandatoryParameterCause.TYPE -> MissingMandatoryParameterCause.parse(element);
      case StaleCookieCause.TYPE -> StaleCookieCause.parse(element);
      case OutOfResourceCause.TYPE -> OutOfResourceCause.parse(element);
      case UnrecognizedChunkTypeCause.TYPE -> UnrecognizedChunkTypeCause.parse(element);
      case InvalidMandatoryParameterCause.TYPE -> InvalidMandatoryParameterCause.parse(element);
      case UnrecognizedParametersCause.TYPE -> UnrecognizedParametersCause.parse(element);
      case NoUserDataCause.TYPE -> NoUserDataCause.parse(element);
      case CookieReceivedWhileShuttingDownCause.TYPE ->
          CookieReceivedWhileShuttingDownCause.parse(element);
      case UserInitiatedAbortCause.TYPE -> UserInitiatedAbortCause.parse(element);
      case ProtocolViolationCause.TYPE -> ProtocolViolationCause.parse(element);
      default -> UnknownCause.parse(element);
    };
  }

  /**
   * Writes causes one after another.
   *
   * @param causes the causes
   * @param out where to
   */
  static void writeAll(List<ErrorCause> causes, ByteBuffer out) {
    for (ErrorCause cause : causes) {
      cause.writeTo(out);
    }
  }

  /**
   * How long causes are one after another.
   *
   * @param causes the causes
   * @return length in bytes; the last one's padding does not count
   */
  static int lengthOf(List<ErrorCause> causes) {
    int length = 0;
    for (ErrorCause cause : causes) {
      length = Element.padded(length) + cause.length();
    }
    return length;
  }
}
