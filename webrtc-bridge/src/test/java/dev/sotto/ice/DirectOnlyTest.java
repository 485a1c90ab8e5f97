package dev.sotto.ice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.ice.AddressFilter.Loopback;
import dev.sotto.net.UdpSocket;
import dev.sotto.sdp.Candidate;
import dev.sotto.sdp.CandidateType;
import dev.sotto.sdp.IceParameters;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who wants direct ways only is not led through the peer's relay either. */
@Timeout(120)
class DirectOnlyTest {
  private static final IceOptions OPTIONS =
      IceOptions.defaults()
          .withLoopback(Loopback.ONLY)
          .withFamilies(true, false)
          .withTcp(false)
          .withPolicy(CandidatePolicy.DIRECT_ONLY);

  @Test
  void answersNoCheckThatComesThroughARelayOfThePeer() {
    try (IcePeer peer = new IcePeer("peer", OPTIONS);
        ScriptedPeer other = new ScriptedPeer()) {
      UdpSocket relay = other.open();
      UdpSocket direct = other.open();
      peer.addRemote(relayed(relay));
      InetSocketAddress target = start(peer, other);
      nominate(peer, other, relay, target);
      nominate(peer, other, direct, target);
      assertThat(peer.awaitPath().remote()).isEqualTo(direct.localAddress());
      assertThat(other.requests).allMatch(request -> request.socket() == direct);
      assertThat(other.responses).allMatch(response -> response.socket() == direct);
    }
  }

  @Test
  void leavesAPathThatTurnsOutToBeRelayed() {
    try (IcePeer peer = new IcePeer("peer", OPTIONS);
        ScriptedPeer other = new ScriptedPeer()) {
      UdpSocket relay = other.open();
      nominate(peer, other, relay, start(peer, other));
      peer.awaitPath();
      peer.addRemote(relayed(relay));
      assertThat(peer.awaitFailure()).isEqualTo(IceState.FAILED);
    }
  }

  private static void nominate(
      IcePeer peer, ScriptedPeer other, UdpSocket from, InetSocketAddress target) {
    IceParameters ours = peer.parameters();
    other.send(from, target, other.check(ours).useCandidate().toBytes(ours.key(), true));
  }

  private static Candidate relayed(UdpSocket socket) {
    return Candidate.udp(
        "1",
        Candidate.priority(CandidateType.RELAY, 1, Candidate.DATA),
        Pair.address(socket.localAddress()),
        CandidateType.RELAY,
        null);
  }

  private static InetSocketAddress start(IcePeer peer, ScriptedPeer other) {
    peer.gather();
    IcePeer.get(peer.gathered);
    peer.start(false, other.parameters);
    return Pair.socketAddress(peer.candidates.get(0).transportAddress().orElseThrow());
  }
}
