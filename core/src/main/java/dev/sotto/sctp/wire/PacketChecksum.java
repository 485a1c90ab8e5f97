package dev.sotto.sctp.wire;

import java.util.zip.CRC32C;

/**
 * The CRC32c over a packet with its checksum field taken as zero (RFC 9260 section 6.8 and appendix
 * A). One instance serves one thread and allocates nothing.
 */
public final class PacketChecksum {
  private static final int FIELD = 8;
  private static final byte[] ZEROS = new byte[4];

  private final CRC32C crc = new CRC32C();

  /** A checksum to be used many times. */
  public PacketChecksum() {}

  /**
   * Whether a packet carries the right checksum.
   *
   * @param packet array
   * @param offset where the packet starts
   * @param length its length, at least {@link CommonHeader#LENGTH}
   * @return whether it does
   */
  public boolean matches(byte[] packet, int offset, int length) {
    return BigEndian.i32(packet, offset + FIELD) == of(packet, offset, length);
  }

  /**
   * Puts the right checksum into a packet.
   *
   * @param packet array
   * @param offset where the packet starts
   * @param length its length, at least {@link CommonHeader#LENGTH}
   */
  public void seal(byte[] packet, int offset, int length) {
    BigEndian.put32(packet, offset + FIELD, of(packet, offset, length));
  }

  /** The field holds the least significant byte first, unlike all others. */
  private int of(byte[] packet, int offset, int length) {
    crc.reset();
    crc.update(packet, offset, FIELD);
    crc.update(ZEROS, 0, 4);
    crc.update(packet, offset + CommonHeader.LENGTH, length - CommonHeader.LENGTH);
    return Integer.reverseBytes((int) crc.getValue());
  }
}
