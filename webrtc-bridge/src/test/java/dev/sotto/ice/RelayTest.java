package dev.sotto.ice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.address.TransportAddress;
import dev.sotto.ice.TurnServer.Transport;
import dev.sotto.net.Loop;
import dev.sotto.net.NobodyListens;
import dev.sotto.net.TestTls;
import dev.sotto.turn.AddressFamily;
import dev.sotto.turn.TurnCredentials;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class RelayTest {
  private static final Set<AddressFamily> IPV4 = Set.of(AddressFamily.IPV4);
  private static final Set<AddressFamily> IPV6 = Set.of(AddressFamily.IPV6);
  private static final Set<AddressFamily> BOTH = Set.of(AddressFamily.IPV4, AddressFamily.IPV6);
  private static final Duration LONG = Duration.ofSeconds(30);

  private static TestTls tls;

  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final Loop loop = new Loop("relays", failures::add);
  private final ExecutorService blocking = Executors.newCachedThreadPool();
  private final RelayEvents events = new RelayEvents();
  private final List<DatagramSocket> sockets = new ArrayList<>();
  private TurnServerOnLoopback server;

  @BeforeAll
  static void makeCertificate() throws Exception {
    tls = TestTls.forAddresses("127.0.0.1", "::1");
  }

  @BeforeEach
  void startServer() throws Exception {
    server = new TurnServerOnLoopback(literal("127.0.0.1"), 0, tls.server());
  }

  @AfterEach
  void close() throws IOException {
    loop.close();
    blocking.shutdownNow();
    sockets.forEach(DatagramSocket::close);
    server.close();
    assertThat(failures).isEmpty();
  }

  private static InetAddress literal(String address) throws UnknownHostException {
    return InetAddress.getAllByName(address)[0];
  }

  private <T> T call(Callable<T> task) throws Exception {
    CompletableFuture<T> result = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            result.complete(task.call());
          } catch (Exception e) {
            result.completeExceptionally(e);
          }
        });
    return result.get();
  }

  private static RelayTerms terms(InetAddress... found) {
    return new RelayTerms(
        Duration.ofMillis(50), LONG, Duration.ofMillis(100), LONG, host -> List.of(found));
  }

  private TurnServer named(Transport transport) {
    return new TurnServer(
        TestTls.NAME, server.address(transport).getPort(), transport, TurnServerOnLoopback.ANNA);
  }

  private Relay open(TurnServer named, Set<AddressFamily> families, RelayTerms terms)
      throws Exception {
    return call(
        () ->
            Relay.open(
                named, null, families, loop, blocking, tls.client(), new Random(1), terms, events));
  }

  private Relay open(Transport transport, Set<AddressFamily> families) throws Exception {
    return open(named(transport), families, terms(literal("127.0.0.1")));
  }

  private boolean send(Relay relay, DatagramSocket peer, String text) throws Exception {
    byte[] bytes = ("  " + text).getBytes(StandardCharsets.UTF_8);
    InetSocketAddress address = (InetSocketAddress) peer.getLocalSocketAddress();
    return call(() -> relay.send(address, bytes, 2, bytes.length - 2));
  }

  private DatagramSocket peer(String address) throws IOException {
    DatagramSocket socket = new DatagramSocket(new InetSocketAddress(literal(address), 0));
    socket.setSoTimeout(30_000);
    sockets.add(socket);
    return socket;
  }

  private static DatagramPacket receive(DatagramSocket peer) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
    peer.receive(packet);
    return packet;
  }

  private static String text(DatagramPacket packet) {
    return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
  }

  private static void send(DatagramSocket peer, TransportAddress to, String text)
      throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    peer.send(new DatagramPacket(bytes, bytes.length, PeerAddresses.of(to)));
  }

  /** There and back, from the first datagram on. */
  private void talk(Relay relay, TransportAddress relayed, DatagramSocket peer, String text)
      throws Exception {
    assertThat(send(relay, peer, text)).isTrue();
    DatagramPacket arrived = receive(peer);
    assertThat(text(arrived)).isEqualTo(text);
    assertThat(arrived.getSocketAddress()).isEqualTo(PeerAddresses.of(relayed));
    send(peer, relayed, text + "!");
    assertThat(events.next(RelayEvents.Datagram.class))
        .isEqualTo(
            new RelayEvents.Datagram(
                relayed, (InetSocketAddress) peer.getLocalSocketAddress(), text + "!"));
  }

  private static TransportAddress ofFamily(RelayEvents.Allocated allocated, boolean ipv4) {
    return allocated.relayed().stream()
        .filter(address -> address.ip().isIpv4() == ipv4)
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void carriesDatagramsBothWaysFromTheFirstOn(Transport transport) throws Exception {
    Relay relay = open(transport, IPV4);
    RelayEvents.Allocated allocated = events.next(RelayEvents.Allocated.class);
    assertThat(call(relay::relayed)).isEqualTo(allocated.relayed()).hasSize(1);
    assertThat(call(relay::mapped)).contains(allocated.mapped());
    DatagramSocket peer = peer("127.0.0.1");
    for (String text : new String[] {"a", "ab", "abc", "x".repeat(1200)}) {
      talk(relay, allocated.relayed().get(0), peer, text);
    }
    call(
        () -> {
          relay.prefer((InetSocketAddress) peer.getLocalSocketAddress());
          return true;
        });
    for (String text : new String[] {"a", "ab", "abc", "x".repeat(1200)}) {
      talk(relay, allocated.relayed().get(0), peer, "by channel " + text);
    }
    assertThat(server.methods())
        .containsExactly(
            TurnServerOnLoopback.ALLOCATE,
            TurnServerOnLoopback.CREATE_PERMISSION,
            TurnServerOnLoopback.CHANNEL_BIND);
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void givesTheAllocationBack(Transport transport) throws Exception {
    Relay relay = open(transport, IPV4);
    events.next(RelayEvents.Allocated.class);
    call(
        () -> {
          relay.close();
          relay.close();
          return true;
        });
    assertThat(server.methods().take()).isEqualTo(TurnServerOnLoopback.ALLOCATE);
    assertThat(server.methods().take()).isEqualTo(TurnServerOnLoopback.REFRESH);
    assertThat(send(relay, peer("127.0.0.1"), "late")).isFalse();
    assertThat(call(relay::relayed)).isEmpty();
    assertThat(events.isEmpty()).isTrue();
  }

  @Test
  void givesTheAllocationBackWhenTheLoopEnds() throws Exception {
    Relay relay = open(Transport.TCP, IPV4);
    events.next(RelayEvents.Allocated.class);
    assertThat(server.methods().take()).isEqualTo(TurnServerOnLoopback.ALLOCATE);
    loop.execute(relay::close);
    loop.close();
    assertThat(server.methods().take()).isEqualTo(TurnServerOnLoopback.REFRESH);
  }

  @Test
  void reachesPeersOfBothFamiliesWithOneAllocation() throws Exception {
    Relay relay = open(Transport.UDP, BOTH);
    RelayEvents.Allocated allocated = events.next(RelayEvents.Allocated.class);
    assertThat(allocated.relayed()).hasSize(2);
    talk(relay, ofFamily(allocated, true), peer("127.0.0.1"), "four");
    talk(relay, ofFamily(allocated, false), peer("::1"), "six");
    assertThat(server.methods()).containsOnlyOnce(TurnServerOnLoopback.ALLOCATE);
  }

  @Test
  void takesTheFamilyThatTheServerHas() throws Exception {
    server.has(IPV4);
    Relay relay = open(Transport.UDP, BOTH);
    RelayEvents.Allocated allocated = events.next(RelayEvents.Allocated.class);
    assertThat(allocated.relayed()).hasSize(1);
    assertThat(send(relay, peer("::1"), "no way")).isFalse();
    talk(relay, ofFamily(allocated, true), peer("127.0.0.1"), "four");
  }

  @Test
  void asksForIpv6AloneWhereThereIsNothingElse() throws Exception {
    server.has(IPV6);
    Relay relay = open(Transport.TCP, BOTH);
    RelayEvents.Allocated allocated = events.next(RelayEvents.Allocated.class);
    assertThat(allocated.relayed()).hasSize(1);
    talk(relay, ofFamily(allocated, false), peer("::1"), "six");
  }

  @Test
  void failsWithoutTheFamilyThatIsWanted() throws Exception {
    server.has(IPV4);
    open(Transport.UDP, IPV6);
    assertThat(events.next(RelayEvents.Failed.class).reason())
        .isEqualTo("no relayed addresses of this family (440)");
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void reachesAServerThatHasIpv6Alone(Transport transport) throws Exception {
    server.close();
    server = new TurnServerOnLoopback(literal("::1"), 0, tls.server());
    Relay relay = open(named(transport), IPV4, terms(literal("::1")));
    RelayEvents.Allocated allocated = events.next(RelayEvents.Allocated.class);
    talk(relay, ofFamily(allocated, true), peer("127.0.0.1"), "hello");
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void triesTheNextAddressWhereNobodyListens(Transport transport) throws Exception {
    try (NobodyListens nobody =
        new NobodyListens(literal("::1"), server.address(transport).getPort())) {
      open(named(transport), IPV4, terms(literal("127.0.0.1"), nobody.address().getAddress()));
      events.next(RelayEvents.Allocated.class);
    }
  }

  @Test
  void triesTheNextAddressWhereNobodyAnswers() throws Exception {
    int port = server.address(Transport.UDP).getPort();
    DatagramSocket silent = new DatagramSocket(new InetSocketAddress(literal("::1"), port));
    sockets.add(silent);
    silent.setSoTimeout(30_000);
    open(named(Transport.UDP), IPV4, terms(literal("127.0.0.1"), literal("::1")));
    events.next(RelayEvents.Allocated.class);
    assertThat(receive(silent).getLength()).as("asked first").isPositive();
  }

  @Test
  void asksFromTheAddressItIsTold() throws Exception {
    InetAddress local = literal("127.0.0.77");
    call(
        () ->
            Relay.open(
                named(Transport.TCP),
                local,
                IPV4,
                loop,
                blocking,
                null,
                new Random(1),
                terms(literal("127.0.0.1"), literal("::1")),
                events));
    assertThat(events.next(RelayEvents.Allocated.class).mapped().ip().toString())
        .isEqualTo("127.0.0.77");
  }

  @Test
  void saysThatTheCredentialsAreRefusedAndNothingElse() throws Exception {
    TurnServer wrong =
        new TurnServer(
            TestTls.NAME,
            server.address(Transport.UDP).getPort(),
            Transport.UDP,
            new TurnCredentials("anna", "guess"));
    open(wrong, IPV4, terms(literal("127.0.0.1")));
    assertThat(events.next(RelayEvents.Failed.class).reason())
        .isEqualTo("credentials refused (401)");
    assertThat(wrong.toString()).doesNotContain("guess");
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void failsWhereNobodyListens(Transport transport) throws Exception {
    try (NobodyListens nobody = new NobodyListens(literal("127.0.0.1"), 0)) {
      int port = nobody.address().getPort();
      open(
          new TurnServer("nobody", port, transport, TurnServerOnLoopback.ANNA),
          IPV4,
          terms(literal("127.0.0.1")));
      assertThat(events.next(RelayEvents.Failed.class).reason())
          .isIn("nobody listens there", "connection refused");
    }
  }

  @Test
  void failsWithAServerThatSaysNothing() throws Exception {
    server.beDeafTo(TurnServerOnLoopback.ALLOCATE);
    RelayTerms impatient =
        new RelayTerms(
            Duration.ofMillis(50),
            Duration.ofMillis(50),
            LONG,
            LONG,
            host -> List.of(literal("127.0.0.1")));
    open(named(Transport.UDP), IPV4, impatient);
    assertThat(events.next(RelayEvents.Failed.class).reason()).isEqualTo("no answer");
  }

  @Test
  void failsWithAServerThatSpeaksSomethingElse() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 50, literal("127.0.0.1"))) {
      TurnServer named =
          new TurnServer("other", other.getLocalPort(), Transport.TCP, TurnServerOnLoopback.ANNA);
      open(named, IPV4, terms(literal("127.0.0.1")));
      try (Socket connection = other.accept()) {
        connection.getOutputStream().write("SSH-2.0-else\r\n".getBytes(StandardCharsets.UTF_8));
        assertThat(events.next(RelayEvents.Failed.class).reason()).isEqualTo("not a TURN server");
      }
    }
  }

  @Test
  void failsWithoutAnAddress() throws Exception {
    RelayTerms nowhere =
        new RelayTerms(
            LONG,
            LONG,
            LONG,
            LONG,
            host -> {
              throw new UnknownHostException(host);
            });
    open(named(Transport.UDP), IPV4, nowhere);
    assertThat(events.next(RelayEvents.Failed.class).reason()).isEqualTo("name not found");
  }

  @Test
  void failsWhenNobodyLooksUpTheName() throws Exception {
    call(
        () ->
            Relay.open(
                named(Transport.UDP),
                null,
                IPV4,
                loop,
                task -> {
                  throw new RejectedExecutionException("busy");
                },
                null,
                new Random(1),
                events));
    assertThat(events.next(RelayEvents.Failed.class).reason())
        .isEqualTo("too busy to look up the name");
  }

  @Test
  void followsAServerToAnother() throws Exception {
    try (TurnServerOnLoopback first =
        new TurnServerOnLoopback(literal("127.0.0.1"), 0, tls.server())) {
      first.redirectTo(new PeerAddresses().value(server.address(Transport.TLS)));
      TurnServer named =
          new TurnServer(
              TestTls.NAME,
              first.address(Transport.TLS).getPort(),
              Transport.TLS,
              TurnServerOnLoopback.ANNA);
      Relay relay = open(named, IPV4, terms(literal("127.0.0.1")));
      RelayEvents.Allocated allocated = events.next(RelayEvents.Allocated.class);
      talk(relay, allocated.relayed().get(0), peer("127.0.0.1"), "redirected");
      assertThat(first.methods()).hasSize(1);
    }
  }

  @Test
  void followsNobodyInCircles() throws Exception {
    server.redirectTo(new PeerAddresses().value(server.address(Transport.UDP)));
    open(Transport.UDP, IPV4);
    assertThat(events.next(RelayEvents.Failed.class).reason()).isEqualTo("redirected in circles");
    assertThat(server.methods()).hasSize(4);
  }

  @Test
  void isNotLedAwayFromLoopbackNorToTheOtherFamily() throws Exception {
    for (String elsewhere : new String[] {"203.0.113.1", "::1"}) {
      server.redirectTo(TransportAddress.of(elsewhere, 3478));
      open(Transport.UDP, IPV4);
      assertThat(events.next(RelayEvents.Failed.class).reason())
          .isEqualTo("redirected to where nobody follows");
    }
  }

  @Test
  void holdsOnlyAFewDatagramsUntilThePeerIsPermitted() throws Exception {
    Relay relay = open(Transport.TCP, IPV4);
    events.next(RelayEvents.Allocated.class);
    DatagramSocket peer = peer("127.0.0.1");
    int held =
        call(
            () -> {
              int taken = 0;
              for (int i = 0; i < 100; i++) {
                byte[] one = {(byte) i};
                InetSocketAddress address = (InetSocketAddress) peer.getLocalSocketAddress();
                taken += relay.send(address, one, 0, 1) ? 1 : 0;
              }
              return taken;
            });
    assertThat(held).isEqualTo(8);
    for (int i = 0; i < held; i++) {
      assertThat(receive(peer).getData()[0]).isEqualTo((byte) i);
    }
  }

  @Test
  void asksNotAgainAtOnceForAPeerThatIsForbidden() throws Exception {
    server.forbid(TransportAddress.of("127.0.0.1", 1).ip());
    Relay relay = open(Transport.UDP, BOTH);
    RelayEvents.Allocated allocated = events.next(RelayEvents.Allocated.class);
    DatagramSocket forbidden = peer("127.0.0.1");
    assertThat(send(relay, forbidden, "one")).isTrue();
    assertThat(server.errors().take()).isEqualTo(401);
    assertThat(server.errors().take()).isEqualTo(403);
    // Through the same server, so the refusal has arrived when this has.
    talk(relay, ofFamily(allocated, false), peer("::1"), "another peer");
    assertThat(send(relay, forbidden, "two")).isFalse();
    assertThat(server.errors()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"TCP", "TLS"})
  void isLostWithTheConnection(Transport transport) throws Exception {
    Relay relay = open(transport, IPV4);
    events.next(RelayEvents.Allocated.class);
    server.close();
    events.next(RelayEvents.Lost.class);
    assertThat(call(relay::relayed)).isEmpty();
    assertThat(send(relay, peer("127.0.0.1"), "late")).isFalse();
  }

  @Test
  void isLostWithAServerThatIsGone() throws Exception {
    Relay relay = open(Transport.UDP, IPV4);
    RelayEvents.Allocated allocated = events.next(RelayEvents.Allocated.class);
    DatagramSocket peer = peer("127.0.0.1");
    talk(relay, allocated.relayed().get(0), peer, "alive");
    server.close();
    while (events.isEmpty()) {
      assertThat(call(relay::mapped)).isPresent();
      send(relay, peer, "anybody there?");
    }
    events.next(RelayEvents.Lost.class);
  }

  @Test
  void isLostWhenTheServerHasForgottenIt() throws Exception {
    server.lifetime(10);
    open(Transport.UDP, IPV4);
    events.next(RelayEvents.Allocated.class);
    server.forget();
    events.next(RelayEvents.Lost.class);
  }

  @Test
  void givesBackWhatAnAttemptGotThatCameSecond() throws Exception {
    int port = server.address(Transport.UDP).getPort();
    try (TurnServerOnLoopback slow = new TurnServerOnLoopback(literal("::1"), port, tls.server())) {
      slow.holdAnswers();
      open(named(Transport.UDP), IPV4, terms(literal("127.0.0.1"), literal("::1")));
      events.next(RelayEvents.Allocated.class);
      slow.letAnswersGo();
      assertThat(slow.methods().take()).isEqualTo(TurnServerOnLoopback.ALLOCATE);
      assertThat(slow.methods().take()).isEqualTo(TurnServerOnLoopback.REFRESH);
    }
    assertThat(events.isEmpty()).isTrue();
  }
}
