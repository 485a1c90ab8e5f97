package dev.sotto.sctp.wire;

import java.nio.ByteBuffer;

/**
 * COOKIE ACK (RFC 9260 section 3.3.12). It carries nothing.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |   Type = 11   |  Chunk Flags  |          Chunk Length         |
 * </pre>
 */
public record CookieAckChunk() implements Chunk {
  /** Chunk type. */
  public static final int TYPE = 11;

  static CookieAckChunk parse(ByteBuffer chunk) {
    Element.value(chunk, 0, "COOKIE ACK");
    return new CookieAckChunk();
  }

  @Override
  public int length() {
    return Element.HEADER;
  }

  @Override
  public void writeTo(ByteBuffer out) {
    Element.writeChunkHeader(out, TYPE, 0, length());
  }

  @Override
  public void dispatchTo(Handler handler) {
    handler.handle(this);
  }
}
