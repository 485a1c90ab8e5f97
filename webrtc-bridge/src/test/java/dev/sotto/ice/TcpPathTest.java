package dev.sotto.ice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.ice.AddressFilter.Loopback;
import dev.sotto.net.CandidateKind;
import dev.sotto.net.DatagramFramer;
import dev.sotto.net.Path;
import dev.sotto.sdp.Candidate;
import dev.sotto.sdp.CandidateTransport;
import dev.sotto.stun.MessageClass;
import dev.sotto.stun.StunMessage;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ICE over TCP (RFC 6544), for networks that let no UDP through. */
@Timeout(120)
class TcpPathTest {
  private static final IceOptions OPTIONS = IceOptions.defaults().withLoopback(Loopback.ONLY);
  private static final IceOptions IPV4 = OPTIONS.withFamilies(true, false);

  private static boolean isTcp(Candidate candidate) {
    return candidate.transport().isTcp();
  }

  private static boolean accepts(Candidate candidate) {
    return candidate.transport() == CandidateTransport.TCP_PASSIVE;
  }

  @ParameterizedTest
  @CsvSource({"true, false", "false, true", "true, true"})
  void carriesThePathWhenThereIsNoUdp(boolean ipv4, boolean ipv6) {
    IceOptions options = OPTIONS.withFamilies(ipv4, ipv6);
    try (IcePeer a = new IcePeer("a", options);
        IcePeer b = new IcePeer("b", options)) {
      a.trickle(b, TcpPathTest::isTcp);
      b.trickle(a, TcpPathTest::isTcp);
      a.start(true, b.parameters());
      b.start(false, a.parameters());
      exchange(a, b);
      assertThat(a.awaitPath().transport()).isEqualTo(Path.Transport.TCP);
      assertThat(b.awaitPath().transport()).isEqualTo(Path.Transport.TCP);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void oneSideThatAcceptsIsEnough(boolean acceptorNominates) {
    try (IcePeer acceptor = new IcePeer("acceptor", IPV4);
        IcePeer opener = new IcePeer("opener", IPV4)) {
      acceptor.trickle(opener, TcpPathTest::accepts);
      acceptor.start(acceptorNominates, opener.parameters());
      opener.start(!acceptorNominates, acceptor.parameters());
      exchange(acceptor, opener);
      Path path = opener.awaitPath();
      assertThat(path.transport()).isEqualTo(Path.Transport.TCP);
      assertThat(path.localKind()).isEqualTo(CandidateKind.HOST);
      assertThat(path.remoteKind()).isEqualTo(CandidateKind.HOST);
      assertThat(path.relayed()).isFalse();
      assertThat(path.local().getPort()).isEqualTo(9);
      assertThat(acceptor.awaitPath().local()).isEqualTo(path.remote());
    }
  }

  @Test
  void isNotUsedWhereUdpWorks() {
    try (IcePeer a = new IcePeer("a", IPV4);
        IcePeer b = new IcePeer("b", IPV4)) {
      IcePeer.introduce(a, b);
      exchange(a, b);
      assertThat(a.pathHistory).allMatch(path -> path.transport() == Path.Transport.UDP);
      assertThat(a.candidates).anyMatch(TcpPathTest::isTcp);
    }
  }

  /** What stands by TCP moves when a peer tells of UDP later. */
  @Test
  void isLeftForUdpThatAppearsLater() {
    Keeping soon =
        new Keeping(Duration.ofMillis(100), Duration.ofSeconds(5), Duration.ofMinutes(1));
    IceOptions options = IPV4.withKeeping(soon);
    try (IcePeer a = new IcePeer("a", options);
        IcePeer b = new IcePeer("b", options)) {
      a.trickle(b, TcpPathTest::isTcp);
      b.trickle(a, TcpPathTest::isTcp);
      a.start(true, b.parameters());
      b.start(false, a.parameters());
      exchange(a, b);
      b.candidates.stream().filter(one -> !isTcp(one)).forEach(a::addRemote);
      Path path = a.awaitPath();
      while (path.transport() != Path.Transport.UDP) {
        path = a.awaitPath();
      }
      exchange(a, b);
    }
  }

  @Test
  void isNotTriedWhenItIsNotWanted() {
    IceOptions without = IPV4.withTcp(false).withConnectTimeout(Duration.ofMillis(1500));
    try (IcePeer a = new IcePeer("a", IPV4);
        IcePeer b = new IcePeer("b", without)) {
      a.trickle(b, TcpPathTest::isTcp);
      a.start(true, b.parameters());
      b.start(false, a.parameters());
      assertThat(b.awaitFailure()).isEqualTo(IceState.FAILED);
      assertThat(b.candidates).noneMatch(TcpPathTest::isTcp);
    }
  }

  /** A stranger gets no answer, whatever it sends, and has to go. */
  @Test
  void showsStrangersOut() throws IOException {
    try (IcePeer peer = new IcePeer("peer", IPV4);
        ScriptedPeer other = new ScriptedPeer()) {
      Socket stranger = connect(peer);
      var ours = peer.parameters();
      byte[] forged = other.check(ours).toBytes(other.parameters.key(), true);
      byte[] framed = new byte[DatagramFramer.HEADER_LENGTH + forged.length];
      stranger
          .getOutputStream()
          .write(framed, 0, DatagramFramer.write(forged, 0, forged.length, framed, 0));
      assertThat(stranger.getInputStream().read()).isEqualTo(-1);
      stranger.close();
    }
  }

  /** One more than there is room for: the first has to go at once. */
  @Test
  void hasRoomForFewStrangers() throws IOException {
    try (IcePeer peer = new IcePeer("peer", IPV4)) {
      List<Socket> strangers = new ArrayList<>();
      for (int i = 0; i < 17; i++) {
        strangers.add(connect(peer));
      }
      assertThat(strangers.get(0).getInputStream().read()).isEqualTo(-1);
      for (Socket stranger : strangers) {
        stranger.close();
      }
    }
  }

  @Test
  void answersWhoCanProveThatItIsThePeer() throws IOException {
    try (IcePeer peer = new IcePeer("peer", IPV4);
        ScriptedPeer other = new ScriptedPeer()) {
      Socket socket = connect(peer);
      peer.start(false, other.parameters);
      var ours = peer.parameters();
      byte[] check = other.check(ours).toBytes(ours.key(), true);
      byte[] framed = new byte[DatagramFramer.HEADER_LENGTH + check.length];
      int length = DatagramFramer.write(check, 0, check.length, framed, 0);
      // In two pieces: a stream has no edges.
      socket.getOutputStream().write(framed, 0, 5);
      socket.getOutputStream().write(framed, 5, length - 5);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      byte[] answer;
      do {
        // It may ask us before it answers.
        answer = new byte[in.readUnsignedShort()];
        in.readFully(answer);
      } while (StunMessage.parse(answer, 0, answer.length).messageClass() == MessageClass.REQUEST);
      StunMessage response = StunMessage.parse(answer, 0, answer.length);
      assertThat(response.messageClass()).isEqualTo(MessageClass.SUCCESS_RESPONSE);
      InetSocketAddress seen =
          new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort());
      assertThat(response.mappedAddress()).contains(Pair.address(seen));
      socket.close();
    }
  }

  private static Socket connect(IcePeer peer) throws IOException {
    peer.gather();
    IcePeer.get(peer.gathered);
    Candidate passive =
        peer.candidates.stream().filter(TcpPathTest::accepts).findFirst().orElseThrow();
    InetSocketAddress address = Pair.socketAddress(passive.transportAddress().orElseThrow());
    return new Socket(address.getAddress(), address.getPort());
  }

  private static void exchange(IcePeer a, IcePeer b) {
    if (a.pathHistory.isEmpty() || b.pathHistory.isEmpty()) {
      a.await(IceState.CONNECTED);
      b.await(IceState.CONNECTED);
    }
    assertThat(a.send("to b")).isTrue();
    assertThat(b.send("to a")).isTrue();
    assertThat(b.awaitPacket()).isEqualTo("to b");
    assertThat(a.awaitPacket()).isEqualTo("to a");
  }
}
