package dev.sotto.sctp.wire;

import java.nio.ByteBuffer;

/**
 * SHUTDOWN COMPLETE (RFC 9260 section 3.3.13).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |   Type = 14   |  Chunk Flags  |          Chunk Length         |
 * </pre>
 *
 * @param reflected flag T: the verification tag is the receiver's own, sent back
 */
public record ShutdownCompleteChunk(boolean reflected) implements Chunk {
  /** Chunk type. */
  public static final int TYPE = 14;

  static ShutdownCompleteChunk parse(ByteBuffer chunk) {
    return new ShutdownCompleteChunk((chunk.get(1) & 1) != 0);
  }

  @Override
  public int length() {
    return Element.HEADER;
  }

  @Override
  public void writeTo(ByteBuffer out) {
    Element.writeChunkHeader(out, TYPE, reflected ? 1 : 0, length());
  }

  @Override
  public void dispatchTo(Handler handler) {
    handler.handle(this);
  }
}
