package dev.sotto.sctp.wire;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * ABORT (RFC 9260 section 3.3.7). The association is over.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |    Type = 6   |  Chunk Flags  |          Chunk Length         |
 * |                   Zero or more Error Causes                   |
 * </pre>
 *
 * @param reflected flag T: the verification tag is the receiver's own, sent back
 * @param causes why
 */
public record AbortChunk(boolean reflected, List<ErrorCause> causes) implements Chunk {
  /** Chunk type. */
  public static final int TYPE = 6;

  /** Copies the list. */
  public AbortChunk {
    causes = List.copyOf(causes);
  }

  static AbortChunk parse(ByteBuffer chunk) {
    boolean reflected = (chunk.get(1) & 1) != 0;
    Element.value(chunk, 0, "ABORT");
    return new AbortChunk(reflected, ErrorCause.parseAll(chunk));
  }

  @Override
  public int length() {
    return Element.HEADER + ErrorCause.lengthOf(causes);
  }

  @Override
  public void writeTo(ByteBuffer out) {
    Element.writeChunkHeader(out, TYPE, reflected ? 1 : 0, length());
    ErrorCause.writeAll(causes, out);
  }

  @Override
  public void dispatchTo(Handler handler) {
    handler.handle(this);
  }
}
