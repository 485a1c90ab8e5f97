package dev.sotto.sctp.wire;

import java.nio.ByteBuffer;

/**
 * INIT ACK (RFC 9260 section 3.3.3).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |    Type = 2   |  Chunk Flags  |          Chunk Length         |
 * |                          Initiate Tag                         |
 * |           Advertised Receiver Window Credit (a_rwnd)          |
 * |   Number of Outbound Streams  |   Number of Inbound Streams   |
 * |                          Initial TSN                          |
 * |              Optional/Variable-Length Parameters              |
 * </pre>
 *
 * @param initiation what the sender proposes
 */
public record InitAckChunk(Initiation initiation) implements Chunk {
  /** Chunk type. */
  public static final int TYPE = 2;

  static InitAckChunk parse(ByteBuffer chunk) {
    return new InitAckChunk(Initiation.parse(chunk));
  }

  @Override
  public int length() {
    return Element.HEADER + initiation.length();
  }

  @Override
  public void writeTo(ByteBuffer out) {
    Element.writeChunkHeader(out, TYPE, 0, length());
    initiation.writeTo(out);
  }

  @Override
  public void dispatchTo(Handler handler) {
    handler.handle(this);
  }
}
