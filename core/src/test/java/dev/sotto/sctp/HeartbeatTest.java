package dev.sotto.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.sctp.AssociationEvent.Aborted;
import dev.sotto.sctp.wire.DataChunk;
import dev.sotto.sctp.wire.HeartbeatAckChunk;
import dev.sotto.sctp.wire.HeartbeatChunk;
import dev.sotto.sctp.wire.Octets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
  private static final AssociationOptions LIMITED =
      AssociationOptions.defaults().withMaxRetransmissions(2);

  private static int tagOf(Pair pair, Pair.Peer sender) {
    sender.send(9, "x");
    pair.run(Duration.ofMillis(200));
    return Packets.tag(Pair.lastSentWith(sender, DataChunk.TYPE));
  }

  @Test
  void answersWithTheSameInformation() {
    Pair pair = Pair.established();
    Octets information = Octets.of(Pair.payload(100, 1));
    pair.b.receive(Packets.of(tagOf(pair, pair.a), new HeartbeatChunk(information)));
    pair.drain();
    assertThat(Packets.chunks(pair.b.sent, HeartbeatAckChunk.class))
        .containsExactly(new HeartbeatAckChunk(information));
  }

  @Test
  void doesNotAnswerWhatIsLongerThanAPacket() {
    Pair pair = Pair.established();
    int tag = tagOf(pair, pair.a);
    pair.b.receive(Packets.of(tag, new HeartbeatChunk(Octets.of(new byte[2000]))));
    pair.drain();
    assertThat(Packets.chunks(pair.b.sent, HeartbeatAckChunk.class)).isEmpty();
  }

  @Test
  void probesAnIdlePathFromBothSides() {
    Pair pair = Pair.established();
    pair.run(Duration.ofSeconds(100));
    assertThat(Packets.chunks(pair.a.sent, HeartbeatChunk.class)).hasSize(3);
    assertThat(Packets.chunks(pair.b.sent, HeartbeatChunk.class))
        .hasSize(3)
        .doesNotHaveDuplicates();
    assertThat(pair.a.statistics().smoothedRttNanos()).isEqualTo(20_000_000);
  }

  @Test
  void doesNotProbeWhileDataFlows() {
    Pair pair = Pair.established();
    for (int i = 0; i < 30; i++) {
      pair.a.send(0, "x");
      pair.run(Duration.ofSeconds(5));
    }
    assertThat(Packets.chunks(pair.a.sent, HeartbeatChunk.class)).isEmpty();
    assertThat(Packets.chunks(pair.b.sent, HeartbeatChunk.class)).isNotEmpty();
  }

  @Test
  void doesNotProbeWhenToldSo() {
    Pair pair =
        Pair.established(1, AssociationOptions.defaults().withHeartbeatInterval(Duration.ZERO));
    assertThat(pair.a.association().nextTimeout()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void endsAfterTooManyLostProbes() {
    Pair pair = Pair.established(1, LIMITED);
    pair.a.drop = Pair.contains(HeartbeatChunk.TYPE);
    pair.run(Duration.ofMinutes(3));
    assertThat(pair.a.events(Aborted.class))
        .extracting(Aborted::cause)
        .containsExactly(AbortCause.TOO_MANY_RETRANSMISSIONS);
  }

  @Test
  void anAnswerClearsTheErrors() {
    Pair pair = Pair.established(1, LIMITED);
    for (int i = 0; i < 4; i++) {
      pair.a.drop = Pair.first(2, Pair.contains(HeartbeatChunk.TYPE));
      pair.run(Duration.ofSeconds(100));
    }
    assertThat(pair.a.state()).isEqualTo(AssociationState.ESTABLISHED);
  }

  @Test
  void anAnswerWithAWrongNonceIsNone() {
    Pair pair = Pair.established(1, LIMITED);
    int tag = tagOf(pair, pair.b);
    pair.a.drop = Pair.contains(HeartbeatChunk.TYPE);
    for (int i = 0; i < 2000 && pair.a.state() == AssociationState.ESTABLISHED; i++) {
      pair.run(Duration.ofMillis(100));
      pair.a.receive(Packets.of(tag, new HeartbeatAckChunk(Octets.of(new byte[12]))));
    }
    assertThat(pair.a.events(Aborted.class)).hasSize(1);
  }
}
