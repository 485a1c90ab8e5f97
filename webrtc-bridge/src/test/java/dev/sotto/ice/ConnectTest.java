package dev.sotto.ice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.ice.AddressFilter.Loopback;
import dev.sotto.net.CandidateKind;
import dev.sotto.net.Path;
import dev.sotto.net.UdpSocket;
import dev.sotto.sdp.Candidate;
import dev.sotto.sdp.CandidateType;
import dev.sotto.sdp.IceParameters;
import dev.sotto.stun.MessageClass;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class ConnectTest {
  private static final IceOptions OPTIONS = IceOptions.defaults().withLoopback(Loopback.ONLY);
  private static final IceOptions IPV4 = OPTIONS.withFamilies(true, false);

  @ParameterizedTest
  @CsvSource({"true, false", "false, true", "true, true"})
  void connectsAndCarriesDataBothWays(boolean ipv4, boolean ipv6) {
    IceOptions options = OPTIONS.withFamilies(ipv4, ipv6);
    try (IcePeer a = new IcePeer("a", options);
        IcePeer b = new IcePeer("b", options)) {
      IcePeer.introduce(a, b);
      awaitData(a, b);
      Path path = a.awaitPath();
      assertThat(path.transport()).isEqualTo(Path.Transport.UDP);
      assertThat(path.localKind()).isEqualTo(CandidateKind.HOST);
      assertThat(path.remoteKind()).isEqualTo(CandidateKind.HOST);
      assertThat(path.relayed()).isFalse();
      assertThat(path.remote()).isEqualTo(b.awaitPath().local());
      assertThat(a.history).containsExactly(IceState.CHECKING, IceState.CONNECTED);
      assertThat(b.history).containsExactly(IceState.CHECKING, IceState.CONNECTED);
    }
  }

  @Test
  void tellsThePathBeforeItIsConnected() {
    try (IcePeer a = new IcePeer("a", IPV4);
        IcePeer b = new IcePeer("b", IPV4)) {
      a.whenState(
          state -> {
            if (state == IceState.CONNECTED) {
              assertThat(a.pathHistory).containsExactly(a.transport.selectedPath());
            }
          });
      IcePeer.introduce(a, b);
      a.await(IceState.CONNECTED);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void settlesWhoNominatesWhenBothThinkTheSame(boolean controlling) {
    try (IcePeer a = new IcePeer("a", IPV4);
        IcePeer b = new IcePeer("b", IPV4)) {
      a.trickle(b);
      b.trickle(a);
      a.start(controlling, b.parameters());
      b.start(controlling, a.parameters());
      awaitData(a, b);
    }
  }

  @Test
  void takesCandidatesThatComeLate() {
    try (IcePeer a = new IcePeer("a", IPV4);
        IcePeer b = new IcePeer("b", IPV4)) {
      a.start(true, b.parameters());
      b.start(false, a.parameters());
      IcePeer.get(a.gathered);
      IcePeer.get(b.gathered);
      a.trickle(b);
      b.trickle(a);
      a.candidates.forEach(b::addRemote);
      b.candidates.forEach(a::addRemote);
      awaitData(a, b);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void findsThePeerThatToldNoCandidates(boolean controlling) {
    try (IcePeer open = new IcePeer("open", IPV4);
        IcePeer hidden = new IcePeer("hidden", IPV4)) {
      open.trickle(hidden);
      open.start(controlling, hidden.parameters());
      hidden.start(!controlling, open.parameters());
      awaitData(open, hidden);
      assertThat(open.awaitPath().remoteKind()).isEqualTo(CandidateKind.PRFLX);
      assertThat(hidden.awaitPath().remoteKind()).isEqualTo(CandidateKind.HOST);
    }
  }

  @Test
  void answersChecksThatCameBeforeItWasStarted() {
    try (IcePeer early = new IcePeer("early", IPV4);
        IcePeer late = new IcePeer("late", IPV4)) {
      late.trickle(early);
      early.start(false, late.parameters());
      IcePeer.get(late.gathered);
      IcePeer.get(early.gathered);
      late.start(true, early.parameters());
      awaitData(early, late);
    }
  }

  /** ice4j stumbles over what it is asked while its candidates are being added. */
  @Test
  void answersEarlyChecksWithNoneButSuccess() {
    try (IcePeer peer = new IcePeer("peer", OPTIONS);
        ScriptedPeer other = new ScriptedPeer()) {
      peer.gather();
      IcePeer.get(peer.gathered);
      UdpSocket socket = other.open("::1");
      IceParameters ours = peer.parameters();
      var target = Pair.socketAddress(peer.candidates.get(0).transportAddress().orElseThrow());
      for (int i = 0; i < 30; i++) {
        other.send(socket, target, other.check(ours).toBytes(ours.key(), true));
      }
      // On the loop after all of them, which are in the socket's queue by now.
      peer.call(() -> true);
      peer.start(false, other.parameters);
      for (int i = 0; i < 30; i++) {
        assertThat(other.take(other.responses).message().messageClass())
            .isEqualTo(MessageClass.SUCCESS_RESPONSE);
      }
    }
  }

  @Test
  void ignoresCandidatesThatItCannotUse() {
    try (IcePeer a = new IcePeer("a", IPV4);
        IcePeer b = new IcePeer("b", IPV4)) {
      a.addRemote(parse("1 1 udp 1 2f6a7e4c-6e7b-4f0e-9c0f-0a4f2d6e8b11.local 9 typ host"));
      a.addRemote(parse("1 1 tcp 1 127.0.0.1 9 typ host tcptype active"));
      a.addRemote(parse("1 2 udp 1 127.0.0.1 9 typ host"));
      a.addRemote(parse("1 1 udp 1 fe80::1 9 typ host"));
      IcePeer.introduce(a, b);
      awaitData(a, b);
    }
  }

  @Test
  void failsWhenThereIsNoPathInTime() {
    IceOptions options = IPV4.withConnectTimeout(Duration.ofMillis(300));
    try (IcePeer a = new IcePeer("a", options);
        IcePeer b = new IcePeer("b", options)) {
      a.start(true, b.parameters());
      assertThat(a.awaitFailure()).isEqualTo(IceState.FAILED);
      assertThat(a.history).containsExactly(IceState.CHECKING, IceState.FAILED);
      assertThat(a.send("into the void")).isFalse();
    }
  }

  /** ice4j by itself fails for good 11 s after the start when all it knows is dead by then. */
  @Test
  @Tag("long")
  void connectsAlthoughAllThatWasKnownAtFirstWasDead() {
    try (IcePeer a = new IcePeer("a", IPV4);
        IcePeer b = new IcePeer("b", IPV4);
        ScriptedPeer dead = new ScriptedPeer()) {
      dead.fallSilent();
      a.addRemote(ScriptedPeer.candidate(dead.open()));
      a.start(true, b.parameters());
      // The first agent repeats one request; another request means another agent.
      var first = dead.take(dead.requests).message().transactionId();
      while (dead.take(dead.requests).message().transactionId().equals(first)) {
        assertThat(a.history).containsExactly(IceState.CHECKING);
      }
      a.candidates.forEach(b::addRemote);
      b.start(false, a.parameters());
      awaitData(a, b);
    }
  }

  @Test
  void makesNewCredentialsForEachTransport() {
    try (IcePeer a = new IcePeer("a", IPV4);
        IcePeer b = new IcePeer("b", IPV4)) {
      assertThat(a.parameters()).isNotEqualTo(b.parameters());
      assertThat(a.parameters()).isEqualTo(a.transport.localParameters());
    }
  }

  private static void awaitData(IcePeer a, IcePeer b) {
    a.await(IceState.CONNECTED);
    b.await(IceState.CONNECTED);
    assertThat(a.send("to b")).isTrue();
    assertThat(b.send("to a")).isTrue();
    assertThat(b.awaitPacket()).isEqualTo("to b");
    assertThat(a.awaitPacket()).isEqualTo("to a");
  }

  private static Candidate parse(String text) {
    Candidate candidate = Candidate.parse(text).orElseThrow();
    assertThat(candidate.type()).isEqualTo(CandidateType.HOST);
    return candidate;
  }
}
