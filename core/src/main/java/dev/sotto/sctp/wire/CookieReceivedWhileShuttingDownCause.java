package dev.sotto.sctp.wire;

import java.nio.ByteBuffer;

/**
 * Cookie Received While Shutting Down (RFC 9260 section 3.3.10.10).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |        Cause Code = 10        |          Cause Length         |
 * </pre>
 */
public record CookieReceivedWhileShuttingDownCause() implements ErrorCause {
  /** Cause code. */
  public static final int TYPE = 10;

  static CookieReceivedWhileShuttingDownCause parse(ByteBuffer element) {
    Element.value(element, 0, "Cookie Received While Shutting Down");
    return new CookieReceivedWhileShuttingDownCause();
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
