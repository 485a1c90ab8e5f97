package dev.sotto.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.sctp.AssociationEvent.Aborted;
import dev.sotto.sctp.wire.AbortChunk;
import dev.sotto.sctp.wire.Chunk;
import dev.sotto.sctp.wire.CommonHeader;
import dev.sotto.sctp.wire.CookieAckChunk;
import dev.sotto.sctp.wire.ErrorChunk;
import dev.sotto.sctp.wire.HeartbeatChunk;
import dev.sotto.sctp.wire.Octets;
import dev.sotto.sctp.wire.PacketChecksum;
import dev.sotto.sctp.wire.ShutdownAckChunk;
import dev.sotto.sctp.wire.ShutdownChunk;
import dev.sotto.sctp.wire.ShutdownCompleteChunk;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerificationTagTest {
  private final Pair pair = Pair.established();
  private final int tagOfB = tagOf(pair.a);
  private final int tagOfA = tagOf(pair.b);

  private int tagOf(Pair.Peer sender) {
    sender.send(9, "x");
    pair.run(Duration.ofMillis(100));
    return Packets.tag(Pair.lastSentWith(sender, 0));
  }

  private void assertUndisturbed() {
    pair.b.sent.clear();
    pair.drain();
    assertThat(pair.b.sent).isEmpty();
    assertThat(pair.b.state()).isEqualTo(AssociationState.ESTABLISHED);
  }

  @Test
  void dropsEveryChunkUnderAWrongTag() {
    List<Chunk> chunks =
        List.of(
            new HeartbeatChunk(Octets.of(new byte[8])),
            new AbortChunk(false, List.of()),
            new ShutdownChunk(1),
            new ShutdownAckChunk(),
            new ShutdownCompleteChunk(false),
            new ErrorChunk(List.of()));
    for (Chunk chunk : chunks) {
      for (int tag : new int[] {0, tagOfB + 1, tagOfA}) {
        pair.b.receive(Packets.of(tag, chunk));
      }
    }
    assertUndisturbed();
  }

  @Test
  void anAbortUnderTheOwnTagEnds() {
    pair.b.receive(Packets.of(tagOfB, new AbortChunk(false, List.of())));
    assertThat(pair.b.events(Aborted.class)).hasSize(1);
  }

  @Test
  void anAbortThatReflectsThePeersTagEnds() {
    pair.b.receive(Packets.of(tagOfB, new AbortChunk(true, List.of())));
    assertUndisturbed();
    pair.b.receive(Packets.of(tagOfA, new AbortChunk(true, List.of())));
    assertThat(pair.b.events(Aborted.class)).hasSize(1);
  }

  @Test
  void readsNothingAfterAReflectedTag() {
    pair.b.receive(
        Packets.of(
            tagOfA,
            new ShutdownCompleteChunk(true),
            new HeartbeatChunk(Octets.of(new byte[8])),
            new ShutdownChunk(1)));
    assertUndisturbed();
  }

  @Test
  void dropsPacketsOfOtherPorts() {
    byte[] packet = Packets.of(tagOfB, new AbortChunk(false, List.of()));
    CommonHeader.write(packet, 0, 5001, 5000, tagOfB);
    new PacketChecksum().seal(packet, 0, packet.length);
    pair.b.receive(packet);
    assertUndisturbed();
  }

  @Test
  void dropsPacketsWithAWrongChecksum() {
    byte[] packet = Packets.of(tagOfB, new AbortChunk(false, List.of()));
    packet[9] ^= 1;
    pair.b.receive(packet);
    assertUndisturbed();
    assertThat(pair.b.statistics().packetsDropped()).isEqualTo(1);
  }

  @Test
  void answersAPacketOutOfTheBlueWithAReflectedAbort() {
    Pair fresh = new Pair();
    fresh.b.receive(Packets.of(42, new HeartbeatChunk(Octets.of(new byte[8]))));
    fresh.drain();
    assertThat(Packets.tag(fresh.b.sent.get(0))).isEqualTo(42);
    assertThat(Packets.chunks(fresh.b.sent, AbortChunk.class))
        .containsExactly(new AbortChunk(true, List.of()));
  }

  @Test
  void answersAShutdownAckOutOfTheBlueWithShutdownComplete() {
    Pair fresh = new Pair();
    fresh.b.receive(Packets.of(42, new ShutdownAckChunk()));
    fresh.drain();
    assertThat(Packets.tag(fresh.b.sent.get(0))).isEqualTo(42);
    assertThat(Packets.chunks(fresh.b.sent, ShutdownCompleteChunk.class))
        .containsExactly(new ShutdownCompleteChunk(true));
  }

  @Test
  void neverAnswersAnAbortOrWhatAnswersOne() {
    Pair fresh = new Pair();
    fresh.b.receive(Packets.of(42, new AbortChunk(false, List.of())));
    fresh.b.receive(
        Packets.of(42, new HeartbeatChunk(Octets.EMPTY), new AbortChunk(false, List.of())));
    fresh.b.receive(Packets.of(42, new ShutdownCompleteChunk(true)));
    fresh.b.receive(Packets.of(42, new CookieAckChunk()));
    fresh.b.receive(Packets.of(42, new ErrorChunk(List.of())));
    fresh.drain();
    assertThat(fresh.b.sent).isEmpty();
  }
}
