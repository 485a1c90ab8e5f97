package dev.sotto.sctp.wire;

import java.nio.ByteBuffer;

/**
 * Unrecognized Parameters (RFC 9260 section 3.3.10.8).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |         Cause Code = 8        |          Cause Length         |
 * |                    Unrecognized Parameters                    |
 * </pre>
 *
 * @param value the parameters of an INIT ACK that were not recognized
 */
public record UnrecognizedParametersCause(Octets value) implements ErrorCause {
  /** Cause code. */
  public static final int TYPE = 8;

  static UnrecognizedParametersCause parse(ByteBuffer element) {
    Element.value(element, 0, "UnrecognizedParametersCause");
    return new UnrecognizedParametersCause(Octets.rest(element));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public int length() {
    return Element.HEADER + value.length();
  }

  @Override
  public void writeTo(ByteBuffer out) {
    Element.writeParameterHeader(out, TYPE, length());
    value.writeTo(out);
    Element.pad(out, length());
  }
}
