package dev.sotto.ice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.address.TransportAddress;
import dev.sotto.ice.AddressFilter.Loopback;
import dev.sotto.net.CandidateKind;
import dev.sotto.net.UdpSocket;
import dev.sotto.sdp.Candidate;
import dev.sotto.sdp.CandidateTransport;
import dev.sotto.sdp.CandidateType;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class GatheringTest {
  private static final TransportAddress OUTSIDE = TransportAddress.of("203.0.113.9", 4711);
  private static final TransportAddress FORGED = TransportAddress.of("198.51.100.66", 666);
  private static final IceOptions OPTIONS =
      IceOptions.defaults().withLoopback(Loopback.ONLY).withFamilies(true, false).withTcp(false);

  @Test
  void findsAHostCandidateForEachFamily() {
    try (IcePeer peer = new IcePeer("peer", OPTIONS.withFamilies(true, true))) {
      peer.gather();
      IcePeer.get(peer.gathered);
      assertThat(peer.candidates)
          .extracting(Candidate::address)
          .containsExactly("::1", "127.0.0.1");
      assertThat(peer.candidates).allMatch(candidate -> candidate.type() == CandidateType.HOST);
      assertThat(peer.candidates.get(0).priority())
          .isGreaterThan(peer.candidates.get(1).priority());
      assertThat(peer.candidates).extracting(Candidate::foundation).doesNotHaveDuplicates();
    }
  }

  /** RFC 6544 sections 4.2 and 4.5. */
  @Test
  void tellsOfTcpAfterUdp() {
    try (IcePeer peer = new IcePeer("peer", OPTIONS.withTcp(true))) {
      peer.gather();
      IcePeer.get(peer.gathered);
      assertThat(peer.candidates)
          .extracting(Candidate::transport)
          .containsExactly(
              CandidateTransport.UDP,
              CandidateTransport.TCP_PASSIVE,
              CandidateTransport.TCP_ACTIVE);
      assertThat(peer.candidates.get(1).port()).isNotIn(0, 9);
      assertThat(peer.candidates.get(2).port()).isEqualTo(9);
      // The type preference of UDP less what makes TCP second; direction 4 and 6.
      assertThat(peer.candidates)
          .extracting(candidate -> candidate.priority() >> 24)
          .containsExactly(126L, 90L, 90L);
      assertThat(peer.candidates.subList(1, 3))
          .extracting(candidate -> candidate.priority() >> 21 & 7)
          .containsExactly(4L, 6L);
    }
  }

  @Test
  void leavesOutTcpUnderRelayOnly() {
    IceOptions relayOnly = OPTIONS.withTcp(true).withPolicy(CandidatePolicy.RELAY_ONLY);
    try (IcePeer peer = new IcePeer("peer", relayOnly)) {
      peer.gather();
      IcePeer.get(peer.gathered);
      assertThat(peer.candidates).isEmpty();
    }
  }

  @Test
  void listensOnThePortThatMayBeBound() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    IceOptions options = OPTIONS.withTcp(true).withPorts(new PortRange(free, free));
    try (IcePeer peer = new IcePeer("peer", options)) {
      peer.gather();
      IcePeer.get(peer.gathered);
      assertThat(peer.candidates).extracting(Candidate::port).containsExactly(free, free, 9);
    }
  }

  @Test
  void leavesOutLoopbackUnlessAsked() throws SocketException {
    assertThat(HostAddresses.list(OPTIONS.addresses().withLoopback(Loopback.EXCLUDED)))
        .noneMatch(InetAddress::isLoopbackAddress)
        .noneMatch(InetAddress::isLinkLocalAddress)
        .allMatch(Inet4Address.class::isInstance);
    assertThat(HostAddresses.list(OPTIONS.addresses().withLoopback(Loopback.INCLUDED)))
        .last()
        .matches(InetAddress::isLoopbackAddress);
  }

  @Test
  void gathersOnlyOnce() {
    try (IcePeer peer = new IcePeer("peer", OPTIONS)) {
      peer.gather();
      peer.gather();
      IcePeer.get(peer.gathered);
      peer.gather();
      assertThat(peer.<Integer>call(peer.candidates::size)).isEqualTo(1);
    }
  }

  @Test
  void tellsHowAStunServerSeesUs() {
    try (ScriptedPeer server = new ScriptedPeer();
        IcePeer peer = new IcePeer("peer", asking(server.open()))) {
      server.answering((socket, request) -> server.answer(socket, request, OUTSIDE));
      peer.gather();
      IcePeer.get(peer.gathered);
      Candidate host = peer.candidates.get(0);
      Candidate outside = peer.candidates.get(1);
      assertThat(outside.type()).isEqualTo(CandidateType.SRFLX);
      assertThat(outside.transportAddress()).contains(OUTSIDE);
      assertThat(outside.related()).isEqualTo(host.transportAddress().orElseThrow());
      assertThat(outside.priority()).isLessThan(host.priority());
      assertThat(outside.foundation()).isNotEqualTo(host.foundation());
      assertThat(server.requests).allMatch(request -> !request.message().hasIntegrity());
    }
  }

  @Test
  void believesNobodyButTheServer() {
    try (ScriptedPeer server = new ScriptedPeer();
        IcePeer peer = new IcePeer("peer", asking(server.open()))) {
      UdpSocket elsewhere = server.open();
      server.answering(
          (socket, request) -> {
            server.answer(elsewhere, request, FORGED);
            server.answer(socket, request, OUTSIDE);
          });
      peer.gather();
      IcePeer.get(peer.gathered);
      assertThat(peer.candidates).hasSize(2);
      assertThat(peer.candidates.get(1).transportAddress()).contains(OUTSIDE);
    }
  }

  @Test
  void leavesOutAServerReflexiveAddressThatIsOurOwn() {
    try (ScriptedPeer server = new ScriptedPeer();
        IcePeer peer = new IcePeer("peer", asking(server.open()))) {
      peer.gather();
      IcePeer.get(peer.gathered);
      assertThat(peer.candidates).hasSize(1);
    }
  }

  @Test
  void asksAgainWhenAnAnswerIsLost() {
    try (ScriptedPeer server = new ScriptedPeer();
        IcePeer peer = new IcePeer("peer", asking(server.open()))) {
      server.answering(
          (socket, request) ->
              server.answering((again, repeated) -> server.answer(again, repeated, OUTSIDE)));
      peer.gather();
      IcePeer.get(peer.gathered);
      assertThat(peer.candidates).hasSize(2);
    }
  }

  @Test
  void isCompleteWhenAServerHasNoAddress() {
    // Refused without asking a name server.
    StunServer nowhere = new StunServer("[not an address", 3478);
    IceOptions options = OPTIONS.withStunServers(List.of(nowhere));
    try (IcePeer peer = new IcePeer("peer", options)) {
      peer.gather();
      IcePeer.get(peer.gathered);
      assertThat(peer.candidates).hasSize(1);
    }
  }

  @Test
  void knowsThePathThatGoesThroughIt() {
    try (ScriptedPeer server = new ScriptedPeer();
        ScriptedPeer other = new ScriptedPeer();
        IcePeer peer = new IcePeer("peer", asking(server.open()))) {
      server.answering((socket, request) -> server.answer(socket, request, OUTSIDE));
      other.answering((socket, request) -> other.answer(socket, request, OUTSIDE));
      peer.gather();
      IcePeer.get(peer.gathered);
      peer.addRemote(ScriptedPeer.candidate(other.open()));
      peer.start(true, other.parameters);
      assertThat(peer.awaitPath().localKind()).isEqualTo(CandidateKind.SRFLX);
    }
  }

  private static IceOptions asking(UdpSocket server) {
    StunServer loopback = new StunServer("127.0.0.1", server.localAddress().getPort());
    return OPTIONS.withStunServers(List.of(loopback));
  }
}
