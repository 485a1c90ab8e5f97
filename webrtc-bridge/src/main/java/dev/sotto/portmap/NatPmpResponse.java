package dev.sotto.portmap;

import dev.sotto.address.IpAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A response of NAT-PMP (RFC 6886 sections 3.2, 3.3 and 3.5).
 *
 * <pre>
 *   +---------------+---------------+-------------------------------+
 *   |  Version = 0  |  OP = 128 + x |          Result Code          |
 *   +---------------+---------------+-------------------------------+
 *   |                Seconds Since Start of Epoch                   |
 *   +---------------------------------------------------------------+
 *   |  External IPv4 Address (x = 0), or (x = 1, 2):                |
 *   |         Internal Port         |      Mapped External Port     |
 *   +-------------------------------+-------------------------------+
 *   |              Port Mapping Lifetime in Seconds                 |
 *   +---------------------------------------------------------------+
 * </pre>
 */
sealed interface NatPmpResponse {
  int UNSUPPORTED_VERSION = 1;

  /** The operation that is answered, without the 128. */
  int opcode();

  /** How long the server has kept its state. */
  long epochSeconds();

  /** The external address, which is none while the gateway has none. */
  record Address(IpAddress external, long epochSeconds) implements NatPmpResponse {
    @Override
    public int opcode() {
      return NatPmpRequest.ADDRESS;
    }
  }

  /** A port is mapped, or with lifetime 0 is no longer. */
  record Mapped(
      int opcode, int internalPort, int externalPort, long lifetimeSeconds, long epochSeconds)
      implements NatPmpResponse {}

  /** The server says no. */
  record Refused(int opcode, int result, long epochSeconds) implements NatPmpResponse {}

  /** Reads a datagram; empty for what is no such response. */
  static Optional<NatPmpResponse> parse(ByteBuffer from) {
    if (from.remaining() < 8 || from.get() != NatPmpRequest.VERSION) {
      return Optional.empty();
    }
    int opcode = (from.get() & 0xff) ^ 0x80;
    int result = from.getShort() & 0xffff;
    long epoch = from.getInt() & 0xffff_ffffL;
    if (opcode > NatPmpRequest.MAP_TCP) {
      return Optional.empty();
    }
    if (result != 0) {
      return Optional.of(new Refused(opcode, result, epoch));
    }
    return opcode == NatPmpRequest.ADDRESS
        ? parseAddress(from, epoch)
        : parseMapped(from, opcode, epoch);
  }

  private static Optional<NatPmpResponse> parseAddress(ByteBuffer from, long epoch) {
    byte[] address = new byte[4];
    if (from.remaining() < address.length) {
      return Optional.empty();
    }
    from.get(address);
    return Optional.of(new Address(IpAddress.of(address), epoch));
  }

  private static Optional<NatPmpResponse> parseMapped(ByteBuffer from, int opcode, long epoch) {
    if (from.remaining() < 8) {
      return Optional.empty();
    }
    int internalPort = from.getShort() & 0xffff;
    int externalPort = from.getShort() & 0xffff;
    long lifetime = from.getInt() & 0xffff_ffffL;
    return Optional.of(new Mapped(opcode, internalPort, externalPort, lifetime, epoch));
  }
}
