package dev.sotto.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.address.TransportAddress;
import dev.sotto.stun.MessageClass;
import dev.sotto.turn.AddressFamily;
import dev.sotto.turn.PeerRequest;
import dev.sotto.turn.TurnCredentials;
import dev.sotto.turn.TurnEvent;
import dev.sotto.turn.TurnFailure.Reason;
import dev.sotto.turn.TurnOptions;
import dev.sotto.turn.TurnTransport;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our TURN client with the server that most people run. */
@InNamespace
@NeedsCoturn
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CoturnTest {
  private static final TurnCredentials ANNA = new TurnCredentials("anna", "tulip");
  private static final String FORBIDDEN = "10.83.0.99";
  private static final String SECRET = "north";
  private static final int PORT = 3478;
  private static final int REST_PORT = 3578;
  private static final int REDIRECTING_PORT = 3678;
  private static final int SMALL_PORT = 3778;

  private Coturn server;

  @BeforeAll
  void startServer(@TempDir Path directory) throws Exception {
    server =
        Coturn.start(
            directory,
            PORT,
            "--lt-cred-mech",
            "--user=anna:tulip",
            "--stale-nonce=1",
            "--denied-peer-ip=" + FORBIDDEN);
  }

  @AfterAll
  void stopServer() {
    server.close();
  }

  private static TurnOptions options(TurnLink.Kind kind, TurnCredentials credentials) {
    TurnTransport transport =
        kind == TurnLink.Kind.UDP ? TurnTransport.DATAGRAM : TurnTransport.STREAM;
    return TurnOptions.of(credentials, transport);
  }

  private TurnSide side(TurnLink.Kind kind) throws Exception {
    return new TurnSide(server, kind, options(kind, ANNA));
  }

  private static TurnEvent.Allocated allocate(TurnSide side) throws Exception {
    side.client().allocate();
    return side.await(TurnEvent.Allocated.class);
  }

  private static void giveBack(TurnSide side) throws Exception {
    side.client().close();
    side.await(TurnEvent.Closed.class);
  }

  @ParameterizedTest
  @EnumSource(TurnLink.Kind.class)
  void twoClientsTalkThroughTheirRelayedAddresses(TurnLink.Kind kind) throws Exception {
    try (TurnSide a = side(kind);
        TurnSide b = side(TurnLink.Kind.UDP)) {
      talk(a, allocate(a).relayed().get(0), b, allocate(b).relayed().get(0));
      giveBack(a);
      giveBack(b);
    }
  }

  private static void talk(
      TurnSide a, TransportAddress addressOfA, TurnSide b, TransportAddress addressOfB)
      throws Exception {
    assertThat(a.client().permit(addressOfB.ip())).isEqualTo(PeerRequest.ACCEPTED);
    assertThat(b.client().permit(addressOfA.ip())).isEqualTo(PeerRequest.ACCEPTED);
    a.await(TurnEvent.Permitted.class);
    b.await(TurnEvent.Permitted.class);
    for (String text : new String[] {"a", "ab", "abc", "x".repeat(1200)}) {
      exchange(a, addressOfA, b, addressOfB, "in an indication " + text);
    }
    a.client().bindChannel(addressOfB);
    b.client().bindChannel(addressOfA);
    a.await(TurnEvent.ChannelBound.class);
    b.await(TurnEvent.ChannelBound.class);
    for (String text : new String[] {"a", "ab", "abc", "x".repeat(1200)}) {
      exchange(a, addressOfA, b, addressOfB, "by a channel " + text);
    }
  }

  private static void exchange(
      TurnSide a, TransportAddress addressOfA, TurnSide b, TransportAddress addressOfB, String text)
      throws Exception {
    a.send(addressOfB, text);
    b.awaitReceived(addressOfA + " " + text);
    b.send(addressOfA, text);
    a.awaitReceived(addressOfB + " " + text);
  }

  @Test
  void relaysIpv6BesideIpv4() throws Exception {
    Set<AddressFamily> both = Set.of(AddressFamily.IPV4, AddressFamily.IPV6);
    TurnOptions options = options(TurnLink.Kind.UDP, ANNA).withFamilies(both);
    try (TurnSide a = new TurnSide(server, TurnLink.Kind.UDP, options);
        TurnSide b = new TurnSide(server, TurnLink.Kind.UDP, options)) {
      TurnEvent.Allocated ofA = allocate(a);
      TurnEvent.Allocated ofB = allocate(b);
      assertThat(ofA.relayed()).hasSize(2);
      talk(a, six(ofA), b, six(ofB));
      talk(a, four(ofA), b, four(ofB));
      giveBack(a);
      giveBack(b);
    }
  }

  private static TransportAddress four(TurnEvent.Allocated allocated) {
    return allocated.relayed().stream().filter(a -> a.ip().isIpv4()).findFirst().orElseThrow();
  }

  private static TransportAddress six(TurnEvent.Allocated allocated) {
    return allocated.relayed().stream().filter(a -> !a.ip().isIpv4()).findFirst().orElseThrow();
  }

  @Test
  void relaysIpv6Alone() throws Exception {
    TurnOptions options = options(TurnLink.Kind.TCP, ANNA).withFamilies(Set.of(AddressFamily.IPV6));
    try (TurnSide a = new TurnSide(server, TurnLink.Kind.TCP, options);
        TurnSide b = new TurnSide(server, TurnLink.Kind.TCP, options)) {
      talk(a, six(allocate(a)), b, six(allocate(b)));
      giveBack(a);
      giveBack(b);
    }
  }

  @Test
  void renewsEverythingInTime() throws Exception {
    try (TurnSide side = side(TurnLink.Kind.UDP)) {
      TransportAddress peer = TransportAddress.of(Coturn.IPV4, 4000);
      allocate(side);
      side.client().bindChannel(peer);
      side.await(TurnEvent.ChannelBound.class);
      for (int i = 1; i <= 5; i++) {
        side.skip(Duration.ofSeconds(301));
        long renewals = 3L * i;
        side.pump(() -> renewed(side) == renewals);
      }
      giveBack(side);
    }
  }

  /** Successful answers beyond those that made allocation, permission and channel. */
  private static long renewed(TurnSide side) {
    return side.responses().stream()
            .filter(response -> response.messageClass() == MessageClass.SUCCESS_RESPONSE)
            .count()
        - 3;
  }

  @Test
  void takesAFreshNonceWhenTheServerCallsTheOldOneStale() throws Exception {
    try (TurnSide side = side(TurnLink.Kind.UDP)) {
      allocate(side);
      // The server's nonces live for a second of its own time: renewing until it has passed.
      for (int i = 1; side.errors(438) == 0; i++) {
        side.skip(Duration.ofSeconds(301));
        long answers = 1L + i;
        side.pump(
            () ->
                side.responses().stream()
                        .filter(r -> r.messageClass() == MessageClass.SUCCESS_RESPONSE)
                        .count()
                    == answers);
      }
      giveBack(side);
    }
  }

  @Test
  void failsClearly() throws Exception {
    TurnOptions wrong = options(TurnLink.Kind.UDP, new TurnCredentials("anna", "guess"));
    try (TurnSide side = new TurnSide(server, TurnLink.Kind.UDP, wrong)) {
      side.client().allocate();
      assertThat(side.await(TurnEvent.Failed.class).failure().reason())
          .isEqualTo(Reason.UNAUTHORIZED);
    }
    try (TurnSide side = side(TurnLink.Kind.UDP)) {
      allocate(side);
      side.client().permit(TransportAddress.of(FORBIDDEN, 1).ip());
      assertThat(side.await(TurnEvent.PermissionRefused.class).failure().reason())
          .isEqualTo(Reason.FORBIDDEN);
      giveBack(side);
    }
  }

  @Test
  void saysWhenTheQuotaIsReached(@TempDir Path directory) throws Exception {
    // A server of its own: what is given back counts for a while longer.
    try (Coturn small =
            Coturn.start(
                directory, SMALL_PORT, "--lt-cred-mech", "--user=anna:tulip", "--user-quota=1");
        TurnSide first = udp(small, ANNA);
        TurnSide second = udp(small, ANNA)) {
      allocate(first);
      second.client().allocate();
      assertThat(second.await(TurnEvent.Failed.class).failure().reason())
          .isEqualTo(Reason.QUOTA_REACHED);
    }
  }

  @Test
  void takesTimeLimitedCredentials(@TempDir Path directory) throws Exception {
    try (Coturn rest =
        Coturn.start(directory, REST_PORT, "--use-auth-secret", "--static-auth-secret=" + SECRET)) {
      long soon = Instant.now().getEpochSecond() + 600;
      try (TurnSide side = udp(rest, TurnCredentials.timeLimited(SECRET, "anna", soon))) {
        assertThat(allocate(side).relayed()).hasSize(1);
        giveBack(side);
      }
      long past = Instant.now().getEpochSecond() - 600;
      try (TurnSide side = udp(rest, TurnCredentials.timeLimited(SECRET, "anna", past))) {
        side.client().allocate();
        assertThat(side.await(TurnEvent.Failed.class).failure().reason())
            .isEqualTo(Reason.UNAUTHORIZED);
      }
    }
  }

  private static TurnSide udp(Coturn server, TurnCredentials credentials) throws Exception {
    return new TurnSide(server, TurnLink.Kind.UDP, options(TurnLink.Kind.UDP, credentials));
  }

  @Test
  void isToldOfAnotherServer(@TempDir Path directory) throws Exception {
    try (Coturn redirecting =
            Coturn.start(
                directory,
                REDIRECTING_PORT,
                "--lt-cred-mech",
                "--user=anna:tulip",
                "--alternate-server=" + Coturn.IPV4 + ":" + PORT);
        TurnSide side = udp(redirecting, ANNA)) {
      side.client().allocate();
      assertThat(side.await(TurnEvent.Redirected.class).server())
          .isEqualTo(TransportAddress.of(Coturn.IPV4, PORT));
    }
  }
}
