package dev.sotto.stun;

import static dev.sotto.stun.StunFormatException.Reason.BAD_ATTRIBUTE;

import dev.sotto.address.IpAddress;
import dev.sotto.address.TransportAddress;

/**
 * The value of MAPPED-ADDRESS and, with a mask, of XOR-MAPPED-ADDRESS and its kin (RFC 8489
 * sections 14.1 and 14.2).
 *
 * <pre>
 * |0 0 0 0 0 0 0 0|    family     |             port              |
 * |                address (32 bits or 128 bits)                  |
 * </pre>
 *
 * <p>The mask is the magic cookie and the transaction id, as they stand in the header: the port is
 * xored with its first two bytes, the address with as many bytes as it has.
 */
final class AddressCodec {
  private static final int FAMILY_IPV4 = 1;
  private static final int FAMILY_IPV6 = 2;
  private static final int MASK_LENGTH = 16;
  private static final byte[] NO_MASK = new byte[MASK_LENGTH];

  private AddressCodec() {}

  static TransportAddress read(byte[] from, int offset, int length) {
    return read(from, offset, length, NO_MASK, 0);
  }

  static TransportAddress read(byte[] from, int offset, int length, byte[] maskIn, int maskOffset) {
    int ipLength = length < 4 ? -1 : ipLength(from[offset + 1]);
    if (ipLength < 0 || length != 4 + ipLength) {
      throw new StunFormatException(BAD_ATTRIBUTE, "not an address of " + length + " bytes");
    }
    byte[] masked = new byte[length];
    System.arraycopy(from, offset, masked, 0, length);
    xor(masked, maskIn, maskOffset);
    int port = (masked[2] & 0xff) << 8 | (masked[3] & 0xff);
    return new TransportAddress(IpAddress.of(masked, 4, ipLength), port);
  }

  /** RFC 8489 14.1: the first byte MUST be ignored by receivers; the second is the family. */
  private static int ipLength(byte family) {
    return switch (family) {
      case FAMILY_IPV4 -> 4;
      case FAMILY_IPV6 -> 16;
      default -> -1;
    };
  }

  static byte[] write(TransportAddress address) {
    byte[] ip = address.ip().bytes();
    byte[] value = new byte[4 + ip.length];
    value[1] = (byte) (address.ip().isIpv4() ? FAMILY_IPV4 : FAMILY_IPV6);
    value[2] = (byte) (address.port() >> 8);
    value[3] = (byte) address.port();
    System.arraycopy(ip, 0, value, 4, ip.length);
    return value;
  }

  static byte[] write(TransportAddress address, byte[] maskIn, int maskOffset) {
    byte[] value = write(address);
    xor(value, maskIn, maskOffset);
    return value;
  }

  private static void xor(byte[] value, byte[] maskIn, int maskOffset) {
    value[2] ^= maskIn[maskOffset];
    value[3] ^= maskIn[maskOffset + 1];
    for (int i = 4; i < value.length; i++) {
      value[i] ^= maskIn[maskOffset + i - 4];
    }
  }
}
