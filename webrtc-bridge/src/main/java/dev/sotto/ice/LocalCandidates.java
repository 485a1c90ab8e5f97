package dev.sotto.ice;

import dev.sotto.address.TransportAddress;
import dev.sotto.net.CandidateKind;
import dev.sotto.sdp.Candidate;
import dev.sotto.sdp.CandidateTransport;
import dev.sotto.sdp.CandidateType;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Our own candidates: makes them, gives them foundations and priorities, and keeps each once. */
final class LocalCandidates {
  private static final int HIGHEST_PREFERENCE = 65_535;

  // RFC 8445 section 5.1.2.2 has 126, 110, 100 and 0; a mapped address is as good as reflexive ones
  // get. Of one type, TCP is to come after UDP (RFC 6544 section 4.2).
  private static final int MAPPED_PREFERENCE = 105;
  private static final int TCP_DISCOUNT = 36;

  // RFC 6544 section 4.2: direction-pref, 2^13 times it, and the rest for the address.
  private static final int DIRECTION_UNIT = 1 << 13;
  private static final int ACTIVE = 6;
  private static final int PASSIVE_HOST = 4;
  private static final int PASSIVE_OUTSIDE = 2;

  private final boolean addressesMayBeTold;
  private final Map<Place, LocalCandidate> known = new LinkedHashMap<>();
  private final Map<String, String> foundations = new HashMap<>();
  private final Map<Base, Integer> preferences = new HashMap<>();

  /**
   * One address can be a candidate over UDP and another over TCP; and one that is hidden from the
   * link's outside can be what a server sees.
   */
  private record Place(CandidateTransport transport, TransportAddress address, boolean hidden) {}

  /**
   * A candidate with what we know of it.
   *
   * @param candidate what the peer is told
   * @param base where its packets leave from
   * @param kind where its address comes from
   */
  record LocalCandidate(Candidate candidate, Base base, CandidateKind kind) {}

  /**
   * Starts with none.
   *
   * @param addressesMayBeTold whether related addresses are
   */
  LocalCandidates(boolean addressesMayBeTold) {
    this.addressesMayBeTold = addressesMayBeTold;
  }

  /**
   * Makes the candidate of a base of this machine; the first base is the most preferred.
   *
   * @param name what to tell instead of the address, or null
   */
  Optional<LocalCandidate> host(Base base, @Nullable String name) {
    return make(base, Pair.address(base.address()), CandidateKind.HOST, "", name);
  }

  /** Makes the candidate of an address that the gateway opened; empty when it is one we have. */
  Optional<LocalCandidate> mapped(Base base, TransportAddress external) {
    return make(base, external, CandidateKind.MAPPED, "gateway", null);
  }

  /** Makes the candidate of an address that a server saw; empty when it is one we have. */
  Optional<LocalCandidate> serverReflexive(Base base, TransportAddress seen, String server) {
    return make(base, seen, CandidateKind.SRFLX, server, null);
  }

  /** Makes the candidate of an address that a relay holds for us. */
  Optional<LocalCandidate> relayed(Base base, String server) {
    return make(base, Pair.address(base.address()), CandidateKind.RELAY, server, null);
  }

  /** All that were made and not forgotten, in the order in which they were. */
  Collection<LocalCandidate> all() {
    return List.copyOf(known.values());
  }

  /** Whether one of them is more than an address of this machine. */
  boolean reachOutside() {
    return known.values().stream().anyMatch(candidate -> candidate.kind() != CandidateKind.HOST);
  }

  /** Forgets those of a base. */
  void forget(Base base) {
    known.values().removeIf(candidate -> candidate.base().equals(base));
  }

  /** Forgets those of a kind. */
  void forget(CandidateKind kind) {
    known.values().removeIf(candidate -> candidate.kind() == kind);
  }

  /** Where an address that the peer sees us at comes from, by the base it was seen from. */
  CandidateKind kind(Base base, TransportAddress seen) {
    if (base.carrier().isRelay()) {
      return CandidateKind.RELAY;
    }
    for (boolean hidden : new boolean[] {true, false}) {
      LocalCandidate candidate = known.get(new Place(transport(base), seen, hidden));
      if (candidate != null) {
        return candidate.kind();
      }
    }
    boolean untranslated = seen.ip().equals(Pair.address(base.address()).ip());
    // RFC 6544: a connection that we open leaves from a port of the system's choice.
    return untranslated && base.carrier() == Carrier.TCP ? CandidateKind.HOST : CandidateKind.PRFLX;
  }

  private Optional<LocalCandidate> make(
      Base base,
      TransportAddress address,
      CandidateKind kind,
      String server,
      @Nullable String name) {
    Place place = new Place(transport(base), address, name != null);
    boolean usable = address.port() != 0 && address.ip().isUnicast();
    if (!usable || known.containsKey(place)) {
      return Optional.empty();
    }
    int preference =
        preferences.computeIfAbsent(base, key -> HIGHEST_PREFERENCE - preferences.size());
    Candidate made =
        new Candidate(
            foundation(kind, base, server),
            Candidate.DATA,
            place.transport(),
            priority(kind, place.transport(), preference),
            name == null ? address.ip().toString() : name,
            address.port(),
            type(kind),
            kind == CandidateKind.HOST || !addressesMayBeTold ? null : related(base, kind),
            kind == CandidateKind.MAPPED);
    LocalCandidate candidate = new LocalCandidate(made, base, kind);
    known.put(place, candidate);
    return Optional.of(candidate);
  }

  /** RFC 8839 5.1: for a relayed one it is the address that the relay sees, which stays with us. */
  private static @Nullable TransportAddress related(Base base, CandidateKind kind) {
    return kind == CandidateKind.RELAY ? null : Pair.address(base.address());
  }

  /** RFC 8445 section 5.1.1.3: the same for one type, one base address and one server. */
  private String foundation(CandidateKind kind, Base base, String server) {
    String address = base.address().getAddress().getHostAddress();
    String origin = kind + " " + base.carrier() + " " + address + " " + server;
    return foundations.computeIfAbsent(origin, key -> Integer.toString(foundations.size() + 1));
  }

  private static CandidateTransport transport(Base base) {
    if (base.carrier() != Carrier.TCP) {
      return CandidateTransport.UDP;
    }
    return base.isActive() ? CandidateTransport.TCP_ACTIVE : CandidateTransport.TCP_PASSIVE;
  }

  private static CandidateType type(CandidateKind kind) {
    return switch (kind) {
      case HOST -> CandidateType.HOST;
      case MAPPED, SRFLX -> CandidateType.SRFLX;
      case PRFLX -> CandidateType.PRFLX;
      case RELAY -> CandidateType.RELAY;
    };
  }

  private static long priority(CandidateKind kind, CandidateTransport transport, int preference) {
    int type = kind == CandidateKind.MAPPED ? MAPPED_PREFERENCE : type(kind).preference();
    if (!transport.isTcp()) {
      return ((long) type << 24) + ((long) preference << 8) + 255;
    }
    int passive = kind == CandidateKind.HOST ? PASSIVE_HOST : PASSIVE_OUTSIDE;
    int direction = transport == CandidateTransport.TCP_ACTIVE ? ACTIVE : passive;
    int local = direction * DIRECTION_UNIT + preference % DIRECTION_UNIT;
    return ((long) (type - TCP_DISCOUNT) << 24) + ((long) local << 8) + 255;
  }
}
