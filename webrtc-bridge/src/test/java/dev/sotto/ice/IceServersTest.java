package dev.sotto.ice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.address.TransportAddress;
import dev.sotto.ice.AddressFilter.Loopback;
import dev.sotto.net.TestTls;
import dev.sotto.net.UdpSocket;
import dev.sotto.sdp.Candidate;
import dev.sotto.sdp.CandidateType;
import dev.sotto.turn.TurnCredentials;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that are told to a gatherer while it lives. */
@Timeout(120)
class IceServersTest {
  private static final IceOptions OPTIONS =
      IceOptions.defaults().withLoopback(Loopback.ONLY).withFamilies(true, false).withTcp(false);

  private static final TransportAddress OUTSIDE = TransportAddress.of("203.0.113.9", 4711);

  /** When who hurries has no more time. */
  private static final Duration LATE = Duration.ofMillis(2_500);

  private static TurnServerOnLoopback server() throws Exception {
    return new TurnServerOnLoopback(
        InetAddress.getLoopbackAddress(), 0, TestTls.forAddresses("127.0.0.1").server());
  }

  private static TurnServer named(TurnServerOnLoopback server, TurnCredentials credentials) {
    int port = server.address(TurnServer.Transport.UDP).getPort();
    return new TurnServer("127.0.0.1", port, TurnServer.Transport.UDP, credentials);
  }

  private static List<CandidateType> types(IcePeer peer) {
    return peer.candidates.stream().map(Candidate::type).toList();
  }

  @Test
  void aGatheringThatHasNotBegunAsksThem() throws Exception {
    try (TurnServerOnLoopback server = server();
        IcePeer peer = new IcePeer("peer", OPTIONS)) {
      List<TurnServer> servers = List.of(named(server, TurnServerOnLoopback.ANNA));
      peer.run(() -> peer.gatherer.useServers(List.of(), servers));
      peer.run(peer.gatherer::hurry);
      peer.gather();
      IcePeer.get(peer.gathered);
      assertThat(types(peer)).contains(CandidateType.RELAY);
    }
  }

  @Test
  void whoLooksAgainAsksWithTheNewCredentials() throws Exception {
    try (TurnServerOnLoopback server = server();
        IcePeer peer = new IcePeer("peer", OPTIONS)) {
      TurnCredentials old = new TurnCredentials("anna", "outdated");
      peer.run(() -> peer.gatherer.useServers(List.of(), List.of(named(server, old))));
      peer.run(peer.gatherer::hurry);
      peer.gather();
      IcePeer.get(peer.gathered);
      assertThat(types(peer)).doesNotContain(CandidateType.RELAY);

      List<TurnServer> renewed = List.of(named(server, TurnServerOnLoopback.ANNA));
      peer.run(() -> peer.gatherer.useServers(List.of(), renewed));
      peer.run(peer.gatherer::refresh);
      peer.awaitCandidate(candidate -> candidate.type() == CandidateType.RELAY);
      assertThat(types(peer)).contains(CandidateType.RELAY);
    }
  }

  @Test
  void whoHasNothingButARelayWaitsForIt() throws Exception {
    try (TurnServerOnLoopback server = server();
        IcePeer peer = new IcePeer("peer", OPTIONS)) {
      List<TurnServer> servers = List.of(named(server, TurnServerOnLoopback.ANNA));
      server.holdAnswers();
      peer.run(() -> peer.gatherer.useServers(List.of(), servers));
      peer.run(peer.gatherer::hurry);
      peer.gather();
      peer.runAfter(LATE, server::letAnswersGo);
      IcePeer.get(peer.gathered);
      assertThat(types(peer)).containsExactly(CandidateType.HOST, CandidateType.RELAY);
    }
  }

  @Test
  void whoCanBeReachedOtherwiseDoesNotWaitForARelay() throws Exception {
    try (TurnServerOnLoopback server = server();
        ScriptedPeer stun = new ScriptedPeer();
        IcePeer peer = new IcePeer("peer", OPTIONS)) {
      UdpSocket socket = stun.open();
      StunServer seer = new StunServer("127.0.0.1", socket.localAddress().getPort());
      stun.answering((from, request) -> stun.answer(from, request, OUTSIDE));
      List<TurnServer> servers = List.of(named(server, TurnServerOnLoopback.ANNA));
      server.holdAnswers();
      peer.run(() -> peer.gatherer.useServers(List.of(seer), servers));
      peer.run(peer.gatherer::hurry);
      peer.gather();
      CompletableFuture<Boolean> gathered = new CompletableFuture<>();
      peer.runAfter(LATE, () -> gathered.complete(peer.gathered.isDone()));
      assertThat(IcePeer.get(gathered)).as("gathered by then").isTrue();
      assertThat(types(peer)).containsExactly(CandidateType.HOST, CandidateType.SRFLX);
      server.letAnswersGo();
    }
  }
}
