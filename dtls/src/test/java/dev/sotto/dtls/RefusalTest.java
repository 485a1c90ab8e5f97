package dev.sotto.dtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sotto.sdp.Fingerprint;
import java.time.Duration;
import java.util.List;
import org.bouncycastle.tls.Certificate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Peers that we must not connect to. */
@Timeout(300)
class RefusalTest {
  @Test
  void clientRefusesAServerWithAnotherCertificate() {
    try (World world = new World()) {
      LocalCertificate forClient = World.certificate();
      End client = world.end(DtlsRole.CLIENT, forClient, World.certificate().fingerprint());
      End server = world.end(DtlsRole.SERVER, World.certificate(), forClient.fingerprint());
      world.join(client, server, World.Network.PERFECT);

      world.start(client, server);

      assertThat(World.await(client.failed)).isEqualTo(DtlsFailure.BAD_CERTIFICATE);
      assertThat(World.await(server.failed)).isEqualTo(DtlsFailure.REFUSED);
      assertThat(server.failureText).contains("bad_certificate");
      assertExchangesNothing(client, server);
    }
  }

  @Test
  void serverRefusesAClientWithAnotherCertificate() {
    try (World world = new World()) {
      LocalCertificate forServer = World.certificate();
      End client = world.end(DtlsRole.CLIENT, World.certificate(), forServer.fingerprint());
      End server = world.end(DtlsRole.SERVER, forServer, World.certificate().fingerprint());
      world.join(client, server, World.Network.PERFECT);

      world.start(client, server);

      assertThat(World.await(server.failed)).isEqualTo(DtlsFailure.BAD_CERTIFICATE);
      assertThat(World.await(client.failed)).isEqualTo(DtlsFailure.REFUSED);
      assertExchangesNothing(client, server);
    }
  }

  private static void assertExchangesNothing(End... ends) {
    for (End end : ends) {
      assertThat(end.connected).isCompletedExceptionally();
      assertThat(end.protect(new byte[] {1})).isEmpty();
      assertThat(end.receivedByNow()).isEmpty();
    }
  }

  @Test
  void serverRefusesAClientWithoutCertificate() {
    try (World world = new World()) {
      End server = server(world, TestCertificate.onCurve("secp256r1").fingerprint());
      StockPeer client = connect(world, server, null, StockClient.Oddity.NONE);

      assertThat(World.await(server.failed)).isEqualTo(DtlsFailure.NO_CERTIFICATE);
      assertRefused(client);
    }
  }

  @Test
  void anEmptyChainIsNoCertificate() {
    PeerVerification verification =
        new PeerVerification(
            World.CONTEXT.crypto(), List.of(TestCertificate.onCurve("secp256r1").fingerprint()));

    assertThatThrownBy(() -> verification.verify(Certificate.EMPTY_CHAIN))
        .isInstanceOfSatisfying(
            HandshakeFailure.class,
            e -> assertThat(e.reason()).isEqualTo(DtlsFailure.NO_CERTIFICATE));
    assertThat(verification.passed()).isFalse();
  }

  @Test
  void serverRefusesAClientThatHasTheCertificateButNotItsKey() {
    try (World world = new World()) {
      TestCertificate stolen = TestCertificate.onCurve("secp256r1");
      End server = server(world, stolen.fingerprint());
      StockPeer client =
          connect(
              world,
              server,
              stolen.withKeyOf(TestCertificate.onCurve("secp256r1")),
              StockClient.Oddity.NONE);

      assertThat(World.await(server.failed)).isEqualTo(DtlsFailure.PROTOCOL);
      assertRefused(client);
    }
  }

