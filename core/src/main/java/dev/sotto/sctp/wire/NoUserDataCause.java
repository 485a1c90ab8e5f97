package dev.sotto.sctp.wire;

import java.nio.ByteBuffer;

/**
 * No User Data (RFC 9260 section 3.3.10.9).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |         Cause Code = 9        |          Cause Length         |
 * |                              TSN                              |
 * </pre>
 *
 * @param tsn TSN of the DATA chunk without data
 */
public record NoUserDataCause(int tsn) implements ErrorCause {
  /** Cause code. */
  public static final int TYPE = 9;

  static NoUserDataCause parse(ByteBuffer element) {
    Element.value(element, 4, "No User Data");
    return new NoUserDataCause(element.getInt());
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public int length() {
    return 8;
  }

  @Override
  public void writeTo(ByteBuffer out) {
    Element.writeParameterHeader(out, TYPE, length());
    out.putInt(tsn);
  }
}
