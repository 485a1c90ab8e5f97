package dev.sotto.ice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.address.TransportAddress;
import dev.sotto.ice.AddressFilter.Loopback;
import dev.sotto.net.UdpSocket;
import dev.sotto.sdp.IceParameters;
import dev.sotto.stun.StunBuilder;
import dev.sotto.stun.StunMessage;
import dev.sotto.stun.TransactionId;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A stranger who sees everything but the passwords gets nothing. */
@Timeout(120)
class AuthenticationTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final IceParameters WRONG = IceParameters.random(RANDOM);
  private static final IceOptions OPTIONS =
      IceOptions.defaults().withLoopback(Loopback.ONLY).withFamilies(true, false);
  private static final IceOptions IMPATIENT = OPTIONS.withConnectTimeout(Duration.ofMillis(1500));

  @Test
  void answersOnlyAuthenticChecks() {
    try (IcePeer peer = new IcePeer("peer", OPTIONS);
        ScriptedPeer stranger = new ScriptedPeer()) {
      UdpSocket socket = stranger.open();
      InetSocketAddress target = start(peer, stranger);
      IceParameters ours = peer.parameters();
      stranger.send(socket, target, stranger.check(ours).toBytes(null, true));
      stranger.send(socket, target, stranger.check(ours).toBytes(WRONG.key(), true));
      stranger.send(
          socket,
          target,
          StunMessage.bindingRequest(TransactionId.random(RANDOM))
              .priority(1)
              .toBytes(ours.key(), true));
      stranger.send(
          socket,
          target,
          StunMessage.bindingRequest(TransactionId.random(RANDOM))
              .username(ours.ufrag() + ":" + WRONG.ufrag())
              .priority(1)
              .toBytes(ours.key(), true));
      StunBuilder authentic = stranger.check(ours);
      byte[] bytes = authentic.toBytes(ours.key(), true);
      stranger.send(socket, target, bytes);
      StunMessage answered = stranger.take(stranger.responses).message();
      assertThat(answered.transactionId()).isEqualTo(TransactionId.of(bytes, 8));
      assertThat(answered.integrityValid(ours.key())).isTrue();
      assertThat(stranger.responses).isEmpty();
    }
  }

  @Test
  void unauthenticatedChecksMakeNoPath() {
    try (IcePeer peer = new IcePeer("peer", IMPATIENT);
        ScriptedPeer stranger = new ScriptedPeer()) {
      UdpSocket socket = stranger.open();
      stranger.fallSilent();
      InetSocketAddress target = start(peer, stranger);
      stranger.send(
          socket, target, stranger.check(peer.parameters()).useCandidate().toBytes(null, true));
      peer.await(IceState.CHECKING);
      assertThat(peer.awaitFailure()).isEqualTo(IceState.FAILED);
      assertThat(stranger.requests).isEmpty();
      assertThat(peer.pathHistory).isEmpty();
    }
  }

  @Test
  void forgedAnswersMakeNoPath() {
    try (IcePeer peer = new IcePeer("peer", IMPATIENT);
        ScriptedPeer stranger = new ScriptedPeer()) {
      stranger.answering((socket, request) -> stranger.answer(socket, request, null, WRONG));
      peer.addRemote(ScriptedPeer.candidate(stranger.open()));
      start(peer, stranger);
      assertThat(peer.awaitFailure()).isEqualTo(IceState.FAILED);
      assertThat(stranger.requests).isNotEmpty();
      assertThat(peer.pathHistory).isEmpty();
    }
  }

  @Test
  void answersFromElsewhereMakeNoPath() {
    try (IcePeer peer = new IcePeer("peer", IMPATIENT);
        ScriptedPeer stranger = new ScriptedPeer()) {
      UdpSocket elsewhere = stranger.open();
      stranger.answering((socket, request) -> stranger.answer(elsewhere, request, null));
      peer.addRemote(ScriptedPeer.candidate(stranger.open()));
      start(peer, stranger);
      assertThat(peer.awaitFailure()).isEqualTo(IceState.FAILED);
      assertThat(stranger.requests).isNotEmpty();
      assertThat(peer.pathHistory).isEmpty();
    }
  }

  @Test
  void refusalsThatAnyoneCanForgeChangeNothing() {
    try (IcePeer peer = new IcePeer("peer", OPTIONS);
        ScriptedPeer other = new ScriptedPeer()) {
      other.answering(
          (socket, request) -> {
            byte[] forged = request.message().errorResponse(400, "Bad Request").toBytes(null, true);
            other.send(socket, request.source(), forged);
            other.answer(socket, request, null);
          });
      peer.addRemote(ScriptedPeer.candidate(other.open()));
      peer.start(true, other.parameters);
      peer.await(IceState.CONNECTED);
    }
  }

  @Test
  void handsOverNoDataOfStrangers() {
    try (IcePeer peer = new IcePeer("peer", OPTIONS);
        ScriptedPeer other = new ScriptedPeer()) {
      UdpSocket known = other.open();
      UdpSocket stranger = other.open();
      peer.addRemote(ScriptedPeer.candidate(known));
      peer.start(true, other.parameters);
      InetSocketAddress target = peer.awaitPath().local();
      other.send(stranger, target, "from a stranger");
      other.send(known, target, "from the peer");
      assertThat(peer.awaitPacket()).isEqualTo("from the peer");
      assertThat(peer.packets).isEmpty();
    }
  }

  @Test
  void keepsEarlyDataUntilItsSenderHasProvedItself() {
    try (IcePeer peer = new IcePeer("peer", OPTIONS);
        ScriptedPeer other = new ScriptedPeer()) {
      UdpSocket socket = other.open();
      other.answering((from, request) -> {});
      InetSocketAddress target = start(peer, other);
      IceParameters ours = peer.parameters();
      other.send(socket, target, other.check(ours).useCandidate().toBytes(ours.key(), true));
      // Our check back shows that theirs came first.
      ScriptedPeer.Received check = other.take(other.requests);
      other.send(socket, target, "early");
      other.answer(socket, check, null);
      assertThat(peer.awaitPacket()).isEqualTo("early");
      assertThat(peer.pathHistory).hasSize(1);
    }
  }

  @Test
  void aWrongPasswordNeverConnects() {
    try (IcePeer a = new IcePeer("a", IMPATIENT);
        IcePeer b = new IcePeer("b", IMPATIENT)) {
      a.trickle(b);
      b.trickle(a);
      a.start(true, new IceParameters(b.parameters().ufrag(), WRONG.pwd()));
      b.start(false, new IceParameters(a.parameters().ufrag(), WRONG.pwd()));
      assertThat(a.awaitFailure()).isEqualTo(IceState.FAILED);
      assertThat(b.awaitFailure()).isEqualTo(IceState.FAILED);
      assertThat(a.pathHistory).isEmpty();
      assertThat(b.pathHistory).isEmpty();
    }
  }

  @Test
  void readsTheAddressThatThePeerSees() {
    TransportAddress outside = TransportAddress.of("203.0.113.9", 4711);
    try (IcePeer peer = new IcePeer("peer", OPTIONS);
        ScriptedPeer other = new ScriptedPeer()) {
      other.answering((socket, request) -> other.answer(socket, request, outside));
      peer.addRemote(ScriptedPeer.candidate(other.open()));
      peer.start(true, other.parameters);
      assertThat(peer.awaitPath().localKind().label()).isEqualTo("prflx");
      assertThat(peer.pathHistory.get(0).remoteKind().label()).isEqualTo("host");
    }
  }

  /** Starts as the controlled side and says where our socket is. */
  private static InetSocketAddress start(IcePeer peer, ScriptedPeer other) {
    peer.gather();
    IcePeer.get(peer.gathered);
    peer.start(false, other.parameters);
    // Once the loop has come to it, only this peer's checks count.
    assertThat(peer.<IceState>call(peer.transport::state)).isEqualTo(IceState.CHECKING);
    return Pair.socketAddress(peer.candidates.get(0).transportAddress().orElseThrow());
  }
}
