package dev.sotto.peer;

import static dev.sotto.peer.PeerPair.await;
import static dev.sotto.peer.PeerPair.next;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sotto.ice.StunServer;
import dev.sotto.peer.PeerPair.Wire;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class IceServersRenewalTest {
  private static DatagramSocket server() throws IOException {
    return new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  private static List<StunServer> named(DatagramSocket server) {
    return List.of(new StunServer("127.0.0.1", server.getLocalPort()));
  }

  /** Returns when somebody asks. */
  private static void awaitQuestion(DatagramSocket server) throws IOException {
    server.receive(new DatagramPacket(new byte[1500], 1500));
  }

  @Test
  void theFirstGatheringAndARestartAskTheServersOfTheirTime() throws Exception {
    try (DatagramSocket first = server();
        DatagramSocket second = server();
        PeerPair pair = new PeerPair()) {
      PeerConnection offering = pair.offerer.connection;
      offering.setIceServers(named(first), List.of());
      Wire wire = pair.offerer.open("chat");
      pair.negotiate(PeerPair::withoutPreparation, PeerPair::withoutPreparation);
      awaitQuestion(first);
      wire.awaitOpen();
      next(pair.offerer.paths);
      next(pair.answerer.paths);

      offering.setIceServers(named(second), List.of());
      offering.restartIce();
      next(pair.offerer.restartsNeeded);
      PeerPair.negotiate(pair.offerer, pair.answerer);
      awaitQuestion(second);
    }
  }

  @Test
  void refusesTooManyServers() {
    try (PeerPair pair = new PeerPair()) {
      List<StunServer> five = Collections.nCopies(5, new StunServer("127.0.0.1", 3478));
      assertThatThrownBy(() -> pair.offerer.connection.setIceServers(five, List.of()))
          .isInstanceOf(IllegalArgumentException.class);
      pair.offerer.connection.close();
      pair.offerer.connection.setIceServers(List.of(), List.of());
      await(pair.answerer.connection.createOffer());
    }
  }
}
