package dev.sotto.peer;

import static dev.sotto.peer.PeerPair.await;
import static dev.sotto.peer.PeerPair.next;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.ice.IceOptions;
import dev.sotto.net.Path;
import dev.sotto.peer.PeerPair.End;
import dev.sotto.peer.PeerPair.Wire;
import dev.sotto.sdp.IceParameters;
import dev.sotto.stun.StunBuilder;
import dev.sotto.stun.StunMessage;
import dev.sotto.stun.TransactionId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** All connections of a program behind one UDP port. */
@Timeout(120)
class SharedPortTest {
  private static final int CONNECTIONS = 8;
  private static final Pattern UFRAG = Pattern.compile("a=ice-ufrag:(\\S+)");
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Two ends that are connected, and what each has of the channel between them. */
  private record Connected(End client, End server, Wire asking, Wire answering) {
    static Connected of(End client, End server) {
      Wire asking = client.open("chat");
      PeerPair.negotiate(client, server);
      asking.awaitOpen();
      return new Connected(client, server, asking, server.nextAnnounced());
    }

    void talk(String text) {
      asking.channel.send(text);
      assertThat(answering.next()).isEqualTo(text);
      answering.channel.send("re: " + text);
      assertThat(asking.next()).isEqualTo("re: " + text);
    }
  }

  @Test
  void carriesEachConnectionsDataToItsOwn() throws IOException {
    int port = freePort();
    try (PeerPair pair = new PeerPair(ownPorts(), shared(port))) {
      List<Connected> all = connect(pair);
      for (int i = 0; i < all.size(); i++) {
        all.get(i).asking.channel.send("to " + i);
        all.get(i).answering.channel.send("back to " + i);
      }
      for (int i = 0; i < all.size(); i++) {
        assertThat(all.get(i).answering.next()).isEqualTo("to " + i);
        assertThat(all.get(i).asking.next()).isEqualTo("back to " + i);
        assertThat(next(all.get(i).server.paths).local().getPort()).isEqualTo(port);
        assertThat(next(all.get(i).client.paths).local().getPort()).isNotEqualTo(port);
      }
    }
  }

  @Test
  void closingOneLeavesTheOthers() throws IOException {
    try (PeerPair pair = new PeerPair(ownPorts(), shared(freePort()))) {
      List<Connected> all = connect(pair);
      all.get(2).server.connection.close();
      all.get(5).client.connection.close();
      await(all.get(2).asking.closed);
      await(all.get(5).answering.closed);
      for (int i = 0; i < all.size(); i++) {
        if (i != 2 && i != 5) {
          all.get(i).talk("still " + i);
        }
      }
      Connected late = Connected.of(pair.offerer.again(), pair.answerer.again());
      late.talk("late");
    }
  }

  @Test
  void eitherSideRestartsOneOfThem() throws IOException {
    int port = freePort();
    try (PeerPair pair = new PeerPair(ownPorts(), shared(port))) {
      List<Connected> all = connect(pair);
      all.forEach(
          each -> {
            next(each.client.paths);
            next(each.server.paths);
          });
      restart(all.get(0), all.get(0).client, port);
      restart(all.get(1), all.get(1).server, port);
      for (Connected each : all) {
        each.talk("after");
        assertThat(each.client.states).doesNotContain(PeerConnectionState.DISCONNECTED);
        assertThat(each.server.states).doesNotContain(PeerConnectionState.DISCONNECTED);
      }
      for (Connected untouched : all.subList(2, all.size())) {
        assertThat(untouched.client.paths).isEmpty();
        assertThat(untouched.server.paths).isEmpty();
        assertThat(untouched.server.candidates).isEmpty();
      }
    }
  }

  private static void restart(Connected one, End side, int port) {
    side.connection.restartIce();
    Path ofServer = next(one.server.paths);
    next(one.client.paths);
    assertThat(ofServer.local().getPort()).isEqualTo(port);
  }

  @Test
  void aStrangerGetsNoAnswer() throws IOException {
    int port = freePort();
    InetSocketAddress target = new InetSocketAddress(loopback(), port);
    try (PeerPair pair = new PeerPair(ownPorts(), shared(port));
        DatagramChannel stranger = DatagramChannel.open()) {
      stranger.bind(new InetSocketAddress(loopback(), 0)).configureBlocking(false);
      List<Connected> all = connect(pair);
      String known = ufrag(await(all.get(0).server.connection.completeLocalDescription()));
      IceParameters wrong = IceParameters.random(RANDOM);
      List<byte[]> packets =
          List.of(
              check("nobody").toBytes(wrong.key(), true),
              check(known).toBytes(wrong.key(), true),
              check(known).toBytes(null, true),
              StunMessage.bindingRequest(TransactionId.random(RANDOM)).toBytes(null, true),
              // The beginning of a handshake (RFC 6347 section 4.2.2), an alert, nothing known.
              new byte[] {22, (byte) 254, (byte) 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1},
              new byte[] {21, (byte) 254, (byte) 253, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 0},
              new byte[] {(byte) 0xff});
      for (byte[] packet : packets) {
        stranger.send(ByteBuffer.wrap(packet), target);
      }
      // What comes later on the same socket is read later.
      all.get(0).talk("over");
      assertThat(stranger.receive(ByteBuffer.allocate(2048))).isNull();
    }
  }

  private static StunBuilder check(String ufrag) {
    return StunMessage.bindingRequest(TransactionId.random(RANDOM))
        .username(ufrag + ":them")
        .priority(1);
  }

  @Test
  void closingTheFactoryFreesThePort() throws IOException {
    int port = freePort();
    for (int i = 0; i < 2; i++) {
      try (PeerPair pair = new PeerPair(ownPorts(), shared(port))) {
        Connected one = Connected.of(pair.offerer, pair.answerer);
        assertThat(next(one.server.paths).local().getPort()).isEqualTo(port);
      }
      try (DatagramChannel again = DatagramChannel.open()) {
        again.bind(new InetSocketAddress(loopback(), port));
      }
    }
  }

  private static List<Connected> connect(PeerPair pair) {
    List<Connected> all = new ArrayList<>();
    all.add(Connected.of(pair.offerer, pair.answerer));
    while (all.size() < CONNECTIONS) {
      all.add(Connected.of(pair.offerer.again(), pair.answerer.again()));
    }
    return all;
  }

  private static PeerConfiguration ownPorts() {
    IceOptions ice = PeerConfiguration.localOnly().ice();
    return PeerConfiguration.localOnly().withIce(ice.withFamilies(true, false).withTcp(false));
  }

  private static PeerConfiguration shared(int port) {
    return ownPorts().withSharedUdpPort(port);
  }

  private static int freePort() throws IOException {
    try (DatagramChannel free = DatagramChannel.open()) {
      free.bind(new InetSocketAddress(loopback(), 0));
      if (free.getLocalAddress() instanceof InetSocketAddress local) {
        return local.getPort();
      }
      throw new SocketException("no address");
    }
  }

  private static InetAddress loopback() throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
  }

  private static String ufrag(SessionDescription description) {
    Matcher matcher = UFRAG.matcher(description.sdp());
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }
}
