package dev.sotto.sctp.wire;

import java.nio.ByteBuffer;

/**
 * Protocol Violation (RFC 9260 section 3.3.10.13).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |        Cause Code = 13        |          Cause Length         |
 * |                     Additional Information                    |
 * </pre>
 *
 * @param value what was violated, text by custom
 */
public record ProtocolViolationCause(Octets value) implements ErrorCause {
  /** Cause code. */
  public static final int TYPE = 13;

  static ProtocolViolationCause parse(ByteBuffer element) {
    Element.value(element, 0, "ProtocolViolationCause");
    return new ProtocolViolationCause(Octets.rest(element));
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