  @Test
  void clientRefusesAServerThatHasTheCertificateButNotItsKey() {
    try (World world = new World()) {
      TestCertificate stolen = TestCertificate.onCurve("secp256r1");
      End client = world.end(DtlsRole.CLIENT, World.certificate(), stolen.fingerprint());
      StockPeer server =
          StockPeer.accept(
              world,
              client,
              World.Network.PERFECT,
              1200,
              new StockServer(stolen.withKeyOf(TestCertificate.onCurve("secp256r1")), true));
      world.start(client);

      assertThat(World.await(client.failed)).isEqualTo(DtlsFailure.PROTOCOL);
      assertRefused(server);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = StockClient.Oddity.class,
      names = {"ONLY_CBC_SUITES", "NO_EXTENDED_MASTER_SECRET", "ONLY_DTLS_1_0"})
  void serverRefusesAClientThatOffersTooLittle(StockClient.Oddity oddity) {
    try (World world = new World()) {
      TestCertificate certificate = TestCertificate.onCurve("secp256r1");
      End server = server(world, certificate.fingerprint());
      StockPeer client = connect(world, server, certificate, oddity);

      assertThat(World.await(server.failed)).isEqualTo(DtlsFailure.PROTOCOL);
      assertRefused(client);
    }
  }

  @Test
  void clientRefusesAServerWithoutExtendedMasterSecret() {
    try (World world = new World()) {
      TestCertificate certificate = TestCertificate.onCurve("secp256r1");
      End client = world.end(DtlsRole.CLIENT, World.certificate(), certificate.fingerprint());
      StockPeer server =
          StockPeer.accept(
              world, client, World.Network.PERFECT, 1200, new StockServer(certificate, false));
      world.start(client);

      assertThat(World.await(client.failed)).isEqualTo(DtlsFailure.PROTOCOL);
      assertRefused(server);
    }
  }

  @Test
  void refusesKeysThatAreWeakOrCostly() {
    for (TestCertificate certificate :
        List.of(
            TestCertificate.rsa(1024),
            TestCertificate.rsa(4104),
            TestCertificate.onCurve("secp521r1"))) {
      PeerVerification verification =
          new PeerVerification(World.CONTEXT.crypto(), List.of(certificate.fingerprint()));

      assertThatThrownBy(() -> verification.verify(certificate.chain()))
          .isInstanceOfSatisfying(
              HandshakeFailure.class,
              e -> assertThat(e.reason()).isEqualTo(DtlsFailure.BAD_CERTIFICATE));
    }
  }

  @Test
  void ofSeveralHashesOnlyTheStrongestCounts() throws Exception {
    TestCertificate certificate = TestCertificate.onCurve("secp384r1");
    TestCertificate other = TestCertificate.onCurve("secp384r1");

    PeerVerification good =
        new PeerVerification(
            World.CONTEXT.crypto(),
            List.of(
                other.fingerprint("sha-512"),
                certificate.fingerprint("sha-512"),
                other.fingerprint("sha-256")));
    good.verify(certificate.chain());
    PeerVerification bad =
        new PeerVerification(
            World.CONTEXT.crypto(),
            List.of(certificate.fingerprint("sha-256"), other.fingerprint("sha-512")));

    assertThat(good.passed()).isTrue();
    assertThatThrownBy(() -> bad.verify(certificate.chain())).isInstanceOf(HandshakeFailure.class);
  }

  @Test
  void expectsSomething() {
    try (World world = new World()) {
      assertThatThrownBy(
              () ->
                  world.end(DtlsRole.CLIENT, World.certificate(), List.of(), DtlsOptions.DEFAULTS))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void givesUpOnASilentPeer() {
    try (World world = new World()) {
      LocalCertificate certificate = World.certificate();
      for (DtlsRole role : DtlsRole.values()) {
        End end =
            world.end(
                role,
                certificate,
                List.of(certificate.fingerprint()),
                new DtlsOptions(1200, 1500, Duration.ofMillis(300), Duration.ofMillis(20)));

        world.start(end);

        assertThat(World.await(end.failed)).isEqualTo(DtlsFailure.TIMEOUT);
      }
    }
  }

  @Test
  void aForgedAlertDoesNotEndAHandshake() {
    byte[] alert = {21, (byte) 0xfe, (byte) 0xfd, 0, 0, 0, 0, 0, 0, 0, 99, 0, 2, 2, 40};
    try (World world = new World()) {
      End[] pair =
          world.pair(
              receiver ->
                  datagram -> {
                    receiver.accept(alert);
                    receiver.accept(datagram);
                  },
              World.PATIENT);

      world.start(pair);

      World.await(pair[0].connected);
      World.await(pair[1].connected);
      pair[0].arrive(alert);
      pair[1].send(new byte[] {7});
      pair[0].send(new byte[] {8});
      assertThat(pair[0].receivedByNow()).containsExactly(new byte[] {7});
      assertThat(pair[1].receivedByNow()).containsExactly(new byte[] {8});
    }
  }

  private static End server(World world, Fingerprint expected) {
    return world.end(DtlsRole.SERVER, World.certificate(), expected);
  }

  private static StockPeer connect(
      World world, End server, @Nullable TestCertificate certificate, StockClient.Oddity oddity) {
    world.start(server);
    return StockPeer.connect(
        world, server, World.Network.PERFECT, 1200, new StockClient(certificate, oddity));
  }

  private static void assertRefused(StockPeer peer) {
    assertThatThrownBy(() -> World.await(peer.connection)).isNotNull();
  }
}
