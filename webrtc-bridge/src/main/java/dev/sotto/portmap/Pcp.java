package dev.sotto.portmap;

import dev.sotto.address.IpAddress;
import dev.sotto.address.TransportAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** One mapping in the words of PCP (RFC 6887 section 11). */
final class Pcp implements PortControlProtocol {
  private static final IpAddress NO_IPV4 = IpAddress.of(new byte[4]);
  private static final IpAddress NO_IPV6 = IpAddress.of(new byte[16]);

  private final InternalPort internal;
  private final PcpNonce nonce;
  private TransportAddress external;

  Pcp(InternalPort internal, RandomGenerator random) {
    this.internal = internal;
    this.nonce = PcpNonce.random(random);
    this.external =
        new TransportAddress(internal.ip().isIpv4() ? NO_IPV4 : NO_IPV6, internal.port());
  }

  @Override
  public MappingProtocol protocol() {
    return MappingProtocol.PCP;
  }

  @Override
  public List<byte[]> mapRequests(long lifetimeSeconds) {
    return List.of(request(lifetimeSeconds));
  }

  @Override
  public byte[] watchRequest() {
    return PcpRequest.announce(internal.ip()).toBytes();
  }

  @Override
  public byte[] deleteRequest() {
    return request(0);
  }

  private byte[] request(long lifetimeSeconds) {
    PcpMap map = new PcpMap(nonce, internal.protocolNumber(), internal.port(), external);
    return new PcpRequest(lifetimeSeconds, internal.ip(), map).toBytes();
  }

  @Override
  public Answer read(ByteBuffer datagram) {
    if (isOtherVersion(datagram)) {
      return new Answer.NotSupported();
    }
    Optional<PcpResponse> response = PcpResponse.parse(datagram);
    return response.isEmpty() ? new Answer.Nothing() : read(response.get());
  }

  /**
   * RFC 6887 section 9: a server of another version answers in its own, with the result code for an
   * unsupported version. That of NAT-PMP has its result code in the same place.
   */
  private static boolean isOtherVersion(ByteBuffer datagram) {
    int at = datagram.position();
    return datagram.remaining() >= 4
        && datagram.get(at) != PcpRequest.VERSION
        && (datagram.get(at + 1) & 0x80) != 0
        && datagram.get(at + 3) == PcpResponse.UNSUPPORTED_VERSION;
  }

  private Answer read(PcpResponse response) {
    PcpMap map = response.map();
    if (map == null) {
      return new Answer.Alive(response.epochSeconds());
    }
    // RFC 6887 section 11.4 says how a response is matched with its request. One that calls version
    // 2 unsupported in version 2 answers a NAT-PMP request.
    if (!map.nonce().equals(nonce)
        || map.protocol() != internal.protocolNumber()
        || map.internalPort() != internal.port()
        || response.result() == PcpResponse.UNSUPPORTED_VERSION) {
      return new Answer.Nothing();
    }
    if (response.result() != PcpResponse.SUCCESS) {
      return new Answer.Refused(response.result());
    }
    if (response.lifetimeSeconds() == 0) {
      return new Answer.Deleted();
    }
    external = map.external();
    return new Answer.Granted(external, response.lifetimeSeconds(), response.epochSeconds());
  }
}
