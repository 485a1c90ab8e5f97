package dev.sotto.sctp.wire;

import java.nio.ByteBuffer;

/**
 * Stale Cookie (RFC 9260 section 3.3.10.3).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |         Cause Code = 3        |          Cause Length         |
 * |                  Measure of Staleness (usec.)                 |
 * </pre>
 *
 * @param staleness microseconds since the cookie expired, 0 to 2^32 - 1
 */
public record StaleCookieCause(long staleness) implements ErrorCause {
  /** Cause code. */
  public static final int TYPE = 3;

  static StaleCookieCause parse(ByteBuffer element) {
    Element.value(element, 4, "Stale Cookie");
    return new StaleCookieCause(element.getInt() & 0xffff_ffffL);
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
    out.putInt((int) staleness);
  }
}
