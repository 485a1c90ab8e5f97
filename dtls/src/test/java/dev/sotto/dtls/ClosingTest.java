package dev.sotto.dtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.bouncycastle.tls.DTLSTransport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class ClosingTest {
  @Test
  void tellsThePeerInEitherDirection() {
    try (World world = new World()) {
      for (int closing = 0; closing < 2; closing++) {
        End[] pair = world.connectedPair();

        pair[closing].close();

        World.await(pair[1 - closing].closed);
        assertThat(pair[closing].closed).isNotDone();
        for (End end : pair) {
          assertThat(end.protect(new byte[] {1})).isEmpty();
        }
      }
    }
  }

  @Test
  void receivesNothingAfterTheEnd() {
    try (World world = new World()) {
      End[] pair = world.pair(World.Network.PERFECT);
      world.start(pair);
      World.await(pair[0].connected);
      World.await(pair[1].connected);
      byte[] late = pair[0].protect(new byte[] {1});
      pair[0].close();
      World.await(pair[1].closed);

      pair[1].arrive(late);

      assertThat(pair[1].receivedByNow()).isEmpty();
    }
  }

  @Test
  void closesTwiceWithoutHarm() {
    try (World world = new World()) {
      End[] pair = world.connectedPair();
      pair[0].close();
      pair[0].close();
      World.await(pair[1].closed);
      pair[1].close();
      pair[1].close();
    }
  }

  @Test
  void hearsTheCloseOfAStockPeer() throws Exception {
    try (World world = new World()) {
      TestCertificate certificate = TestCertificate.onCurve("secp256r1");
      End server = world.end(DtlsRole.SERVER, World.certificate(), certificate.fingerprint());
      world.start(server);
      StockPeer client =
          StockPeer.connect(
              world,
              server,
              World.Network.PERFECT,
              1200,
              new StockClient(certificate, StockClient.Oddity.NONE));
      DTLSTransport connection = World.await(client.connection);
      World.await(server.connected);

      connection.close();

      World.await(server.closed);
    }
  }

  /** World.close fails if the thread of the handshake does not end. */
  @Test
  void freesTheThreadOfAHandshakeAtOnce() {
    try (World world = new World()) {
      LocalCertificate certificate = World.certificate();
      for (DtlsRole role : DtlsRole.values()) {
        End end = world.end(role, certificate, certificate.fingerprint());
        world.start(end);

        end.close();

        assertThat(World.await(end.failed)).isEqualTo(DtlsFailure.CLOSED);
      }
    }
  }

  /** The client has sent its Finished; whether it is complete when it closes is a race. */
  @Test
  void tellsThePeerWhenItClosesLateInAHandshake() {
    try (World world = new World()) {
      for (int i = 0; i < 20; i++) {
        End[] pair = world.pair(World.Network.PERFECT);
        pair[0].sendTo(
            datagram -> {
              pair[1].arrive(datagram);
              if (Records.types(datagram).contains(20)) {
                world.post(pair[0].session::close);
              }
            });
        world.start(pair);

        World.await(CompletableFuture.anyOf(pair[1].failed, pair[1].closed));
      }
    }
  }

  @Test
  void neverStartsAfterClose() {
    try (World world = new World()) {
      LocalCertificate certificate = World.certificate();
      End end = world.end(DtlsRole.CLIENT, certificate, certificate.fingerprint());
      end.close();

      world.start(end);

      assertThat(end.connected).isNotDone();
    }
  }

  @Test
  void sendsNothingWhenItsTurnComesAfterClose() {
    try (World world = new World()) {
      LocalCertificate certificate = World.certificate();
      End told = world.end(DtlsRole.CLIENT, certificate, certificate.fingerprint());
      List<byte[]> sent = new ArrayList<>();
      told.sendTo(sent::add);
      List<Runnable> queued = new ArrayList<>();
      DtlsSession session =
          new DtlsSession(
              World.CONTEXT,
              DtlsRole.CLIENT,
              certificate,
              List.of(certificate.fingerprint()),
              DtlsOptions.DEFAULTS,
              queued::add,
              told);
      session.start();
      session.close();

      queued.forEach(Runnable::run);

      assertThat(World.await(told.failed)).isEqualTo(DtlsFailure.CLOSED);
      assertThat(sent).isEmpty();
    }
  }

  @Test
  void startsOnce() {
    try (World world = new World()) {
      LocalCertificate certificate = World.certificate();
      End end = world.end(DtlsRole.CLIENT, certificate, certificate.fingerprint());
      world.start(end);

      assertThatThrownBy(end.session::start).isInstanceOf(IllegalStateException.class);
      end.close();
    }
  }

  @Test
  void failsWhenTheExecutorRefuses() {
    try (World world = new World()) {
      LocalCertificate certificate = World.certificate();
      End told = world.end(DtlsRole.CLIENT, certificate, certificate.fingerprint());
      DtlsSession session =
          new DtlsSession(
              World.CONTEXT,
              DtlsRole.CLIENT,
              certificate,
              List.of(certificate.fingerprint()),
              DtlsOptions.DEFAULTS,
              task -> {
                throw new RejectedExecutionException();
              },
              told);

      session.start();

      assertThat(World.await(told.failed)).isEqualTo(DtlsFailure.INTERNAL);
    }
  }
}
