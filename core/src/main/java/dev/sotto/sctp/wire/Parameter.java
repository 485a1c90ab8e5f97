package dev.sotto.sctp.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A parameter of INIT, INIT ACK or RE-CONFIG (RFC 9260 section 3.2.1, RFC 6525 section 4). */
public sealed interface Parameter
    permits StateCookieParameter,
        UnrecognizedParameter,
        ForwardTsnSupportedParameter,
        SupportedExtensionsParameter,
        OutgoingResetRequestParameter,
        IncomingResetRequestParameter,
        SsnTsnResetRequestParameter,
        ReconfigurationResponseParameter,
        AddOutgoingStreamsParameter,
        AddIncomingStreamsParameter,
        UnknownParameter {
  /**
   * Its type.
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
   * Takes all parameters that a chunk has left. After one whose type is unknown and says so (RFC
   * 9260 section 3.2.1, highest bit 0) the rest is not looked at.
   *
   * @param in the rest of the chunk
   * @return the parameters, in order
   * @throws WireFormatException if one is malformed
   */
  static List<Parameter> parseAll(ByteBuffer in) {
    List<Parameter> parameters = new ArrayList<>();
    while (in.hasRemaining()) {
      Parameter parameter = parse(Element.next(in, "parameter"));
      parameters.add(parameter);
      if (parameter instanceof UnknownParameter unknown && unknown.stopsProcessing()) {
        break;
      }
    }
    return parameters;
  }

  private static Parameter parse(ByteBuffer element) {
    return switch (element.getShort(0) & 0xffff) {
      case StateCookieParameter.TYPE -> StateCookieParameter.parse(element);
      case UnrecognizedParameter.TYPE -> UnrecognizedParameter.parse(element);
      case ForwardTsnSupportedParameter.TYPE -> ForwardTsnSupportedParameter.parse(element);
      case SupportedExtensionsParameter.TYPE -> SupportedExtensionsParameter.parse(element);
      case OutgoingResetRequestParameter.TYPE -> OutgoingResetRequestParameter.parse(element);
      case IncomingResetRequestParameter.TYPE -> IncomingResetRequestParameter.parse(element);
      case SsnTsnResetRequestParameter.TYPE -> SsnTsnResetRequestParameter.parse(element);
      case ReconfigurationResponseParameter.TYPE -> ReconfigurationResponseParameter.parse(element);
      case AddOutgoingStreamsParameter.TYPE -> AddOutgoingStreamsParameter.parse(element);
      case AddIncomingStreamsParameter.TYPE -> AddIncomingStreamsParameter.parse(element);
      default -> UnknownParameter.parse(element);
    };
  }

  /**
   * Writes parameters one after another.
   *
   * @param parameters the parameters
   * @param out where to
   */
  static void writeAll(List<Parameter> parameters, ByteBuffer out) {
    for (Parameter parameter : parameters) {
      parameter.writeTo(out);
    }
  }

  /**
   * How long parameters are one after another.
   *
   * @param parameters the parameters
   * @return length in bytes; the last one's padding does not count
   */
  static int lengthOf(List<Parameter> parameters) {
    int length = 0;
    for (Parameter parameter : parameters) {
      length = Element.padded(length) + parameter.length();
    }
    return length;
  }
}
