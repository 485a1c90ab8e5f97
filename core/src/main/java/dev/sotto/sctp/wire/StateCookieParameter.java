package dev.sotto.sctp.wire;

import java.nio.ByteBuffer;

/**
 * State Cookie (RFC 9260 section 3.3.3.1).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |            Type = 7           |             Length            |
 * |                          State Cookie                         |
 * </pre>
 *
 * @param value the cookie, opaque to who receives it
 */
public record StateCookieParameter(Octets value) implements Parameter {
  /** Parameter type. */
  public static final int TYPE = 7;

  static StateCookieParameter parse(ByteBuffer element) {
    Element.value(element, 0, "StateCookieParameter");
    return new StateCookieParameter(Octets.rest(element));
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
