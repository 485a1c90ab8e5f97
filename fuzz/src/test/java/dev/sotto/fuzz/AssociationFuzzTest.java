package dev.sotto.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sotto.sctp.Association;
import dev.sotto.sctp.AssociationEvent;
import dev.sotto.sctp.AssociationOptions;
import dev.sotto.sctp.AssociationState;
import dev.sotto.sctp.AssociationStatistics;
import dev.sotto.sctp.SendOptions;
import dev.sotto.time.Monotonic;
import java.time.Duration;
import java.util.Random;

/**
 * An established association whose peer has gone mad: it knows tag, ports and checksum, and sends
 * whatever chunks it likes, while our user goes on sending, closing and waiting.
 */
class AssociationFuzzTest {
  private static final AssociationOptions OPTIONS =
      AssociationOptions.defaults().withReceiveWindow(50_000).withMaxMessageSize(10_000);
  private static final int MOST_PACKETS = 10_000;

  private final byte[] buffer = new byte[OPTIONS.mtu()];
  private long released;
  private long delivered;
  private Monotonic now = Monotonic.ZERO;

  /** A step is an operation and, for a packet, its chunks in {@link PeerPackets} notation. */
  @FuzzTest
  void survivesItsPeer(byte[] input) {
    now = Monotonic.ZERO;
    released = 0;
    delivered = 0;
    Association victim =
        new Association(
            OPTIONS,
            new Random(1),
            (stream, ppid, payload) -> delivered += Association.charge(payload.length));
    PeerPackets peer = connect(victim);
    Script script = new Script(input);
    while (script.hasMore()) {
      step(victim, peer, script);
      drain(victim);
      check(victim);
    }
    wait(victim, Duration.ofMinutes(10));
  }

  private void step(Association victim, PeerPackets peer, Script script) {
    int operation = script.number8();
    switch (operation & 15) {
      case 0 -> wait(victim, Duration.ofMillis(1 + 10L * script.number8()));
      case 1 -> send(victim, script, SendOptions.RELIABLE);
      case 2 -> send(victim, script, new SendOptions(false, script.number8() & 3, -1));
      case 3 -> victim.resetStream(script.number8(), now);
      case 4 -> release(victim);
      case 5 -> victim.shutdown(now);
      case 6 -> receive(victim, peer.handshakePacket(script.number8()));
      default -> receive(victim, peer.packet(script.bytes()));
    }
  }

  private void send(Association victim, Script script, SendOptions how) {
    byte[] payload = new byte[script.number16() % 12_000];
    victim.send(script.number8(), 53, payload, 0, payload.length, how, now);
  }

  private void release(Association victim) {
    victim.release((int) (delivered - released), now);
    released = delivered;
  }

  private void receive(Association victim, byte[] packet) {
    victim.handlePacket(packet, 0, packet.length, now);
  }

  /** Runs every timer that falls due until then. */
  private void wait(Association victim, Duration duration) {
    long end = now.plus(duration).nanos();
    int timeouts = 0;
    while (victim.nextTimeout() <= end) {
      assertThat(timeouts++).as("timeouts").isLessThan(MOST_PACKETS);
      now = new Monotonic(Math.max(now.nanos(), victim.nextTimeout()));
      victim.handleTimeout(now);
      assertThat(victim.nextTimeout()).as("a timer stays due").isGreaterThan(now.nanos());
      drain(victim);
      check(victim);
    }
    now = new Monotonic(end);
  }

  private void drain(Association victim) {
    int packets = 0;
    for (int length; (length = victim.poll(buffer, 0, now)) > 0; ) {
      assertThat(length).isBetween(12, OPTIONS.mtu());
      assertThat(packets++).as("packets without an end").isLessThan(MOST_PACKETS);
    }
    int events = 0;
    while (victim.pollEvent() != null) {
      assertThat(events++).as("events without an end").isLessThan(MOST_PACKETS);
    }
  }

  private void check(Association victim) {
    AssociationStatistics statistics = victim.statistics();
    assertThat(statistics.receiveBuffer())
        .isBetween(0L, 2 * OPTIONS.receiveWindow() + 2L * OPTIONS.maxMessageSize());
    assertThat(statistics.bytesInFlight()).isBetween(0L, 10_000_000L);
    assertThat(statistics.sendBuffer()).isBetween(0L, 10_000_000L);
    if (victim.state() == AssociationState.ESTABLISHED) {
      assertThat(statistics.congestionWindow()).isPositive();
    }
    assertThat(statistics.peerWindow()).isNotNegative();
    assertThat(delivered - released).isLessThanOrEqualTo(2 * OPTIONS.receiveWindow());
  }

  private PeerPackets connect(Association victim) {
    Association peer = new Association(OPTIONS, new Random(2), (stream, ppid, payload) -> {});
    PeerPackets packets = new PeerPackets();
    peer.connect(now);
    for (int round = 0; round < 10; round++) {
      for (int length; (length = peer.poll(buffer, 0, now)) > 0; ) {
        packets.sentByPeer(buffer, length);
        victim.handlePacket(buffer, 0, length, now);
      }
      for (int length; (length = victim.poll(buffer, 0, now)) > 0; ) {
        packets.sentByVictim(buffer, length);
        peer.handlePacket(buffer, 0, length, now);
      }
    }
    assertThat(victim.state()).isEqualTo(AssociationState.ESTABLISHED);
    for (AssociationEvent event; (event = victim.pollEvent()) != null; ) {
      assertThat(event).isInstanceOf(AssociationEvent.Connected.class);
    }
    return packets;
  }
}
