package dev.sotto.ice;

import dev.sotto.address.IpAddress;
import dev.sotto.sdp.Candidate;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The peer's candidates whose addresses are hidden behind names (draft-ietf-mmusic-mdns-ice-
 * candidates). A few names are asked for, each once; what nobody answers for is forgotten.
 */
final class RemoteNames {
  private static final int MAX_NAMES = 8;
  private static final int MAX_WAITING = 8;

  private final Resolver resolver;
  private final Consumer<Candidate> found;
  private final Map<String, Name> names = new HashMap<>();

  /** Finds the address behind a name. */
  @FunctionalInterface
  interface Resolver {
    /** Asks; tells the address on the loop thread, or nothing. */
    void resolve(String name, Consumer<InetAddress> found);
  }

  private static final class Name {
    final List<Candidate> waiting = new ArrayList<>(1);
    @Nullable InetAddress address;
  }

  /**
   * Asks for nothing yet.
   *
   * @param found takes the candidates again, with addresses
   */
  RemoteNames(Resolver resolver, Consumer<Candidate> found) {
    this.resolver = resolver;
    this.found = found;
  }

  /** Takes a candidate with a name. */
  void add(Candidate candidate) {
    Name known = names.get(candidate.address());
    if (known != null) {
      add(known, candidate);
    } else if (names.size() < MAX_NAMES) {
      Name asked = new Name();
      asked.waiting.add(candidate);
      names.put(candidate.address(), asked);
      resolver.resolve(candidate.address(), address -> answered(asked, address));
    }
  }

  private void add(Name name, Candidate candidate) {
    InetAddress address = name.address;
    if (address != null) {
      found.accept(at(candidate, address));
    } else if (name.waiting.size() < MAX_WAITING) {
      name.waiting.add(candidate);
    }
  }

  private void answered(Name name, InetAddress address) {
    name.address = address;
    List<Candidate> waiting = List.copyOf(name.waiting);
    name.waiting.clear();
    waiting.forEach(candidate -> found.accept(at(candidate, address)));
  }

  private static Candidate at(Candidate hidden, InetAddress address) {
    return new Candidate(
        hidden.foundation(),
        hidden.component(),
        hidden.transport(),
        hidden.priority(),
        IpAddress.of(address.getAddress()).toString(),
        hidden.port(),
        hidden.type(),
        hidden.related(),
        hidden.mapped());
  }
}
