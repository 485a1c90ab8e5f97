package dev.sotto.sctp.wire;

import java.nio.ByteBuffer;

/**
 * Supported Extensions (RFC 5061 section 4.2.7): the chunk types of extensions that the sender
 * knows.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |          Type = 32776         |             Length            |
 * |  Chunk Type 1 |  Chunk Type 2 |  Chunk Type 3 |      ...      |
 * </pre>
 *
 * @param chunkTypes a byte for each chunk type
 */
public record SupportedExtensionsParameter(Octets chunkTypes) implements Parameter {
  /** Parameter type. */
  public static final int TYPE = 32776;

  /**
   * Whether a chunk type is among them.
   *
   * @param chunkType 0 to 255
   * @return whether it is
   */
  public boolean contains(int chunkType) {
    for (byte type : chunkTypes.toByteArray()) {
      if ((type & 0xff) == chunkType) {
        return true;
      }
    }
    return false;
  }

  static SupportedExtensionsParameter parse(ByteBuffer element) {
    Element.value(element, 0, "Supported Extensions");
    return new SupportedExtensionsParameter(Octets.rest(element));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public int length() {
    return Element.HEADER + chunkTypes.length();
  }

  @Override
  public void writeTo(ByteBuffer out) {
    Element.writeParameterHeader(out, TYPE, length());
    chunkTypes.writeTo(out);
    Element.pad(out, length());
  }
}
