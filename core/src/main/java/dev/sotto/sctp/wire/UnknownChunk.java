package dev.sotto.sctp.wire;

import java.nio.ByteBuffer;

/**
 * A chunk that no record here stands for. The two highest bits of its type say what to do with it
 * (RFC 9260 section 3.2).
 *
 * @param type chunk type, 0 to 255
 * @param flags chunk flags
 * @param value the value
 */
public record UnknownChunk(int type, int flags, Octets value) implements Chunk {
  static UnknownChunk parse(ByteBuffer chunk) {
    Element.value(chunk, 0, "chunk");
    return new UnknownChunk(chunk.get(0) & 0xff, chunk.get(1) & 0xff, Octets.rest(chunk));
  }

  /**
   * Whether the rest of the packet is not to be looked at.
   *
   * @return whether the highest bit says so
   */
  public boolean stopsProcessing() {
    return (type & 0x80) == 0;
  }

  /**
   * Whether its sender wants to be told.
   *
   * @return whether the second highest bit says so
   */
  public boolean isToBeReported() {
    return (type & 0x40) != 0;
  }

  @Override
  public int length() {
    return Element.HEADER + value.length();
  }

  @Override
  public void writeTo(ByteBuffer out) {
    Element.writeChunkHeader(out, type, flags, length());
    value.writeTo(out);
    Element.pad(out, length());
  }

  @Override
  public void dispatchTo(Handler handler) {
    handler.handle(this);
  }
}
