package dev.sotto.portmap;

import dev.sotto.address.IpAddress;
import dev.sotto.address.TransportAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One mapping in the words of NAT-PMP (RFC 6886), which tells the external address and the external
 * port in two answers.
 */
final class NatPmp implements PortControlProtocol {
  private final InternalPort internal;
  private final int opcode;
  private int externalPort;
  private @Nullable IpAddress address;
  private NatPmpResponse.@Nullable Mapped mapped;

  NatPmp(InternalPort internal) {
    this.internal = internal;
    this.externalPort = internal.port();
    this.opcode = request(0, 0).opcode();
  }

  @Override
  public MappingProtocol protocol() {
    return MappingProtocol.NAT_PMP;
  }

  @Override
  public List<byte[]> mapRequests(long lifetimeSeconds) {
    address = null;
    mapped = null;
    return List.of(
        NatPmpRequest.externalAddress(), request(externalPort, lifetimeSeconds).toBytes());
  }

  @Override
  public byte[] watchRequest() {
    return NatPmpRequest.externalAddress();
  }

  @Override
  public byte[] deleteRequest() {
    // RFC 6886 section 3.4: suggested port and lifetime are zero.
    return request(0, 0).toBytes();
  }

  private NatPmpRequest request(int suggestedPort, long lifetimeSeconds) {
    return new NatPmpRequest(internal.transport(), internal.port(), suggestedPort, lifetimeSeconds);
  }

  @Override
  public Answer read(ByteBuffer datagram) {
    if (isOtherVersion(datagram)) {
      return new Answer.NotSupported();
    }
    Optional<NatPmpResponse> response = NatPmpResponse.parse(datagram);
    return response.isEmpty() ? new Answer.Nothing() : read(response.get());
  }

  /** A PCP server that has no NAT-PMP answers in its version (RFC 6887 section 9). */
  private static boolean isOtherVersion(ByteBuffer datagram) {
    int at = datagram.position();
    return datagram.remaining() >= PcpRequest.HEADER_BYTES
        && datagram.get(at) != NatPmpRequest.VERSION
        && (datagram.get(at + 1) & 0x80) != 0
        && datagram.get(at + 3) == PcpResponse.UNSUPPORTED_VERSION;
  }

  private Answer read(NatPmpResponse response) {
    if (response instanceof NatPmpResponse.Refused refused) {
      // Version 0 unsupported, in version 0: that answers the PCP request before.
      boolean ours = refused.opcode() == opcode || refused.opcode() == NatPmpRequest.ADDRESS;
      return ours && refused.result() != NatPmpResponse.UNSUPPORTED_VERSION
          ? new Answer.Refused(refused.result())
          : new Answer.Nothing();
    }
    if (response instanceof NatPmpResponse.Address found) {
      return readAddress(found);
    }
    NatPmpResponse.Mapped granted = (NatPmpResponse.Mapped) response;
    if (granted.opcode() != opcode || granted.internalPort() != internal.port()) {
      return new Answer.Nothing();
    }
    if (granted.lifetimeSeconds() == 0) {
      return new Answer.Deleted();
    }
    mapped = granted;
    externalPort = granted.externalPort();
    return grantedOr(new Answer.Nothing());
  }

  private Answer readAddress(NatPmpResponse.Address found) {
    boolean changed = address != null && !address.equals(found.external());
    boolean first = address == null;
    address = found.external();
    if (changed) {
      return new Answer.Changed(found.epochSeconds());
    }
    Answer alive = new Answer.Alive(found.epochSeconds());
    return first ? grantedOr(alive) : alive;
  }

  private Answer grantedOr(Answer other) {
    return address != null && mapped != null
        ? new Answer.Granted(
            new TransportAddress(address, mapped.externalPort()),
            mapped.lifetimeSeconds(),
            mapped.epochSeconds())
        : other;
  }
}
