package dev.sotto.ice;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.address.TransportAddress;
import dev.sotto.ice.TurnServer.Transport;
import dev.sotto.interop.Coturn;
import dev.sotto.interop.InNamespace;
import dev.sotto.interop.NeedsCoturn;
import dev.sotto.net.Loop;
import dev.sotto.turn.AddressFamily;
import dev.sotto.turn.TurnCredentials;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A relay as a path is made of it, with the server that most people run. */
@InNamespace
@NeedsCoturn
@Timeout(120)
class CoturnRelayTest {
  private static final TurnCredentials ANNA = new TurnCredentials("anna", "tulip");
  private static final Set<AddressFamily> IPV4 = Set.of(AddressFamily.IPV4);
  private static final Set<AddressFamily> BOTH = Set.of(AddressFamily.IPV4, AddressFamily.IPV6);
  private static final String[] USERS = {"--lt-cred-mech", "--user=anna:tulip"};
  private static final int PORT = 4478;
  private static final int OTHER_PORT = 4578;

  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final Loop loop = new Loop("relays", failures::add);
  private final ExecutorService blocking = Executors.newCachedThreadPool();

  @TempDir private Path directory;

  @BeforeEach
  void makeDirectories() {
    assertThat(directory.resolve("other").toFile().mkdir()).isTrue();
  }

  @AfterEach
  void close() {
    loop.close();
    blocking.shutdownNow();
    assertThat(failures).isEmpty();
  }

  /** One end: its relay, and what came of it. */
  private final class End implements Relay.Listener {
    final CompletableFuture<List<TransportAddress>> relayed = new CompletableFuture<>();
    final CompletableFuture<String> end = new CompletableFuture<>();
    final BlockingQueue<String> datagrams = new LinkedBlockingQueue<>();
    final CompletableFuture<Relay> relay = new CompletableFuture<>();

    End(Coturn server, Transport transport, Set<AddressFamily> families) throws Exception {
      InetSocketAddress address = server.address(transport == Transport.TLS);
      TurnServer named =
          new TurnServer(address.getAddress().getHostAddress(), address.getPort(), transport, ANNA);
      var tls = server.tls();
      loop.execute(
          () ->
              relay.complete(
                  Relay.open(
                      named, null, families, loop, blocking, tls, new SecureRandom(), this)));
    }

    @Override
    public void onAllocated(List<TransportAddress> addresses, TransportAddress mapped) {
      relayed.complete(addresses);
    }

    @Override
    public void onDatagram(
        TransportAddress to, InetSocketAddress peer, byte[] buffer, int offset, int length) {
      datagrams.add(new String(buffer, offset, length, UTF_8));
    }

    @Override
    public void onFailed(String reason) {
      relayed.completeExceptionally(new AssertionError(reason));
      end.complete(reason);
    }

    @Override
    public void onLost() {
      end.complete("lost");
    }

    TransportAddress address(boolean ipv4) throws Exception {
      return relayed.get().stream()
          .filter(address -> address.ip().isIpv4() == ipv4)
          .findFirst()
          .orElseThrow();
    }

    void send(TransportAddress to, String text) {
      byte[] bytes = text.getBytes(UTF_8);
      loop.execute(() -> relay.join().send(PeerAddresses.of(to), bytes, 0, bytes.length));
    }

    void prefer(TransportAddress peer) {
      loop.execute(() -> relay.join().prefer(PeerAddresses.of(peer)));
    }

    /** Whether a text has arrived, among others, by the time that one would send it again. */
    boolean has(String text) throws InterruptedException {
      for (String next = poll(); next != null; next = poll()) {
        if (next.equals(text)) {
          return true;
        }
      }
      return false;
    }

    private String poll() throws InterruptedException {
      return datagrams.poll(200, TimeUnit.MILLISECONDS);
    }

    void close() {
      loop.execute(() -> relay.join().close());
    }
  }

  private static void talk(End a, End b, boolean ipv4, String text) throws Exception {
    do {
      a.send(b.address(ipv4), text);
      b.send(a.address(ipv4), text);
    } while (!b.has(text));
    while (!a.has(text)) {
      b.send(a.address(ipv4), text);
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void carriesDatagramsBetweenTwoRelays(Transport transport) throws Exception {
    try (Coturn server = Coturn.start(directory, PORT, USERS)) {
      End a = new End(server, transport, IPV4);
      End b = new End(server, Transport.UDP, IPV4);
      talk(a, b, true, "in indications");
      a.prefer(b.address(true));
      b.prefer(a.address(true));
      for (String text : new String[] {"a", "ab", "abc", "x".repeat(1200)}) {
        talk(a, b, true, "by channel " + text);
      }
      a.close();
      b.close();
    }
  }

  @Test
  void reachesPeersOfBothFamilies() throws Exception {
    try (Coturn server = Coturn.start(directory, PORT, USERS)) {
      End a = new End(server, Transport.UDP, BOTH);
      End b = new End(server, Transport.TCP, BOTH);
      talk(a, b, true, "four");
      talk(a, b, false, "six");
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void worksWithAServerThatHasNothingButIpv6(Transport transport) throws Exception {
    try (Coturn server = Coturn.start(directory, PORT, List.of(Coturn.IPV6), USERS)) {
      End a = new End(server, transport, BOTH);
      End b = new End(server, transport, BOTH);
      assertThat(a.relayed.get()).hasSize(1);
      talk(a, b, false, "six alone");
    }
  }

  @Test
  void takesIpv4FromAServerThatHasNothingElse() throws Exception {
    try (Coturn server = Coturn.start(directory, PORT, List.of(Coturn.IPV4), USERS)) {
      End a = new End(server, Transport.UDP, BOTH);
      End b = new End(server, Transport.UDP, BOTH);
      assertThat(a.relayed.get()).hasSize(1);
      talk(a, b, true, "four alone");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"UDP", "TCP"})
  void followsARedirection(Transport transport) throws Exception {
    try (Coturn server = Coturn.start(directory, PORT, USERS);
        Coturn redirecting =
            Coturn.start(
                directory.resolve("other"),
                OTHER_PORT,
                "--lt-cred-mech",
                "--user=anna:tulip",
                "--alternate-server=" + Coturn.IPV4 + ":" + PORT)) {
      End a = new End(redirecting, transport, IPV4);
      End b = new End(server, Transport.UDP, IPV4);
      talk(a, b, true, "redirected");
    }
  }

  @ParameterizedTest
  @CsvSource({"UDP", "TCP", "TLS"})
  void noticesWhenTheServerStops(Transport transport) throws Exception {
    End a;
    TransportAddress somebody = TransportAddress.of(Coturn.IPV4, 4000);
    try (Coturn server = Coturn.start(directory, PORT, USERS)) {
      a = new End(server, transport, IPV4);
      a.address(true);
    }
    // A path in use sends something every few seconds at least.
    while (!a.end.isDone()) {
      a.send(somebody, "anybody there?");
      a.has("nothing");
    }
    assertThat(a.end).isCompletedWithValue("lost");
  }
}
