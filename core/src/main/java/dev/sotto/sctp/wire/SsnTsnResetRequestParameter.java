package dev.sotto.sctp.wire;

import java.nio.ByteBuffer;

/**
 * SSN/TSN Reset Request (RFC 6525 section 4.3).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |           Type = 15           |             Length            |
 * |            Re-configuration Request Sequence Number           |
 * </pre>
 *
 * @param requestNumber re-configuration request sequence number
 */
public record SsnTsnResetRequestParameter(int requestNumber) implements Parameter {
  /** Parameter type. */
  public static final int TYPE = 15;

  static SsnTsnResetRequestParameter parse(ByteBuffer element) {
    Element.value(element, 4, "SSN/TSN Reset Request");
    return new SsnTsnResetRequestParameter(element.getInt());
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
    out.putInt(requestNumber);
  }
}
