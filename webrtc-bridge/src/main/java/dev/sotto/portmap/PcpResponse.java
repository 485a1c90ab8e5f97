package dev.sotto.portmap;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A response of PCP version 2 (RFC 6887 section 7.2).
 *
 * <pre>
 *   +---------------+---------------+---------------+---------------+
 *   |  Version = 2  |R|   Opcode    |   Reserved    |  Result Code  |
 *   +---------------+---------------+---------------+---------------+
 *   |                      Lifetime (32 bits)                       |
 *   +---------------------------------------------------------------+
 *   |                     Epoch Time (32 bits)                      |
 *   +---------------------------------------------------------------+
 *   |                      Reserved (96 bits)                       |
 *   +---------------------------------------------------------------+
 * </pre>
 *
 * @param result 0 for success, else a code of section 7.4
 * @param lifetimeSeconds how long the mapping lasts, or with an error how long the error does
 * @param epochSeconds how long the server has kept its state
 * @param map what was mapped, or null in the answer to ANNOUNCE
 */
record PcpResponse(int result, long lifetimeSeconds, long epochSeconds, @Nullable PcpMap map) {
  static final int SUCCESS = 0;
  static final int UNSUPPORTED_VERSION = 1;

  /** RFC 6887 section 7: no message is longer. */
  private static final int MOST_BYTES = 1100;

  private static final int RESPONSE = 0x80;

  /** Reads a datagram; empty for what is no such response to a request of ours. */
  static Optional<PcpResponse> parse(ByteBuffer from) {
    int length = from.remaining();
    if (length < PcpRequest.HEADER_BYTES || length > MOST_BYTES || length % 4 != 0) {
      return Optional.empty();
    }
    int version = from.get();
    int opcode = (from.get() & 0xff) ^ RESPONSE;
    boolean isMap = opcode == PcpRequest.MAP;
    boolean known = isMap || opcode == PcpRequest.ANNOUNCE;
    if (version != PcpRequest.VERSION
        || !known
        || (isMap && length < PcpRequest.HEADER_BYTES + PcpMap.BYTES)) {
      return Optional.empty();
    }
    from.get();
    int result = from.get() & 0xff;
    long lifetime = from.getInt() & 0xffff_ffffL;
    long epoch = from.getInt() & 0xffff_ffffL;
    from.getLong();
    from.getInt();
    // What follows is options, and we asked for none.
    return Optional.of(new PcpResponse(result, lifetime, epoch, isMap ? PcpMap.parse(from) : null));
  }
}
