package dev.sotto.sctp.wire;

import java.nio.ByteBuffer;

/**
 * Unrecognized Parameter (RFC 9260 section 3.3.3.1).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |            Type = 8           |             Length            |
 * |                     Unrecognized Parameter                    |
 * </pre>
 *
 * @param value the parameter that was not recognized, header included
 */
public record UnrecognizedParameter(Octets value) implements Parameter {
  /** Parameter type. */
  public static final int TYPE = 8;

  static UnrecognizedParameter parse(ByteBuffer element) {
    Element.value(element, 0, "UnrecognizedParameter");
    return new UnrecognizedParameter(Octets.rest(element));
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
