package dev.sotto.sctp.wire;

import java.nio.ByteBuffer;

/**
 * Unrecognized Chunk Type (RFC 9260 section 3.3.10.6).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |         Cause Code = 6        |          Cause Length         |
 * |                       Unrecognized Chunk                      |
 * </pre>
 *
 * @param value the chunk that was not recognized, or as much of it as fits
 */
public record UnrecognizedChunkTypeCause(Octets value) implements ErrorCause {
  /** Cause code. */
  public static final int TYPE = 6;

  static UnrecognizedChunkTypeCause parse(ByteBuffer element) {
    Element.value(element, 0, "UnrecognizedChunkTypeCause");
    return new UnrecognizedChunkTypeCause(Octets.rest(element));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public int length() {
    return Element.HEADER + value.length();
  }

  @Override
  public void writeTo(ByteBuffer out) {
    Element.writeParameterHeader(out, TYPE, length());
    value.writeTo(out);
    Element.pad(out, length());
  }
}
