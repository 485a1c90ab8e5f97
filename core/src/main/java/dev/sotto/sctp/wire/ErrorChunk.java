package dev.sotto.sctp.wire;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * ERROR (RFC 9260 section 3.3.10).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |    Type = 9   |  Chunk Flags  |          Chunk Length         |
 * |                    One or more Error Causes                   |
 * </pre>
 *
 * @param causes what went wrong
 */
public record ErrorChunk(List<ErrorCause> causes) implements Chunk {
  /** Chunk type. */
  public static final int TYPE = 9;

  /** Copies the list. */
  public ErrorChunk {
    causes = List.copyOf(causes);
  }

  static ErrorChunk parse(ByteBuffer chunk) {
    Element.value(chunk, 0, "ERROR");
    return new ErrorChunk(ErrorCause.parseAll(chunk));
  }

  @Override
  public int length() {
    return Element.HEADER + ErrorCause.lengthOf(causes);
  }

  @Override
  public void writeTo(ByteBuffer out) {
    Element.writeChunkHeader(out, TYPE, 0, length());
    ErrorCause.writeAll(causes, out);
  }

  @Override
  public void dispatchTo(Handler handler) {
    handler.handle(this);
  }
}
