package dev.sotto.sctp.wire;

import java.nio.ByteBuffer;

/**
 * SHUTDOWN (RFC 9260 section 3.3.8).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |    Type = 7   |  Chunk Flags  |          Chunk Length         |
 * |                       Cumulative TSN Ack                      |
 * </pre>
 *
 * @param cumulativeTsn the last TSN received without a gap
 */
public record ShutdownChunk(int cumulativeTsn) implements Chunk {
  /** Chunk type. */
  public static final int TYPE = 7;

  static ShutdownChunk parse(ByteBuffer chunk) {
    Element.value(chunk, 4, "SHUTDOWN");
    return new ShutdownChunk(chunk.getInt());
  }

  @Override
  public int length() {
    return 8;
  }

  @Override
  public void writeTo(ByteBuffer out) {
    Element.writeChunkHeader(out, TYPE, 0, length());
    out.putInt(cumulativeTsn);
  }

  @Override
  public void dispatchTo(Handler handler) {
    handler.handle(this);
  }
}
