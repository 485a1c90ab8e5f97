package dev.sotto.dtls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class HandshakeTest {
  @Test
  void connectsAndCarriesDataBothWays() throws InterruptedException {
    try (World world = new World()) {
      End[] pair = world.connectedPair();

      pair[0].send("from the client".getBytes(UTF_8));
      pair[1].send("from the server".getBytes(UTF_8));

      assertThat(pair[1].nextReceived()).asString().isEqualTo("from the client");
      assertThat(pair[0].nextReceived()).asString().isEqualTo("from the server");
    }
  }

  @Test
  void putsAFlightIntoOneDatagram() {
    try (World world = new World()) {
      List<byte[]> datagrams = new ArrayList<>();
      End[] pair =
          world.pair(
              receiver ->
                  datagram -> {
                    synchronized (datagrams) {
                      datagrams.add(datagram);
                    }
                    receiver.accept(datagram);
                  },
              World.PATIENT);
      world.start(pair);
      World.await(pair[0].connected);
      World.await(pair[1].connected);

      synchronized (datagrams) {
        assertThat(datagrams).allSatisfy(d -> assertThat(d.length).isLessThanOrEqualTo(1200));
        assertThat(datagrams.stream().map(Records::types).toList())
            .containsExactly(
                List.of(22), // ClientHello
                List.of(22, 22, 22, 22, 22), // ServerHello to ServerHelloDone
                List.of(22, 22, 22, 20, 22), // Certificate to Finished
                List.of(20, 22)); // ChangeCipherSpec, Finished
      }
    }
  }

  @Test
  void connects60Of60TimesWhereATenthIsLost() {
    try (World world = new World()) {
      for (long seed = 1; seed <= 60; seed++) {
        connect(world, new UnreliableNetwork(seed, 0.1, 0, 0));
      }
    }
  }

  @Test
  void connectsWhereDatagramsAreLostRepeatedAndSwapped() {
    try (World world = new World()) {
      for (long seed = 1; seed <= 40; seed++) {
        connect(world, new UnreliableNetwork(seed, 0.1, 0.2, 0.2));
      }
    }
  }

  @Tag("long")
  @Test
  void connectsAThousandTimesWhereDatagramsAreLostRepeatedAndSwapped() {
    try (World world = new World()) {
      for (long seed = 1000; seed < 2000; seed++) {
        connect(world, new UnreliableNetwork(seed, 0.1, 0.1, 0.1));
      }
    }
  }

  private static void connect(World world, UnreliableNetwork network) {
    End[] pair = world.pair(network);
    world.start(pair);
    // The server's last flight may be lost: the client asks again, the server's loop answers.
    assertThat(pair[0].connected).as("client, %s", network).satisfies(World::await);
    assertThat(pair[1].connected).as("server, %s", network).satisfies(World::await);
    pair[0].close();
    pair[1].close();
  }

  @Test
  void sendsItsLastFlightAgainAfterTheEnd() {
    try (World world = new World()) {
      End[] pair = world.pair(World.Network.PERFECT);
      List<byte[]> lost = new ArrayList<>();
      pair[1].sendTo(
          datagram -> {
            // Everything the server sends once it is done is lost the first time.
            if (Records.types(datagram).contains(20) && lost.isEmpty()) {
              lost.add(datagram);
            } else {
              pair[0].arrive(datagram);
            }
          });
      world.start(pair);

      World.await(pair[1].connected);
      World.await(pair[0].connected);

      assertThat(lost).hasSize(1);
    }
  }

  /** Its keys are known to nobody yet when it arrives, so anyone can send it. */
  @Test
  void completesDespiteForgedChangeCipherSpecs() {
    try (World world = new World()) {
      End[] pair =
          world.pair(
              receiver ->
                  datagram -> {
                    byte[] forged = {20, (byte) 0xfe, (byte) 0xfd, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 1};
                    receiver.accept(forged);
                    receiver.accept(datagram);
                  });

      world.start(pair);

      World.await(pair[0].connected);
      World.await(pair[1].connected);
    }
  }

  @Test
  void keepsInOrderWhatArrivesBeforeTheLoopHasSwitchedOver() {
    try (World world = new World()) {
      End[] pair = world.pair(World.Network.PERFECT);
      pair[1].holdBack(true);
      world.start(pair);
      World.await(pair[0].connected);
      World.await(pair[1].connected);
      for (int i = 1; i <= 20; i++) {
        pair[0].send(new byte[] {(byte) i});
      }

      int first = pair[1].receiveOne();
      pair[0].send(new byte[] {21});
      pair[1].holdBack(false);
      pair[0].send(new byte[] {22});

      assertThat(first).isEqualTo(1);
      assertThat(pair[1].receivedByNow().stream().map(d -> (int) d[0]).toList())
          .isEqualTo(IntStream.rangeClosed(2, 22).boxed().toList());
    }
  }

  @Test
  void warmsUp() {
    ExecutorService executor = Executors.newFixedThreadPool(2);
    try {
      World.await(World.CONTEXT.warmUp(executor));
    } finally {
      executor.shutdown();
    }
  }
}
