package dev.sotto.sctp.wire;

/**
 * SACK (RFC 9260 section 3.3.4), read and written in place: the fast path makes no object of it.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |   Type = 3    |  Chunk Flags  |         Chunk Length          |
 * |                      Cumulative TSN Ack                       |
 * |          Advertised Receiver Window Credit (a_rwnd)           |
 * | Number of Gap Ack Blocks = N  |  Number of Duplicate TSNs = M |
 * |    Gap Ack Block #1 Start     |     Gap Ack Block #1 End      |  N times
 * |                       Duplicate TSN 1                         |  M times
 * </pre>
 */
public final class SackChunk {
  /** Chunk type. */
  public static final int TYPE = 3;

  /** Bytes before the blocks. */
  public static final int HEADER = 16;

  /** Bytes of a gap ack block, and of a duplicate TSN. */
  public static final int BLOCK = 4;

  private SackChunk() {}

  /**
   * Whether the two counts agree with the length.
   *
   * @param in array
   * @param at where the chunk starts
   * @param length of the chunk, lying inside of the array
   * @return whether everything that the counts announce is there
   */
  public static boolean isWhole(byte[] in, int at, int length) {
    return length >= HEADER
        && length >= HEADER + BLOCK * (gapCount(in, at) + BigEndian.u16(in, at + 14));
  }

  /**
   * Reads the cumulative TSN.
   *
   * @param in array
   * @param at where the chunk starts
   * @return the TSN
   */
  public static int cumulativeTsn(byte[] in, int at) {
    return BigEndian.i32(in, at + 4);
  }

  /**
   * Reads the advertised window.
   *
   * @param in array
   * @param at where the chunk starts
   * @return bytes, 0 to 2^32 - 1
   */
  public static long advertisedWindow(byte[] in, int at) {
    return BigEndian.i32(in, at + 8) & 0xffff_ffffL;
  }

  /**
   * Reads how many gap ack blocks there are.
   *
   * @param in array
   * @param at where the chunk starts
   * @return 0 to 65535
   */
  public static int gapCount(byte[] in, int at) {
    return BigEndian.u16(in, at + 12);
  }

  /**
   * Reads the start of a gap ack block.
   *
   * @param in array
   * @param at where the chunk starts
   * @param block which one, from 0
   * @return distance of its first TSN from the cumulative TSN, 0 to 65535
   */
  public static int gapStart(byte[] in, int at, int block) {
    return BigEndian.u16(in, at + HEADER + BLOCK * block);
  }

  /**
   * Reads the end of a gap ack block.
   *
   * @param in array
   * @param at where the chunk starts
   * @param block which one, from 0
   * @return distance of its last TSN from the cumulative TSN, 0 to 65535
   */
  public static int gapEnd(byte[] in, int at, int block) {
    return BigEndian.u16(in, at + HEADER + BLOCK * block + 2);
  }

  /**
   * Writes all but the blocks and duplicates, which follow as pairs of 16 bits and as 32 bits.
   *
   * @param out array
   * @param at where the chunk starts
   * @param cumulativeTsn cumulative TSN
   * @param window advertised window, bytes
   * @param gaps how many blocks follow
   * @param duplicates how many duplicate TSNs follow
   */
  public static void writeHeader(
      byte[] out, int at, int cumulativeTsn, long window, int gaps, int duplicates) {
    out[at] = TYPE;
    out[at + 1] = 0;
    BigEndian.put16(out, at + 2, HEADER + BLOCK * (gaps + duplicates));
    BigEndian.put32(out, at + 4, cumulativeTsn);
    BigEndian.put32(out, at + 8, (int) window);
    BigEndian.put16(out, at + 12, gaps);
    BigEndian.put16(out, at + 14, duplicates);
  }
}
