package dev.sotto.diagnose;

import dev.sotto.address.IpAddress;
import dev.sotto.address.TransportAddress;
import dev.sotto.ice.RelayCheck;
import dev.sotto.ice.TurnServer;
import dev.sotto.nat.NatBehaviour;
import dev.sotto.net.Loop;
import dev.sotto.time.Monotonic;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Finds out what this machine's network permits: everything at once, over in 5.1 s even where all
 * is silent. What it asks of gateways and relays it gives back.
 *
 * <p>One examination is made once. It has a loop and threads of its own, which end with {@link
 * #close()}; all methods may be called from any thread.
 */
public final class Examination implements AutoCloseable {
  private static final Duration HTTP_PATIENCE = Duration.ofSeconds(3);

  private static final Duration RELAY_PATIENCE = Duration.ofSeconds(3);

  /** Everything below has a shorter limit of its own; this one is for what has none. */
  private static final long LIMIT_MILLIS = 5100;

  private static final Set<IpAddress> LOOPBACK =
      Set.of(TransportAddress.of("127.0.0.1", 0).ip(), TransportAddress.of("::1", 0).ip());

  private static final int MOST_THREADS = 64;

  private final DiagnosisOptions options;
  private final Loop loop;
  private final ExecutorService blocking;
  private final SecureRandom random = new SecureRandom();
  private final Optional<MappingProbe> mapping;

  /**
   * Prepares; nobody is asked yet.
   *
   * @param options whom to ask
   * @param failures told of what must not happen, on any thread
   */
  public Examination(DiagnosisOptions options, Consumer<Throwable> failures) {
    this.options = options;
    this.loop = new Loop("sotto-diagnose", failures);
    this.blocking = threads();
    this.mapping = options.portMapping().map(how -> new MappingProbe(loop, blocking, random, how));
  }

  /**
   * Asks everybody, and waits for the answers.
   *
   * @return the facts
   */
  public Diagnosis run() {
    List<LocalAddress> addresses = LocalAddress.list();
    CompletableFuture<List<MappingFinding>> mappings =
        limited(
            mapping
                .map(probe -> probe.run(addresses))
                .orElseGet(() -> CompletableFuture.completedFuture(List.of())),
            List.of());
    CompletableFuture<ServerAddresses> servers =
        limited(
            ServerAddresses.lookUp(options, blocking), new ServerAddresses(List.of(), List.of()));
    CompletableFuture<NatBehaviour> ipv4 = behaviour(servers, true, addresses);
    CompletableFuture<NatBehaviour> ipv6 = behaviour(servers, false, addresses);
    List<CompletableFuture<RelayFinding>> relays =
        options.turnServers().stream().map(this::relay).toList();
    Optional<CompletableFuture<ServerFinding>> rendezvous = options.rendezvous().map(this::reach);
    return new Diagnosis(
        addresses,
        mappings.join(),
        ipv4.join(),
        ipv6.join(),
        relays.stream().map(CompletableFuture::join).toList(),
        rendezvous.map(CompletableFuture::join),
        servers.join().unresolved());
  }

  private CompletableFuture<NatBehaviour> behaviour(
      CompletableFuture<ServerAddresses> servers, boolean ipv4, List<LocalAddress> addresses) {
    Set<IpAddress> own = new HashSet<>(LOOPBACK);
    addresses.forEach(address -> own.add(address.ip()));
    boolean routed =
        addresses.stream()
            .anyMatch(
                address ->
                    address.ip().isIpv4() == ipv4 && address.kind() != AddressKind.LINK_LOCAL);
    return limited(
        servers.thenCompose(
            found -> {
              // Where there is no address of a family, silence says nothing of a firewall.
              List<TransportAddress> asked =
                  found.ofFamily(ipv4).stream()
                      .filter(server -> routed || LOOPBACK.contains(server.ip()))
                      .toList();
              return BehaviourProbe.run(loop, asked, own, random);
            }),
        NatBehaviour.unknown());
  }

  private CompletableFuture<RelayFinding> relay(TurnServer server) {
    Monotonic began = loop.now();
    return limited(
        RelayCheck.run(server, RELAY_PATIENCE, loop, blocking, random)
            .thenApply(
                answer ->
                    new RelayFinding(
                        server, answer.relayed(), answer.reason(), loop.now().since(began))),
        new RelayFinding(server, List.of(), "no answer", RELAY_PATIENCE));
  }

  private CompletableFuture<ServerFinding> reach(URI url) {
    Monotonic began = loop.now();
    HttpRequest request =
        HttpRequest.newBuilder(url.resolve("/health")).timeout(HTTP_PATIENCE).build();
    CompletableFuture<ServerFinding> finding =
        HttpClient.newBuilder()
            .connectTimeout(HTTP_PATIENCE)
            .executor(blocking)
            .build()
            .sendAsync(request, BodyHandlers.discarding())
            .handle(
                (response, failure) ->
                    new ServerFinding(
                        url,
                        failure == null,
                        failure == null ? "" : reason(failure),
                        loop.now().since(began)));
    return limited(finding, new ServerFinding(url, false, "no answer", HTTP_PATIENCE));
  }

  private static String reason(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof HttpTimeoutException ? "no answer" : "cannot be reached";
  }

  private static <T> CompletableFuture<T> limited(CompletableFuture<T> probe, T otherwise) {
    return probe.completeOnTimeout(otherwise, LIMIT_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Gives back what is held, and ends. Takes 1.5 s at most. Harmless when repeated. */
  @Override
  public void close() {
    if (!blocking.isShutdown()) {
      mapping.ifPresent(MappingProbe::close);
    }
    loop.close();
    blocking.shutdown();
  }

  private static ExecutorService threads() {
    AtomicInteger count = new AtomicInteger();
    return new ThreadPoolExecutor(
        0,
        MOST_THREADS,
        10,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        task -> {
          Thread thread = new Thread(task, "sotto-diagnose-" + count.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }
}
