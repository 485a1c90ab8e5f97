package dev.sotto.sctp.wire;

import java.nio.ByteBuffer;

/**
 * SHUTDOWN ACK (RFC 9260 section 3.3.9). It carries nothing.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |    Type = 8   |  Chunk Flags  |          Chunk Length         |
 * </pre>
 */
public record ShutdownAckChunk() implements Chunk {
  /** Chunk type. */
  public static final int TYPE = 8;

  static ShutdownAckChunk parse(ByteBuffer chunk) {
    Element.value(chunk, 0, "SHUTDOWN ACK");
    return new ShutdownAckChunk();
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
