package dev.sotto.ice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.ice.AddressFilter.Loopback;
import dev.sotto.net.UdpSocket;
import dev.sotto.sdp.IceParameters;
import dev.sotto.stun.StunMessage;
import dev.sotto.stun.TransactionId;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens to a path once it is found, before and after ice4j is let go of. */
@Timeout(120)
class KeepingTest {
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final IceOptions OPTIONS =
      IceOptions.defaults().withLoopback(Loopback.ONLY).withFamilies(true, false);
  private static final IceOptions NEVER_TAKEN_OVER =
      OPTIONS.withKeeping(new Keeping(LONG, SHORT, Duration.ofMinutes(1)));
  private static final IceOptions SOON_TAKEN_OVER =
      OPTIONS.withKeeping(new Keeping(SHORT, SHORT, Duration.ofMinutes(1)));

  @Test
  void letsGoOfIce4jAndStaysConnected() {
    try (IcePeer a = new IcePeer("a", SOON_TAKEN_OVER);
        IcePeer b = new IcePeer("b", SOON_TAKEN_OVER)) {
      IcePeer.introduce(a, b);
      a.await(IceState.CONNECTED);
      b.await(IceState.CONNECTED);
      Ice4jThreads.awaitNone();
      a.send("one");
      b.send("two");
      assertThat(b.awaitPacket()).isEqualTo("one");
      assertThat(a.awaitPacket()).isEqualTo("two");
      assertThat(a.history).containsExactly(IceState.CHECKING, IceState.CONNECTED);
    }
  }

  @Test
  void keepsAskingForConsentAndAnsweringWithoutIce4j() {
    try (IcePeer peer = new IcePeer("peer", SOON_TAKEN_OVER);
        ScriptedPeer other = new ScriptedPeer()) {
      UdpSocket socket = other.open();
      InetSocketAddress target = connect(peer, other, socket);
      Ice4jThreads.awaitNone();
      other.requests.clear();
      Set<TransactionId> ids = new HashSet<>();
      while (ids.size() < 5) {
        StunMessage consent = other.take(other.requests).message();
        assertThat(consent.integrityValid(other.parameters.key())).isTrue();
        ids.add(consent.transactionId());
      }
      other.responses.clear();
      other.send(socket, target, check(other, peer, false));
      StunMessage answer = other.take(other.responses).message();
      assertThat(answer.integrityValid(peer.parameters().key())).isTrue();
      assertThat(answer.mappedAddress()).contains(Pair.address(socket.localAddress()));
    }
  }

  @Test
  void isDisconnectedAndThenFailsWhenThePathDies() {
    IceOptions options =
        OPTIONS.withKeeping(new Keeping(Duration.ZERO, SHORT, Duration.ofMillis(800)));
    try (IcePeer peer = new IcePeer("peer", options);
        ScriptedPeer other = new ScriptedPeer()) {
      connect(peer, other, other.open());
      other.fallSilent();
      peer.await(IceState.DISCONNECTED);
      assertThat(peer.awaitFailure()).isEqualTo(IceState.FAILED);
      assertThat(peer.send("too late")).isFalse();
      assertThat(peer.<Boolean>call(() -> peer.transport.selectedPath() == null)).isTrue();
    }
  }

  @Test
  void isConnectedAgainWhenThePathComesBack() {
    try (IcePeer peer = new IcePeer("peer", SOON_TAKEN_OVER);
        ScriptedPeer other = new ScriptedPeer()) {
      connect(peer, other, other.open());
      other.fallSilent();
      peer.await(IceState.DISCONNECTED);
      other.answering((socket, request) -> other.answer(socket, request, null));
      peer.await(IceState.CONNECTED);
    }
  }

  @Test
  void followsTheNominationWhileIce4jIsThere() {
    try (IcePeer peer = new IcePeer("peer", NEVER_TAKEN_OVER);
        ScriptedPeer other = new ScriptedPeer()) {
      UdpSocket first = other.open();
      UdpSocket second = other.open();
      peer.addRemote(ScriptedPeer.candidate(first));
      peer.addRemote(ScriptedPeer.candidate(second));
      peer.start(false, other.parameters);
      Set<UdpSocket> valid = new HashSet<>();
      InetSocketAddress target = first.localAddress();
      while (valid.size() < 2) {
        ScriptedPeer.Received check = other.take(other.requests);
        target = check.source();
        valid.add(check.socket());
      }
      other.send(first, target, check(other, peer, true));
      assertThat(peer.awaitPath().remote()).isEqualTo(first.localAddress());
      other.send(second, target, check(other, peer, true));
      assertThat(peer.awaitPath().remote()).isEqualTo(second.localAddress());
      peer.send("to the second");
      assertThat(other.take(other.data)).isEqualTo("to the second");
    }
  }

  @Test
  void followsTheNominationWithoutIce4j() {
    try (IcePeer peer = new IcePeer("peer", SOON_TAKEN_OVER);
        ScriptedPeer other = new ScriptedPeer()) {
      UdpSocket first = other.open();
      InetSocketAddress target = connect(peer, other, first);
      Ice4jThreads.awaitNone();
      UdpSocket second = other.open();
      other.send(second, target, check(other, peer, true));
      assertThat(peer.awaitPath().remote()).isEqualTo(second.localAddress());
      other.send(second, target, "from the second");
      assertThat(peer.awaitPacket()).isEqualTo("from the second");
      peer.send("to the second");
      assertThat(other.take(other.data)).isEqualTo("to the second");
    }
  }

  /** The peer nominates, as the controlling side; says where our socket is. */
  private static InetSocketAddress connect(IcePeer peer, ScriptedPeer other, UdpSocket socket) {
    peer.addRemote(ScriptedPeer.candidate(socket));
    peer.start(false, other.parameters);
    InetSocketAddress target = other.take(other.requests).source();
    other.send(socket, target, check(other, peer, true));
    assertThat(peer.awaitPath().remote()).isEqualTo(socket.localAddress());
    peer.await(IceState.CONNECTED);
    return target;
  }

  private static byte[] check(ScriptedPeer from, IcePeer to, boolean nominating) {
    IceParameters parameters = to.parameters();
    var check = from.check(parameters);
    if (nominating) {
      check.useCandidate();
    }
    return check.toBytes(parameters.key(), true);
  }
}
