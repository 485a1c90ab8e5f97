package dev.sotto.turn;

/**
 * A datagram to or from a peer behind four bytes (RFC 8656 section 12.4).
 *
 * <pre>
 * |         channel number        |            length             |
 * |                       application data                        |
 * </pre>
 *
 * <p>Over a stream it is followed by up to three bytes so that the next packet starts at a multiple
 * of four; the length does not count them.
 */
final class ChannelData {
  static final int HEADER_LENGTH = 4;

  /** RFC 8656 section 12: numbers are 0x4000 to 0x4FFF, the rest of the range is reserved. */
  static final int FIRST_NUMBER = 0x4000;

  private ChannelData() {}

  /** Whether a packet with this first byte is ChannelData; the rest of 0x40 to 0x7F is reserved. */
  static boolean startsWith(byte first) {
    return (first & 0xF0) == 0x40;
  }

  static int number(byte[] packet, int offset) {
    return (packet[offset] & 0xff) << 8 | (packet[offset + 1] & 0xff);
  }

  /** How many bytes of application data the header announces. */
  static int length(byte[] packet, int offset) {
    return (packet[offset + 2] & 0xff) << 8 | (packet[offset + 3] & 0xff);
  }

  static int padded(int length) {
    return length + 3 & ~3;
  }

  /** Writes one; the arrays may be the same and the ranges overlap. */
  static int write(
      int number,
      byte[] payload,
      int offset,
      int length,
      byte[] into,
      int intoOffset,
      boolean padding) {
    System.arraycopy(payload, offset, into, intoOffset + HEADER_LENGTH, length);
    into[intoOffset] = (byte) (number >> 8);
    into[intoOffset + 1] = (byte) number;
    into[intoOffset + 2] = (byte) (length >> 8);
    into[intoOffset + 3] = (byte) length;
    int size = HEADER_LENGTH + (padding ? padded(length) : length);
    for (int i = HEADER_LENGTH + length; i < size; i++) {
      into[intoOffset + i] = 0;
    }
    return size;
  }
}
