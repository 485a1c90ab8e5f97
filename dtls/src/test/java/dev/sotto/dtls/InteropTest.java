package dev.sotto.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.bouncycastle.tls.DTLSTransport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that are not ourselves: Bouncy Castle as it comes, and made up as a browser. */
@Timeout(300)
class InteropTest {
  @Test
  void servesAStockClient() throws Exception {
    try (World world = new World()) {
      TestCertificate certificate = TestCertificate.onCurve("secp256r1");
      End server = server(world, certificate);
      StockPeer client = connect(world, server, certificate, StockClient.Oddity.NONE);

      assertCarriesData(server, World.await(client.connection));
    }
  }

  @Test
  void isServedByAStockServer() throws Exception {
    try (World world = new World()) {
      assertConnectsTo(world, TestCertificate.onCurve("secp384r1"));
    }
  }

  @Test
  void isServedByAStockServerWithAnRsaKey() throws Exception {
    try (World world = new World()) {
      assertConnectsTo(world, TestCertificate.rsa(2048));
    }
  }

  private static void assertConnectsTo(World world, TestCertificate certificate) throws Exception {
    End client = world.end(DtlsRole.CLIENT, World.certificate(), certificate.fingerprint());
    StockPeer server =
        StockPeer.accept(
            world, client, World.Network.PERFECT, 1200, new StockServer(certificate, true));
    world.start(client);

    assertCarriesData(client, World.await(server.connection));
  }

  @Test
  void servesAClientWithAnRsaKey() throws Exception {
    try (World world = new World()) {
      TestCertificate certificate = TestCertificate.rsa(2048);
      End server = server(world, certificate);
      StockPeer client = connect(world, server, certificate, StockClient.Oddity.NONE);

      assertCarriesData(server, World.await(client.connection));
    }
  }

  @Test
  void doesNotLetAPeerMakeRecordsSmall() throws Exception {
    try (World world = new World()) {
      TestCertificate certificate = TestCertificate.onCurve("secp256r1");
      End server = server(world, certificate);
      StockPeer client = connect(world, server, certificate, StockClient.Oddity.WANTS_TINY_RECORDS);
      DTLSTransport connection = World.await(client.connection);
      World.await(server.connected);

      server.send(new byte[1100]);

      assertThat(connection.receive(new byte[1500], 0, 1500, 60_000)).isEqualTo(1100);
    }
  }

  /** A record a datagram, so that a swap puts ChangeCipherSpec before CertificateVerify. */
  @Test
  void servesStockClientsWhereDatagramsAreLostAndSwapped() {
    try (World world = new World()) {
      for (long seed = 1; seed <= 30; seed++) {
        TestCertificate certificate = TestCertificate.onCurve("secp256r1");
        End server = server(world, certificate);
        world.start(server);
        StockPeer client =
            StockPeer.connect(
                world,
                server,
                new UnreliableNetwork(seed, 0.05, 0.1, 0.3),
                1200,
                new StockClient(certificate, StockClient.Oddity.NONE));

        assertThat(server.connected).as("seed %d", seed).satisfies(World::await);
        assertThat(client.connection).as("seed %d", seed).satisfies(World::await);
      }
    }
  }

  /** RFC 6347 4.2.3: a handshake message in fragments, here as a post-quantum share needs them. */
  @ParameterizedTest
  @ValueSource(ints = {1200, 512, 300})
  void servesABrowserWhoseHelloIsFragmented(int sendLimit) throws Exception {
    assertServesBrowser(sendLimit, FirstFlight::inOrder);
  }

  @ParameterizedTest
  @ValueSource(ints = {1200, 512, 300})
  void servesABrowserWhoseHelloArrivesBackwards(int sendLimit) throws Exception {
    assertServesBrowser(sendLimit, FirstFlight::backwards);
  }

  private static void assertServesBrowser(int sendLimit, Consumer<FirstFlight> delivery)
      throws Exception {
    try (World world = new World()) {
      TestCertificate certificate = TestCertificate.onCurve("secp256r1");
      End server = server(world, certificate);
      world.start(server);
      FirstFlight flight = new FirstFlight(sendLimit);
      StockPeer client =
          StockPeer.connect(
              world,
              server,
              receiver -> flight.delayed(receiver, delivery),
              sendLimit,
              new StockClient(certificate, StockClient.Oddity.BROWSER_HELLO));

      DTLSTransport connection = World.await(client.connection);

      assertThat(flight.fragments).hasSizeGreaterThan(1);
      assertCarriesData(server, connection);
    }
  }

  /** Holds the fragments of the ClientHello until all are there. */
  private static final class FirstFlight {
    private final List<byte[]> fragments = new ArrayList<>();
    private final int sendLimit;
    private boolean delivered;
    private Consumer<byte[]> receiver = datagram -> {};

    private FirstFlight(int sendLimit) {
      this.sendLimit = sendLimit;
    }

    private Consumer<byte[]> delayed(Consumer<byte[]> receiver, Consumer<FirstFlight> delivery) {
      return datagram -> {
        boolean clientHello = datagram[0] == 22 && datagram[13] == 1;
        if (!clientHello || delivered) {
          receiver.accept(datagram);
          return;
        }
        this.receiver = receiver;
        fragments.add(datagram);
        if (datagram.length < sendLimit) {
          delivered = true;
          delivery.accept(this);
        }
      };
    }

    private void inOrder() {
      fragments.forEach(receiver);
    }

    private void backwards() {
      for (int i = fragments.size() - 1; i >= 0; i--) {
        receiver.accept(fragments.get(i));
      }
    }
  }

  private static End server(World world, TestCertificate expected) {
    return world.end(DtlsRole.SERVER, World.certificate(), expected.fingerprint());
  }

  private static StockPeer connect(
      World world, End server, TestCertificate certificate, StockClient.Oddity oddity) {
    world.start(server);
    return StockPeer.connect(
        world, server, World.Network.PERFECT, 1200, new StockClient(certificate, oddity));
  }

  private static void assertCarriesData(End end, DTLSTransport peer)
      throws IOException, InterruptedException {
    World.await(end.connected);
    byte[] plaintext = new byte[1500];

    end.send(new byte[] {1, 2, 3});
    peer.send(new byte[] {4, 5}, 0, 2);

    assertThat(peer.receive(plaintext, 0, plaintext.length, 60_000)).isEqualTo(3);
    assertThat(plaintext).startsWith(1, 2, 3);
    assertThat(end.nextReceived()).containsExactly(4, 5);
  }
}
