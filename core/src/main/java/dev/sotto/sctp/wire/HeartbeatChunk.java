package dev.sotto.sctp.wire;

import java.nio.ByteBuffer;

/**
 * HEARTBEAT (RFC 9260 section 3.3.5). The information is its sender's own and comes back unchanged.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |    Type = 4   |  Chunk Flags  |          Chunk Length         |
 * |          Heartbeat Information TLV (Variable-Length)          |
 * </pre>
 *
 * @param information the whole parameter that carries it, header included; opaque
 */
public record HeartbeatChunk(Octets information) implements Chunk {
  /** Chunk type. */
  public static final int TYPE = 4;

  static HeartbeatChunk parse(ByteBuffer chunk) {
    Element.value(chunk, 0, "HEARTBEAT");
    return new HeartbeatChunk(Octets.rest(chunk));
  }

  @Override
  public int length() {
    return Element.HEADER + information.length();
  }

  @Override
  public void writeTo(ByteBuffer out) {
    Element.writeChunkHeader(out, TYPE, 0, length());
    information.writeTo(out);
    Element.pad(out, length());
  }

  @Override
  public void dispatchTo(Handler handler) {
    handler.handle(this);
  }
}
