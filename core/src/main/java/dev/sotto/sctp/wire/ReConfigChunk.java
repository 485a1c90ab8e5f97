package dev.sotto.sctp.wire;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * RE-CONFIG (RFC 6525 section 3.1).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |   Type = 130  |  Chunk Flags  |          Chunk Length         |
 * |                   Re-configuration Parameter                  |
 * |             Re-configuration Parameter (optional)             |
 * </pre>
 *
 * @param parameters one or two requests or responses
 */
public record ReConfigChunk(List<Parameter> parameters) implements Chunk {
  /** Chunk type. */
  public static final int TYPE = 130;

  /** Copies the list. */
  public ReConfigChunk {
    parameters = List.copyOf(parameters);
  }

  static ReConfigChunk parse(ByteBuffer chunk) {
    Element.value(chunk, 0, "RE-CONFIG");
    return new ReConfigChunk(Parameter.parseAll(chunk));
  }

  @Override
  public int length() {
    return Element.HEADER + Parameter.lengthOf(parameters);
  }

  @Override
  public void writeTo(ByteBuffer out) {
    Element.writeChunkHeader(out, TYPE, 0, length());
    Parameter.writeAll(parameters, out);
  }

  @Override
  public void dispatchTo(Handler handler) {
    handler.handle(this);
  }
}
