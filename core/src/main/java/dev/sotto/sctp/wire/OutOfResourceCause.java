package dev.sotto.sctp.wire;

import java.nio.ByteBuffer;

/**
 * Out of Resource (RFC 9260 section 3.3.10.4).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |         Cause Code = 4        |          Cause Length         |
 * </pre>
 */
public record OutOfResourceCause() implements ErrorCause {
  /** Cause code. */
  public static final int TYPE = 4;

  static OutOfResourceCause parse(ByteBuffer element) {
    Element.value(element, 0, "Out of Resource");
    return new OutOfResourceCause();
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
