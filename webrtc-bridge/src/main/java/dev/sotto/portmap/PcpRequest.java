package dev.sotto.portmap;

import dev.sotto.address.IpAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A request of PCP version 2 (RFC 6887 section 7.1): MAP, or ANNOUNCE when there is nothing to map.
 *
 * <pre>
 *   +---------------+---------------+-------------------------------+
 *   |  Version = 2  |R|   Opcode    |         Reserved              |
 *   +---------------+---------------+-------------------------------+
 *   |                 Requested Lifetime (32 bits)                  |
 *   +---------------------------------------------------------------+
 *   |            PCP Client's IP Address (128 bits)                 |
 *   +---------------------------------------------------------------+
 * </pre>
 *
 * @param lifetimeSeconds for how long, 0 to delete; 0 in ANNOUNCE
 * @param client the address that the request is sent from
 * @param map what to map, or null in ANNOUNCE
 */
record PcpRequest(long lifetimeSeconds, IpAddress client, @Nullable PcpMap map) {
  static final int VERSION = 2;
  static final int ANNOUNCE = 0;
  static final int MAP = 1;
  static final int HEADER_BYTES = 24;

  /** Asks only whether the server has lost its state (RFC 6887 section 14.1). */
  static PcpRequest announce(IpAddress client) {
    return new PcpRequest(0, client, null);
  }

  byte[] toBytes() {
    ByteBuffer to = ByteBuffer.allocate(HEADER_BYTES + (map == null ? 0 : PcpMap.BYTES));
    to.put((byte) VERSION).put((byte) (map == null ? ANNOUNCE : MAP)).putShort((short) 0);
    to.putInt((int) lifetimeSeconds);
    PcpMap.writeAddress(client, to);
    if (map != null) {
      map.writeTo(to);
    }
    return to.array();
  }
}
