package dev.sotto.transfer;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What stands before the data of a chunk, 45 bytes, big endian (docs/protocol.md, "Chunks"):
 *
 * <pre>
 *  u8 type 1 | u32 index | u32 chunk | u32 length | 32 bytes SHA-256 of the data
 * </pre>
 *
 * @param index the place of the file in the manifest, 0 or more
 * @param chunk the number of the chunk in its file, 0 to 2^32 - 1
 * @param length bytes of data, 1 to {@link #MAX_LENGTH}
 * @param hash of the data
 */
public record ChunkHeader(int index, long chunk, int length, Digest hash) {
  /** Bytes of the header itself. */
  public static final int LENGTH = 1 + 4 + 4 + 4 + Digest.LENGTH;

  /** The most bytes of a chunk, and how many every chunk but the last of a file has: 1 MiB. */
  public static final int MAX_LENGTH = 1 << 20;

  private static final byte TYPE = 1;
  private static final long MAX_CHUNK = 0xffff_ffffL;

  /** Refuses numbers out of range. */
  public ChunkHeader {
    if (index < 0 || chunk < 0 || chunk > MAX_CHUNK || length < 1 || length > MAX_LENGTH) {
      throw new IllegalArgumentException("not a chunk: " + index + ", " + chunk + ", " + length);
    }
  }

  /**
   * Reads a header.
   *
   * @param from at a header; behind it afterwards
   * @return the header; empty when there is none
   */
  public static Optional<ChunkHeader> read(ByteBuffer from) {
    if (from.remaining() < LENGTH || from.get() != TYPE) {
      return Optional.empty();
    }
    int index = from.getInt();
    long chunk = from.getInt() & MAX_CHUNK;
    int length = from.getInt();
    Digest hash = Digest.read(from);
    if (index < 0 || length < 1 || length > MAX_LENGTH) {
      return Optional.empty();
    }
    return Optional.of(new ChunkHeader(index, chunk, length, hash));
  }

  /**
   * Writes the header.
   *
   * @param to where; with room for {@link #LENGTH} bytes
   */
  public void writeTo(ByteBuffer to) {
    to.put(TYPE).putInt(index).putInt((int) chunk).putInt(length).put(hash.shared());
  }
}
