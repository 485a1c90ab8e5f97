package dev.sotto.sctp.wire;

/**
 * The header of every packet (RFC 9260 section 3.1), read and written in place.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |      Source Port Number       |    Destination Port Number    |
 * |                       Verification Tag                        |
 * |                           Checksum                            |
 * </pre>
 */
public final class CommonHeader {
  /** Length in bytes. */
  public static final int LENGTH = 12;

  private CommonHeader() {}

  /**
   * Reads the source port.
   *
   * @param packet array
   * @param at where the packet starts
   * @return 0 to 65535
   */
  public static int sourcePort(byte[] packet, int at) {
    return BigEndian.u16(packet, at);
  }

  /**
   * Reads the destination port.
   *
   * @param packet array
   * @param at where the packet starts
   * @return 0 to 65535
   */
  public static int destinationPort(byte[] packet, int at) {
    return BigEndian.u16(packet, at + 2);
  }

  /**
   * Reads the verification tag.
   *
   * @param packet array
   * @param at where the packet starts
   * @return the tag
   */
  public static int verificationTag(byte[] packet, int at) {
    return BigEndian.i32(packet, at + 4);
  }

  /**
   * Writes the header with a zero checksum.
   *
   * @param packet array
   * @param at where the packet starts
   * @param sourcePort source port
   * @param destinationPort destination port
   * @param verificationTag the receiver's tag
   */
  public static void write(
      byte[] packet, int at, int sourcePort, int destinationPort, int verificationTag) {
    BigEndian.put16(packet, at, sourcePort);
    BigEndian.put16(packet, at + 2, destinationPort);
    BigEndian.put32(packet, at + 4, verificationTag);
    BigEndian.put32(packet, at + 8, 0);
  }
}
