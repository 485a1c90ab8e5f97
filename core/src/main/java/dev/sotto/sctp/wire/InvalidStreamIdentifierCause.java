package dev.sotto.sctp.wire;

import java.nio.ByteBuffer;

/**
 * Invalid Stream Identifier (RFC 9260 section 3.3.10.1).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |         Cause Code = 1        |          Cause Length         |
 * |       Stream Identifier       |           (Reserved)          |
 * </pre>
 *
 * @param streamId the identifier that is out of range
 */
public record InvalidStreamIdentifierCause(int streamId) implements ErrorCause {
  /** Cause code. */
  public static final int TYPE = 1;

  static InvalidStreamIdentifierCause parse(ByteBuffer element) {
    Element.value(element, 2, "Invalid Stream Identifier");
    return new InvalidStreamIdentifierCause(element.getShort() & 0xffff);
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
    out.putShort((short) streamId);
    out.putShort((short) 0);
  }
}
