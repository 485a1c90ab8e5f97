package dev.sotto.sctp.wire;

import java.nio.ByteBuffer;

/**
 * User-Initiated Abort (RFC 9260 section 3.3.10.12).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |        Cause Code = 12        |          Cause Length         |
 * |                    Upper Layer Abort Reason                   |
 * </pre>
 *
 * @param value the reason, text by custom
 */
public record UserInitiatedAbortCause(Octets value) implements ErrorCause {
  /** Cause code. */
  public static final int TYPE = 12;

  static UserInitiatedAbortCause parse(ByteBuffer element) {
    Element.value(element, 0, "UserInitiatedAbortCause");
    return new UserInitiatedAbortCause(Octets.rest(element));
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
