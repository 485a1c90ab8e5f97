package dev.sotto.ice;

import dev.sotto.address.TransportAddress;
import dev.sotto.ice.AddressFilter.Loopback;
import dev.sotto.net.CandidateKind;
import dev.sotto.sdp.Candidate;
import dev.sotto.sdp.CandidateTransport;
import dev.sotto.sdp.CandidateType;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The candidates that the peer told us, as far as we can use them: literal addresses of one host,
 * UDP or TCP that accepts connections, each once, and not too many.
 */
final class RemoteCandidates {
  private static final int MAX_CANDIDATES = 64;

  private final IceOptions options;
  private final Map<Place, Candidate> candidates = new LinkedHashMap<>();
  private final Set<InetSocketAddress> refused = new HashSet<>();

  /** One address can be a candidate over UDP and another over TCP. */
  private record Place(boolean tcp, InetSocketAddress address) {}

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

  /** Whether one would be of use if its address, which may be hidden, is. */
  boolean isWelcome(Candidate candidate) {
    boolean carriesData =
        isUsable(candidate.transport()) && candidate.component() == Candidate.DATA;
    boolean permitted =
        candidate.type() != CandidateType.RELAY || options.policy() != CandidatePolicy.DIRECT_ONLY;
    return carriesData && permitted && !isFull();
  }

  /** Takes one in; empty when it is of no use. */
  Optional<RemoteAddress> add(Candidate candidate) {
    Optional<TransportAddress> literal = candidate.transportAddress();
    if (!isWelcome(candidate) || literal.isEmpty()) {
      return Optional.empty();
    }
    InetSocketAddress address = Pair.socketAddress(literal.get());
    Place place = new Place(candidate.transport().isTcp(), address);
    if (address.getPort() == 0
        || !isUsable(address.getAddress())
        || candidates.putIfAbsent(place, candidate) != null) {
      return Optional.empty();
    }
    return Optional.of(new RemoteAddress(candidate, address));
  }

  /**
   * Notes the relay of a peer where none is to be used: also what comes from there by itself, and
   * would make a peer-reflexive candidate (RFC 8445 section 7.3.1.3), is not to be.
   *
   * @return whether it is one
   */
  boolean refuse(Candidate candidate) {
    Optional<TransportAddress> literal = candidate.transportAddress();
    if (candidate.type() != CandidateType.RELAY
        || options.policy() != CandidatePolicy.DIRECT_ONLY
        || literal.isEmpty()) {
      return false;
    }
    InetSocketAddress address = Pair.socketAddress(literal.get());
    boolean direct = candidates.containsKey(new Place(false, address));
    return !direct && refused.size() < MAX_CANDIDATES && refused.add(address);
  }

  /** Whether a relay of the peer is there that is not to be used. */
  boolean isRefused(InetSocketAddress address) {
    return refused.contains(address);
  }

  /** Whether no more is taken in. */
  boolean isFull() {
    return candidates.size() >= MAX_CANDIDATES;
  }

  /** All that were taken in. */
  List<RemoteAddress> all() {
    return candidates.entrySet().stream()
        .map(entry -> new RemoteAddress(entry.getValue(), entry.getKey().address()))
        .toList();
  }

  /** Where the peer's end of a pair comes from. */
  CandidateKind kind(Pair pair) {
    Candidate candidate =
        candidates.get(new Place(pair.local().carrier() == Carrier.TCP, pair.remote()));
    return candidate == null ? CandidateKind.PRFLX : kind(candidate);
  }

  /** Where a candidate comes from; that it is mapped only peers of our own kind say. */
  static CandidateKind kind(Candidate candidate) {
    return candidate.mapped() ? CandidateKind.MAPPED : kind(candidate.type());
  }

  private boolean isUsable(CandidateTransport transport) {
    return transport == CandidateTransport.UDP
        || (transport == CandidateTransport.TCP_PASSIVE && options.tcp());
  }

  private static CandidateKind kind(CandidateType type) {
    return switch (type) {
      case HOST -> CandidateKind.HOST;
      case SRFLX -> CandidateKind.SRFLX;
      case PRFLX -> CandidateKind.PRFLX;
      case RELAY -> CandidateKind.RELAY;
    };
  }

  /**
   * Loopback is for peers on one machine, and the unspecified address is loopback to most systems;
   * a multicast address is many hosts. Of link-local ones those of IPv6 do: the socket that sends
   * knows the link.
   */
  private boolean isUsable(InetAddress address) {
    return !(address.isLinkLocalAddress() && address instanceof Inet4Address)
        && !address.isAnyLocalAddress()
        && !address.isMulticastAddress()
        && (!address.isLoopbackAddress() || options.addresses().loopback() != Loopback.EXCLUDED);
  }
}
