package dev.sotto.sctp.wire;

import java.nio.ByteBuffer;

/**
 * COOKIE ECHO (RFC 9260 section 3.3.11).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |   Type = 10   |  Chunk Flags  |          Chunk Length         |
 * |                             Cookie                            |
 * </pre>
 *
 * @param cookie what the receiver's INIT ACK carried
 */
public record CookieEchoChunk(Octets cookie) implements Chunk {
  /** Chunk type. */
  public static final int TYPE = 10;

  static CookieEchoChunk parse(ByteBuffer chunk) {
    Element.value(chunk, 0, "COOKIE ECHO");
    return new CookieEchoChunk(Octets.rest(chunk));
  }

  @Override
  public int length() {
    return Element.HEADER + cookie.length();
  }

  @Override
  public void writeTo(ByteBuffer out) {
    Element.writeChunkHeader(out, TYPE, 0, length());
    cookie.writeTo(out);
    Element.pad(out, length());
  }

  @Override
  public void dispatchTo(Handler handler) {
    handler.handle(this);
  }
}
