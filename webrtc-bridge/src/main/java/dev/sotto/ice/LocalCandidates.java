package dev.sotto.ice;

import dev.sotto.address.TransportAddress;
import dev.sotto.net.CandidateKind;
import dev.sotto.sdp.Candidate;
import dev.sotto.sdp.CandidateType;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Our own candidates: makes them, gives them foundations and priorities, and keeps each once. */
final class LocalCandidates {
  private static final int HIGHEST_PREFERENCE = 65_535;

  private final Map<TransportAddress, CandidateKind> kinds = new LinkedHashMap<>();
  private final Map<String, String> foundations = new HashMap<>();
  private final Map<InetSocketAddress, Integer> preferences = new HashMap<>();

  /** Makes the candidate of a socket; the first socket is the most preferred. */
  Candidate host(InetSocketAddress base) {
    preferences.put(base, HIGHEST_PREFERENCE - preferences.size());
    TransportAddress address = Pair.address(base);
    kinds.put(address, CandidateKind.HOST);
    return Candidate.udp(
        foundation(CandidateType.HOST, base, ""),
        priority(CandidateType.HOST, base),
        address,
        CandidateType.HOST,
        null);
  }

  /** Makes the candidate of an address that a server saw; empty when it is one we have. */
  Optional<Candidate> serverReflexive(
      InetSocketAddress base, TransportAddress mapped, InetAddress server) {
    boolean usable = mapped.port() != 0 && mapped.ip().isUnicast();
    if (!usable || kinds.putIfAbsent(mapped, CandidateKind.SRFLX) != null) {
      return Optional.empty();
    }
    return Optional.of(
        Candidate.udp(
            foundation(CandidateType.SRFLX, base, server.getHostAddress()),
            priority(CandidateType.SRFLX, base),
            mapped,
            CandidateType.SRFLX,
            Pair.address(base)));
  }

  /** Where an address that the peer sees us at comes from. */
  CandidateKind kind(TransportAddress mapped) {
    return kinds.getOrDefault(mapped, CandidateKind.PRFLX);
  }

  /** RFC 8445 section 5.1.1.3: the same for one type, one base address and one server. */
  private String foundation(CandidateType type, InetSocketAddress base, String server) {
    String origin = type + " " + base.getAddress().getHostAddress() + " " + server;
    return foundations.computeIfAbsent(origin, key -> Integer.toString(foundations.size() + 1));
  }

  private long priority(CandidateType type, InetSocketAddress base) {
    int preference = preferences.getOrDefault(base, 0);
    return Candidate.priority(type, preference, Candidate.DATA);
  }
}
