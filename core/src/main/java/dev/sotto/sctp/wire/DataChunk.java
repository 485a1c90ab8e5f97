package dev.sotto.sctp.wire;

/**
 * DATA (RFC 9260 section 3.3.1), read and written in place: the fast path makes no object of it.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |   Type = 0    |  Res  |I|U|B|E|           Length              |
 * |                              TSN                              |
 * |      Stream Identifier S      |   Stream Sequence Number n    |
 * |                  Payload Protocol Identifier                  |
 * |                 User Data (seq n of Stream S)                 |
 * </pre>
 */
public final class DataChunk {
  /** Chunk type. */
  public static final int TYPE = 0;

  /** Chunk type of I-DATA (RFC 8260 section 2.1), which is not negotiated yet. */
  public static final int INTERLEAVED_TYPE = 64;

  /** Bytes before the user data. */
  public static final int HEADER = 16;

  /** Flag E: the last fragment of a message. */
  public static final int ENDING = 1;

  /** Flag B: the first fragment of a message. */
  public static final int BEGINNING = 2;

  /** Flag U: no order. */
  public static final int UNORDERED = 4;

  /** Flag I (RFC 7053): the sender wants the acknowledgment at once. */
  public static final int IMMEDIATE = 8;

  private DataChunk() {}

  /**
   * Reads the TSN.
   *
   * @param in array
   * @param at where the chunk starts
   * @return the TSN
   */
  public static int tsn(byte[] in, int at) {
    return BigEndian.i32(in, at + 4);
  }

  /**
   * Reads the stream identifier.
   *
   * @param in array
   * @param at where the chunk starts
   * @return 0 to 65535
   */
  public static int streamId(byte[] in, int at) {
    return BigEndian.u16(in, at + 8);
  }

  /**
   * Reads the stream sequence number.
   *
   * @param in array
   * @param at where the chunk starts
   * @return 0 to 65535; without meaning when unordered
   */
  public static int ssn(byte[] in, int at) {
    return BigEndian.u16(in, at + 10);
  }

  /**
   * Reads the payload protocol identifier.
   *
   * @param in array
   * @param at where the chunk starts
   * @return its bits
   */
  public static int ppid(byte[] in, int at) {
    return BigEndian.i32(in, at + 12);
  }

  /**
   * Writes all but the user data.
   *
   * @param out array
   * @param at where the chunk starts
   * @param flags E, B, U and I
   * @param userDataLength bytes of user data, 1 to 65519
   * @param tsn TSN
   * @param streamId stream identifier
   * @param ssn stream sequence number
   * @param ppid bits of the payload protocol identifier
   */
  public static void writeHeader(
      byte[] out, int at, int flags, int userDataLength, int tsn, int streamId, int ssn, int ppid) {
    out[at] = TYPE;
    out[at + 1] = (byte) flags;
    BigEndian.put16(out, at + 2, HEADER + userDataLength);
    BigEndian.put32(out, at + 4, tsn);
    BigEndian.put16(out, at + 8, streamId);
    BigEndian.put16(out, at + 10, ssn);
    BigEndian.put32(out, at + 12, ppid);
  }
}
