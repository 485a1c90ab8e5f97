package dev.sotto.ice;

import dev.sotto.address.TransportAddress;
import dev.sotto.ice.AddressFilter.Loopback;
import dev.sotto.net.CandidateKind;
import dev.sotto.sdp.Candidate;
import dev.sotto.sdp.CandidateTransport;
import dev.sotto.sdp.CandidateType;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The candidates that the peer told us, as far as we can use them: UDP, literal addresses of one
 * host, each once, and not too many.
 *
 * <p>Names ({@code .local}) are left out: the peer behind one finds us, and is then peer-reflexive.
 */
final class RemoteCandidates {
  private static final int MAX_CANDIDATES = 64;

  private final IceOptions options;
  private final Map<InetSocketAddress, Candidate> candidates = new LinkedHashMap<>();

  RemoteCandidates(IceOptions options) {
    this.options = options;
  }

  /**
   * A candidate with the address that it names.
   *
   * @param candidate what the peer said
   * @param address where that is
   */
  record RemoteAddress(Candidate candidate, InetSocketAddress address) {}

  /** Takes one in; empty when it is of no use. */
  Optional<RemoteAddress> add(Candidate candidate) {
    boolean carriesData =
        candidate.transport() == CandidateTransport.UDP && candidate.component() == Candidate.DATA;
    Optional<TransportAddress> literal = candidate.transportAddress();
    if (!carriesData || literal.isEmpty() || candidates.size() >= MAX_CANDIDATES) {
      return Optional.empty();
    }
    InetSocketAddress address = Pair.socketAddress(literal.get());
    if (address.getPort() == 0
        || !isUsable(address.getAddress())
        || candidates.putIfAbsent(address, candidate) != null) {
      return Optional.empty();
    }
    return Optional.of(new RemoteAddress(candidate, address));
  }

  /** All that were taken in. */
  List<RemoteAddress> all() {
    return candidates.entrySet().stream()
        .map(entry -> new RemoteAddress(entry.getValue(), entry.getKey()))
        .toList();
  }

  /** Where an address of the peer comes from. */
  CandidateKind kind(InetSocketAddress address) {
    Candidate candidate = candidates.get(address);
    return candidate == null ? CandidateKind.PRFLX : kind(candidate.type());
  }

  static CandidateKind kind(CandidateType type) {
    return switch (type) {
      case HOST -> CandidateKind.HOST;
      case SRFLX -> CandidateKind.SRFLX;
      case PRFLX -> CandidateKind.PRFLX;
      case RELAY -> CandidateKind.RELAY;
    };
  }

  /**
   * A link-local address means nothing without a zone; loopback is for peers on one machine, and
   * the unspecified address is loopback to most systems; a multicast address is many hosts.
   */
  private boolean isUsable(InetAddress address) {
    return !address.isLinkLocalAddress()
        && !address.isAnyLocalAddress()
        && !address.isMulticastAddress()
        && (!address.isLoopbackAddress() || options.addresses().loopback() != Loopback.EXCLUDED);
  }
}
