package dev.sotto.sctp.wire;

import java.nio.ByteBuffer;

/**
 * INIT (RFC 9260 section 3.3.2).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |    Type = 1   |  Chunk Flags  |          Chunk Length         |
 * |                          Initiate Tag                         |
 * |           Advertised Receiver Window Credit (a_rwnd)          |
 * |   Number of Outbound Streams  |   Number of Inbound Streams   |
 * |                          Initial TSN                          |
 * |              Optional/Variable-Length Parameters              |
 * </pre>
 *
 * @param initiation what the sender proposes
 */
public record InitChunk(Initiation initiation) implements Chunk {
  /** Chunk type. */
  public static final int TYPE = 1;

  static InitChunk parse(ByteBuffer chunk) {
    return new InitChunk(Initiation.parse(chunk));
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
