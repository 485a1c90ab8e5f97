package dev.sotto.ice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.ice.AddressFilter.Loopback;
import dev.sotto.net.Path;
import dev.sotto.sdp.Candidate;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Closing is harmless at any time and leaves no thread and no socket. */
@Timeout(120)
class CloseTest {
  private static final IceOptions OPTIONS =
      IceOptions.defaults()
          .withLoopback(Loopback.ONLY)
          .withFamilies(true, false)
          .withKeeping(new Keeping(Duration.ZERO, Duration.ofMillis(100), Duration.ofMillis(400)));

  /** How far it gets before it is closed. */
  enum Stage {
    MADE,
    GATHERING,
    GATHERED,
    STARTED,
    CHECKING,
    CONNECTED,
    TAKEN_OVER,
    FAILED
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void leavesNothingBehind(Stage stage) throws IOException {
    Duration patience = stage == Stage.FAILED ? Duration.ofMillis(500) : Duration.ofSeconds(60);
    List<Candidate> candidates;
    try (IcePeer peer = new IcePeer("peer", OPTIONS.withConnectTimeout(patience));
        ScriptedPeer other = new ScriptedPeer()) {
      bring(peer, other, stage);
      peer.closeTransport();
      peer.closeTransport();
      int told = peer.<Integer>call(peer.history::size);
      assertThat(peer.send("nothing")).isFalse();
      assertThat(peer.<IceState>call(peer.transport::state)).isEqualTo(IceState.CLOSED);
      assertThat(peer.<Boolean>call(() -> peer.transport.selectedPath() == null)).isTrue();
      // What is still asked of it is harmless.
      peer.gather();
      peer.start(true, other.parameters);
      peer.addRemote(ScriptedPeer.candidate(other.open()));
      assertThat(peer.<Integer>call(peer.history::size)).isEqualTo(told);
      candidates = peer.candidates;
    }
    Ice4jThreads.awaitNone();
    assertThat(Ice4jThreads.ofAgents()).isEmpty();
    for (Candidate candidate : candidates) {
      assertFree(Pair.socketAddress(candidate.transportAddress().orElseThrow()));
    }
  }

  private static void bring(IcePeer peer, ScriptedPeer other, Stage stage) {
    if (stage.compareTo(Stage.GATHERING) >= 0) {
      peer.gather();
    }
    if (stage.compareTo(Stage.GATHERED) >= 0) {
      IcePeer.get(peer.gathered);
    }
    if (stage.compareTo(Stage.CHECKING) >= 0) {
      peer.addRemote(ScriptedPeer.candidate(other.open()));
    }
    if (stage == Stage.FAILED || stage == Stage.CHECKING) {
      other.fallSilent();
    }
    if (stage.compareTo(Stage.STARTED) >= 0) {
      peer.start(true, other.parameters);
    }
    if (stage.compareTo(Stage.CHECKING) >= 0) {
      other.take(other.requests);
    }
    if (stage == Stage.CONNECTED || stage == Stage.TAKEN_OVER) {
      peer.await(IceState.CONNECTED);
    }
    if (stage == Stage.TAKEN_OVER) {
      Ice4jThreads.awaitNone();
    }
    if (stage == Stage.FAILED) {
      assertThat(peer.awaitFailure()).isEqualTo(IceState.FAILED);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CHECKING", "CONNECTED", "DISCONNECTED", "FAILED"})
  void canBeClosedByItsListener(IceState when) {
    try (IcePeer peer = new IcePeer("peer", OPTIONS);
        ScriptedPeer other = new ScriptedPeer()) {
      peer.whenState(
          state -> {
            if (state == when) {
              peer.transport.close();
            } else if (state == IceState.CONNECTED) {
              other.fallSilent();
            }
          });
      peer.addRemote(ScriptedPeer.candidate(other.open()));
      peer.start(true, other.parameters);
      for (IceState state = peer.awaitState(); state != when; state = peer.awaitState()) {
        assertThat(state).isNotEqualTo(IceState.CLOSED);
      }
      assertThat(peer.<IceState>call(peer.transport::state)).isEqualTo(IceState.CLOSED);
      assertThat(peer.history).last().isEqualTo(when);
    }
  }

  @Test
  void closesTheSocketOfThePathAtOnce() {
    try (IcePeer peer = new IcePeer("peer", OPTIONS);
        ScriptedPeer other = new ScriptedPeer()) {
      peer.addRemote(ScriptedPeer.candidate(other.open()));
      peer.start(true, other.parameters);
      Path path = peer.awaitPath();
      peer.closeTransport();
      assertThat(peer.<Boolean>call(() -> path.send(new byte[] {23}, 0, 1))).isFalse();
    }
  }

  private static void assertFree(InetSocketAddress address) throws IOException {
    try (DatagramSocket again = new DatagramSocket(address)) {
      assertThat(again.getLocalPort()).isEqualTo(address.getPort());
    }
  }
}
