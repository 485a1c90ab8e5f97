package dev.sotto.web;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tells who is behind a connection. {@code X-Forwarded-For} counts only from proxies that whoever
 * runs the server named, and only back to the first address that is none of them: what is left of
 * it was written by a stranger.
 *
 * @param networks where the proxies are
 */
record TrustedProxies(List<Network> networks) {
  /**
   * The client of a request.
   *
   * @param connected who has the connection
   * @param forwarded the values of {@code X-Forwarded-For}, in the order of the headers
   */
  InetAddress client(InetAddress connected, List<String> forwarded) {
    InetAddress client = connected;
    List<String> hops = new ArrayList<>();
    forwarded.forEach(value -> hops.addAll(List.of(value.split(",", -1))));
    for (int i = hops.size() - 1; i >= 0 && isTrusted(client); i--) {
      Optional<InetAddress> before = address(hops.get(i).strip());
      if (before.isEmpty()) {
        return client; // A proxy that says nothing useful answers for all behind it.
      }
      client = before.get();
    }
    return client;
  }

  private boolean isTrusted(InetAddress address) {
    return networks.stream().anyMatch(network -> network.contains(address));
  }

  /** Some proxies write the port too. */
  private static Optional<InetAddress> address(String hop) {
    if (hop.startsWith("[")) {
      int end = hop.indexOf(']');
      return end < 0 ? Optional.empty() : Network.literal(hop.substring(1, end));
    }
    int colon = hop.indexOf(':');
    boolean withPort = colon >= 0 && colon == hop.lastIndexOf(':');
    return Network.literal(withPort ? hop.substring(0, colon) : hop);
  }
}
