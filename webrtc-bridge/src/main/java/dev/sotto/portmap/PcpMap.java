package dev.sotto.portmap;

import dev.sotto.address.IpAddress;
import dev.sotto.address.TransportAddress;
import java.nio.ByteBuffer;

/**
 * What a MAP request and its response carry (RFC 6887 section 11.1).
 *
 * <pre>
 *   0                   1                   2                   3
 *   +---------------------------------------------------------------+
 *   |                 Mapping Nonce (96 bits)                       |
 *   +---------------------------------------------------------------+
 *   |   Protocol    |          Reserved (24 bits)                   |
 *   +---------------------------------------------------------------+
 *   |        Internal Port          |  Suggested or Assigned Port   |
 *   +---------------------------------------------------------------+
 *   |       Suggested or Assigned External IP Address (128 bits)    |
 *   +---------------------------------------------------------------+
 * </pre>
 *
 * @param nonce whose mapping it is
 * @param protocol the number of the transport in an IP header
 * @param internalPort the port on the inside
 * @param external the outside, suggested in a request and assigned in a response; {@code 0.0.0.0}
 *     or {@code ::} without preference
 */
record PcpMap(PcpNonce nonce, int protocol, int internalPort, TransportAddress external) {
  static final int BYTES = 36;
  private static final int ADDRESS_BYTES = 16;

  /** Reads it; the caller has seen to it that {@link #BYTES} are there. */
  static PcpMap parse(ByteBuffer from) {
    PcpNonce nonce = PcpNonce.parse(from);
    int protocol = from.getInt() >>> 24;
    int internalPort = from.getShort() & 0xffff;
    int externalPort = from.getShort() & 0xffff;
    byte[] address = new byte[ADDRESS_BYTES];
    from.get(address);
    return new PcpMap(
        nonce, protocol, internalPort, new TransportAddress(IpAddress.of(address), externalPort));
  }

  void writeTo(ByteBuffer to) {
    nonce.writeTo(to);
    to.putInt(protocol << 24).putShort((short) internalPort).putShort((short) external.port());
    writeAddress(external.ip(), to);
  }

  /** RFC 6887 section 5: IPv4 addresses are IPv4-mapped ones, the unspecified one included. */
  static void writeAddress(IpAddress address, ByteBuffer to) {
    if (address.isIpv4()) {
      to.putLong(0).putShort((short) 0).putShort((short) 0xffff);
    }
    to.put(address.bytes());
  }
}
