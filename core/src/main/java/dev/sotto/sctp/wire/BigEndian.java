package dev.sotto.sctp.wire;

/** Numbers in network byte order at a position of an array; no bounds of its own. */
public final class BigEndian {
  private BigEndian() {}

  /**
   * Reads 16 bits.
   *
   * @param in array
   * @param at position
   * @return 0 to 65535
   */
  public static int u16(byte[] in, int at) {
    return (in[at] & 0xff) << 8 | (in[at + 1] & 0xff);
  }

  /**
   * Reads 32 bits.
   *
   * @param in array
   * @param at position
   * @return the bits
   */
  public static int i32(byte[] in, int at) {
    return u16(in, at) << 16 | u16(in, at + 2);
  }

  /**
   * Writes 16 bits.
   *
   * @param out array
   * @param at position
   * @param value the lower 16 bits of it are written
   */
  public static void put16(byte[] out, int at, int value) {
    out[at] = (byte) (value >> 8);
    out[at + 1] = (byte) value;
  }

  /**
   * Writes 32 bits.
   *
   * @param out array
   * @param at position
   * @param value the bits
   */
  public static void put32(byte[] out, int at, int value) {
    put16(out, at, value >>> 16);
    put16(out, at + 2, value);
  }
}
