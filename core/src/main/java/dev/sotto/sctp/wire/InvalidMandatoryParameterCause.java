package dev.sotto.sctp.wire;

import java.nio.ByteBuffer;

/**
 * Invalid Mandatory Parameter (RFC 9260 section 3.3.10.7).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |         Cause Code = 7        |          Cause Length         |
 * </pre>
 */
public record InvalidMandatoryParameterCause() implements ErrorCause {
  /** Cause code. */
  public static final int TYPE = 7;

  static InvalidMandatoryParameterCause parse(ByteBuffer element) {
    Element.value(element, 0, "Invalid Mandatory Parameter");
    return new InvalidMandatoryParameterCause();
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public int length() {
    return Element.HEADER;
  }

  @Override
  public void writeTo(ByteBuffer out) {
    Element.writeParameterHeader(out, TYPE, length());
  }
}
