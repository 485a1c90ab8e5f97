package dev.sotto.sctp.wire;

import dev.sotto.sctp.wire.WireFormatException.Reason;
import java.nio.ByteBuffer;

/**
 * What chunks, parameters and error causes have in common (RFC 9260 sections 3.2, 3.2.1, 3.3.10):
 * two bytes of their own, a length of two bytes that counts these four but not the padding, a
 * value, and zeros up to a multiple of four.
 */
final class Element {
  static final int HEADER = 4;

  private Element() {}

  /**
   * Takes the next element: a view of its header and value, while the input moves past its padding.
   */
  static ByteBuffer next(ByteBuffer in, String where) {
    if (in.remaining() < HEADER) {
      throw new WireFormatException(Reason.TRUNCATED, where);
    }
    int length = in.getShort(in.position() + 2) & 0xffff;
    if (length < HEADER || length > in.remaining()) {
      throw new WireFormatException(Reason.BAD_LENGTH, where);
    }
    ByteBuffer element = in.slice(in.position(), length);
    in.position(in.position() + Math.min(padded(length), in.remaining()));
    return element;
  }

  /** Moves to the value and checks that it has the length that the format wants, or more. */
  static void value(ByteBuffer element, int leastLength, String where) {
    element.position(HEADER);
    if (element.remaining() < leastLength) {
      throw new WireFormatException(Reason.TRUNCATED, where);
    }
  }

  static void writeParameterHeader(ByteBuffer out, int type, int length) {
    out.putShort((short) type);
    out.putShort((short) length);
  }

  static void writeChunkHeader(ByteBuffer out, int type, int flags, int length) {
    out.put((byte) type);
    out.put((byte) flags);
    out.putShort((short) length);
  }

  static void pad(ByteBuffer out, int length) {
    for (int i = length; i < padded(length); i++) {
      out.put((byte) 0);
    }
  }

  static int padded(int length) {
    return (length + 3) & ~3;
  }
}
