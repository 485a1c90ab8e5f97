package dev.sotto.diagnose;

import dev.sotto.address.IpAddress;
import dev.sotto.address.TransportAddress;
import dev.sotto.ice.StunServer;
import dev.sotto.ice.TurnServer;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Whom to ask how they see us.
 *
 * @param found the addresses that the servers' names stand for, one of a family for each
 * @param unresolved the names that stand for none, or that nobody knew in time
 */
record ServerAddresses(List<TransportAddress> found, List<String> unresolved) {
  /** A resolver that is not there may be waited for far longer. */
  private static final long PATIENCE_MILLIS = 1500;

  ServerAddresses {
    found = List.copyOf(found);
    unresolved = List.copyOf(unresolved);
  }

  List<TransportAddress> ofFamily(boolean ipv4) {
    return found.stream().filter(address -> address.ip().isIpv4() == ipv4).distinct().toList();
  }

  /** Looks up all names at once. */
  static CompletableFuture<ServerAddresses> lookUp(DiagnosisOptions options, Executor blocking) {
    Map<StunServer, CompletableFuture<List<IpAddress>>> asked = new LinkedHashMap<>();
    for (StunServer server : servers(options)) {
      asked.computeIfAbsent(
          server,
          one ->
              CompletableFuture.supplyAsync(() -> lookUp(one.host()), blocking)
                  .completeOnTimeout(List.of(), PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
    }
    return CompletableFuture.allOf(asked.values().toArray(CompletableFuture<?>[]::new))
        .thenApply(done -> of(asked));
  }

  /** RFC 8656 section 3: a TURN server is a STUN server too. */
  private static List<StunServer> servers(DiagnosisOptions options) {
    List<StunServer> all = new ArrayList<>(options.stunServers());
    options.turnServers().stream()
        .filter(server -> server.transport() == TurnServer.Transport.UDP)
        .forEach(server -> all.add(new StunServer(server.host(), server.port())));
    options.rendezvous().flatMap(ServerAddresses::beside).ifPresent(all::add);
    return all;
  }

  /** A rendezvous server answers STUN at the port that it has on TCP. */
  private static Optional<StunServer> beside(URI rendezvous) {
    String host = rendezvous.getHost();
    if (host == null) {
      return Optional.empty();
    }
    boolean secure =
        "https".equals(String.valueOf(rendezvous.getScheme()).toLowerCase(Locale.ROOT));
    int port = rendezvous.getPort() > 0 ? rendezvous.getPort() : secure ? 443 : 80;
    return Optional.of(new StunServer(host.replaceAll("[\\[\\]]", ""), port));
  }

  private static List<IpAddress> lookUp(String host) {
    try {
      List<IpAddress> all = new ArrayList<>();
      for (InetAddress address : InetAddress.getAllByName(host)) {
        all.add(IpAddress.of(address.getAddress()));
      }
      return all;
    } catch (UnknownHostException e) {
      return List.of();
    }
  }

  private static ServerAddresses of(Map<StunServer, CompletableFuture<List<IpAddress>>> answers) {
    List<TransportAddress> found = new ArrayList<>();
    List<String> unresolved = new ArrayList<>();
    answers.forEach(
        (server, answer) -> {
          List<IpAddress> ips = answer.join();
          if (ips.isEmpty()) {
            unresolved.add(server.host());
          }
          for (boolean ipv4 : new boolean[] {true, false}) {
            ips.stream()
                .filter(ip -> ip.isIpv4() == ipv4 && ip.isUnicast())
                .findFirst()
                .ifPresent(ip -> found.add(new TransportAddress(ip, server.port())));
          }
        });
    return new ServerAddresses(found, unresolved.stream().distinct().toList());
  }
}
