package dev.sotto.portmap;

import dev.sotto.net.Path;
import java.nio.ByteBuffer;

/**
 * A request to map a port by NAT-PMP (RFC 6886 section 3.3).
 *
 * <pre>
 *   +---------------+---------------+-------------------------------+
 *   |  Version = 0  |   OP = 1, 2   |           Reserved            |
 *   +---------------+---------------+-------------------------------+
 *   |         Internal Port         |    Suggested External Port    |
 *   +-------------------------------+-------------------------------+
 *   |            Requested Port Mapping Lifetime in Seconds         |
 *   +---------------------------------------------------------------+
 * </pre>
 *
 * @param transport UDP is opcode 1, TCP 2
 * @param internalPort the port on the inside
 * @param externalPort the suggestion for the outside, 0 for none or to delete
 * @param lifetimeSeconds for how long, 0 to delete
 */
record NatPmpRequest(
    Path.Transport transport, int internalPort, int externalPort, long lifetimeSeconds) {
  static final int VERSION = 0;
  static final int ADDRESS = 0;
  static final int MAP_UDP = 1;
  static final int MAP_TCP = 2;
  private static final int BYTES = 12;

  /** Asks for the external address (RFC 6886 section 3.2). */
  static byte[] externalAddress() {
    return new byte[] {VERSION, ADDRESS};
  }

  /** The number of the operation. */
  int opcode() {
    return transport == Path.Transport.UDP ? MAP_UDP : MAP_TCP;
  }

  byte[] toBytes() {
    return ByteBuffer.allocate(BYTES)
        .put((byte) VERSION)
        .put((byte) opcode())
        .putShort((short) 0)
        .putShort((short) internalPort)
        .putShort((short) externalPort)
        .putInt((int) lifetimeSeconds)
        .array();
  }
}
