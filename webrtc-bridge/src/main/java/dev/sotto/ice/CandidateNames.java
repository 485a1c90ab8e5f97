package dev.sotto.ice;

import dev.sotto.net.Loop;
import dev.sotto.net.MulticastLink;
import java.net.InetAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The {@code .local} names as one gatherer has to do with them: one for each of our addresses that
 * is hidden, for all its candidates, and those of peers, asked for on the links that our addresses
 * are on (draft-ietf-mmusic-mdns-ice-candidates).
 *
 * <p>On the loop thread. Closing takes our names back.
 */
final class CandidateNames implements AutoCloseable {
  private final MdnsNames names;
  private final AddressFilter addresses;
  private final Lookups lookups;
  private final Map<InetAddress, String> ours = new HashMap<>();
  private boolean closed;

  /**
   * Asks and tells nothing yet.
   *
   * @param addresses which of this machine's may be used
   */
  CandidateNames(MdnsNames names, AddressFilter addresses, Loop loop, Executor blocking) {
    this.names = names;
    this.addresses = addresses;
    this.lookups = new Lookups(loop, blocking);
  }

  /** Before {@link #of} is asked: the links that our addresses are on. */
  void use(Collection<MulticastLink> links) {
    names.use(links);
  }

  /** The name of an address of ours, from now on; null when it cannot have one. */
  @Nullable String of(InetAddress address) {
    String name = ours.get(address);
    if (name == null && !closed) {
      name = names.register(address).orElse(null);
      if (name != null) {
        ours.put(address, name);
      }
    }
    return name;
  }

  /** Takes back the names of all addresses but these. */
  void keepOnly(Set<InetAddress> inUse) {
    for (Map.Entry<InetAddress, String> entry : List.copyOf(ours.entrySet())) {
      if (!inUse.contains(entry.getKey())) {
        ours.remove(entry.getKey());
        names.unregister(entry.getValue());
      }
    }
  }

  /**
   * Finds the address behind a peer's name.
   *
   * @param found told it, or nothing when nobody answers
   */
  void resolve(String name, Consumer<InetAddress> found) {
    lookups.begin(
        () -> MulticastLink.of(HostAddresses.list(addresses)),
        links -> {
          if (!closed) {
            names.use(links);
            names.resolve(name, all -> all.stream().findFirst().ifPresent(found));
          }
        });
  }

  @Override
  public void close() {
    closed = true;
    keepOnly(Set.of());
  }
}
