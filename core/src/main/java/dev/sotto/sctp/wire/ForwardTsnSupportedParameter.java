package dev.sotto.sctp.wire;

import java.nio.ByteBuffer;

/**
 * Forward-TSN-Supported (RFC 3758 section 3.1).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |          Type = 49152         |             Length            |
 * </pre>
 */
public record ForwardTsnSupportedParameter() implements Parameter {
  /** Parameter type. */
  public static final int TYPE = 49152;

  static ForwardTsnSupportedParameter parse(ByteBuffer element) {
    Element.value(element, 0, "Forward-TSN-Supported");
    return new ForwardTsnSupportedParameter();
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
