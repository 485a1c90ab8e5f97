package dev.sotto.ice;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names that our addresses are told under: one for each address, for all its candidates
 * (draft-ietf-mmusic-mdns-ice-candidates). On the loop thread.
 */
final class HostNames {
  private final MdnsNames names;
  private final Map<InetAddress, String> byAddress = new HashMap<>();

  /** Names nothing yet. */
  HostNames(MdnsNames names) {
    this.names = names;
  }

  /** The name of an address, from now on; null when it cannot have one. */
  @Nullable String of(InetAddress address) {
    String name = byAddress.get(address);
    if (name == null) {
      name = names.register(address).orElse(null);
      if (name != null) {
        byAddress.put(address, name);
      }
    }
    return name;
  }

  /** Takes back the names of all addresses but these. */
  void keepOnly(Set<InetAddress> inUse) {
    byAddress
        .entrySet()
        .removeIf(
            entry -> {
              boolean gone = !inUse.contains(entry.getKey());
              if (gone) {
                names.unregister(entry.getValue());
              }
              return gone;
            });
  }
}
