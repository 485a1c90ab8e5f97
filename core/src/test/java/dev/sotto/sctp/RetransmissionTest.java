package dev.sotto.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.sctp.AssociationEvent.Aborted;
import dev.sotto.sctp.wire.DataChunk;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetransmissionTest {
  private static final int PACKET = 1160 - 12;
  private static final int GAP_COUNT_LOW_BYTE = 12 + 13;

  private static int tsn(byte[] packet) {
    return DataChunk.tsn(packet, Packets.find(packet, DataChunk.TYPE));
  }

  /** What A accepts as coming from B. */
  private static int tagOfA(Pair pair) {
    pair.b.send(9, "x");
    pair.run(Duration.ofMillis(200));
    return Packets.tag(Pair.lastSentWith(pair.b, DataChunk.TYPE));
  }

  @Test
  void sendsAgainAfterTheTimeout() {
    Pair pair = Pair.established();
    pair.a.drop = Pair.first(1, Pair.contains(DataChunk.TYPE));
    pair.a.send(0, "lost once");
    pair.run(Duration.ofMillis(400));
    assertThat(pair.b.texts()).isEmpty();
    pair.run(Duration.ofMillis(300));

    assertThat(pair.b.texts()).containsExactly("lost once");
    assertThat(pair.a.statistics().timeouts()).isEqualTo(1);
    assertThat(pair.a.statistics().chunksRetransmitted()).isEqualTo(1);
    assertThat(pair.isIdle()).isTrue();
  }

  @Test
  void backsOffUpToTheMaximum() {
    Pair pair = Pair.established();
    pair.a.drop = Pair.contains(DataChunk.TYPE);
    pair.a.send(0, "x");
    pair.run(Duration.ofSeconds(60));
    assertThat(pair.a.statistics().timeouts()).isBetween(8L, 10L);
    pair.a.drop = packet -> false;
    pair.run(Duration.ofSeconds(10));
    assertThat(pair.b.texts()).containsExactly("x");
  }

  @Test
  void sendsAtOnceWhenThePathIsBackHoweverFarItHadBackedOff() {
    Pair pair = Pair.established();
    pair.a.drop = Pair.contains(DataChunk.TYPE);
    pair.a.send(0, "x");
    pair.run(Duration.ofSeconds(50));
    pair.a.drop = packet -> false;
    pair.a.association().pathRestored(pair.now());
    pair.drain();
    pair.run(Duration.ofMillis(100));
    assertThat(pair.b.texts()).containsExactly("x");

    // And the next loss costs no more than before the break.
    pair.a.drop = Pair.first(1, Pair.contains(DataChunk.TYPE));
    pair.a.send(0, "y");
    pair.run(Duration.ofSeconds(2));
    assertThat(pair.b.texts()).containsExactly("x", "y");
  }

  @Test
  void neverGivesUpByDefault() {
    Pair pair = Pair.established();
    pair.a.drop = packet -> true;
    pair.a.send(0, "x");
    pair.run(Duration.ofMinutes(50));
    assertThat(pair.a.state()).isEqualTo(AssociationState.ESTABLISHED);
  }

  @Test
  void givesUpAfterTheConfiguredNumberOfTimeouts() {
    AssociationOptions options = AssociationOptions.defaults().withMaxRetransmissions(3);
    Pair pair = Pair.established(1, options);
    pair.a.drop = Pair.contains(DataChunk.TYPE);
    pair.a.send(0, "x");
    pair.run(Duration.ofMinutes(5));

    assertThat(pair.a.sent.stream().filter(Pair.contains(DataChunk.TYPE))).hasSize(4);
    assertThat(pair.a.events(Aborted.class))
        .extracting(Aborted::cause)
        .containsExactly(AbortCause.TOO_MANY_RETRANSMISSIONS);
    assertThat(pair.b.events(Aborted.class)).hasSize(1);
  }

  @Test
  void recoversOnTheLastRetransmissionAndCountsAnew() {
    AssociationOptions options = AssociationOptions.defaults().withMaxRetransmissions(3);
    Pair pair = Pair.established(1, options);
    for (int i = 0; i < 2; i++) {
      pair.a.drop = Pair.first(3, Pair.contains(DataChunk.TYPE));
      pair.a.send(0, "x");
      pair.run(Duration.ofMinutes(1));
    }
    assertThat(pair.b.texts()).containsExactly("x", "x");
    assertThat(pair.a.state()).isEqualTo(AssociationState.ESTABLISHED);
  }

  @Test
  void fastRetransmitsAfterThreeReportsWithoutATimeout() {
    Pair pair = Pair.established();
    int[] count = {0};
    pair.a.drop = packet -> Pair.contains(DataChunk.TYPE).test(packet) && ++count[0] == 2;
    pair.a.send(0, Pair.payload(30_000, 1), SendOptions.RELIABLE);
    pair.run(Duration.ofMillis(150));

    assertThat(pair.b.messages).hasSize(1);
    AssociationStatistics statistics = pair.a.statistics();
    assertThat(statistics.fastRetransmits()).isEqualTo(1);
    assertThat(statistics.chunksRetransmitted()).isEqualTo(1);
    assertThat(statistics.timeouts()).isZero();
  }

  @Test
  void twoReportsAreNotEnough() {
    Pair pair = Pair.established();
    int tag = tagOfA(pair);
    pair.a.drop = packet -> true;
    pair.a.send(0, Pair.payload(9000, 1), SendOptions.RELIABLE);
    pair.a.sent.clear();
    pair.drain();
    int first = tsn(pair.a.sent.get(0));
    pair.a.receive(Packets.sack(tag, first - 1, 1_000_000, 2, 2));
    pair.a.receive(Packets.sack(tag, first - 1, 1_000_000, 2, 3));
    assertThat(pair.a.statistics().fastRetransmits()).isZero();
    pair.a.receive(Packets.sack(tag, first - 1, 1_000_000, 2, 4));
    assertThat(pair.a.statistics().fastRetransmits()).isEqualTo(1);
  }

  @Test
  void repeatedReportsOfTheSameAreNotThree() {
    Pair pair = Pair.established();
    int tag = tagOfA(pair);
    pair.a.drop = packet -> true;
    pair.a.send(0, Pair.payload(9000, 1), SendOptions.RELIABLE);
    pair.a.sent.clear();
    pair.drain();
    int first = tsn(pair.a.sent.get(0));
    for (int i = 0; i < 10; i++) {
      pair.a.receive(Packets.sack(tag, first - 1, 1_000_000, 2, 2));
    }
    assertThat(pair.a.statistics().fastRetransmits()).isZero();
  }

  @Test
  void halvesTheWindowOnceForALossAndGrowsItInSlowStart() {
    Pair pair = Pair.established();
    long initial = pair.a.statistics().congestionWindow();
    assertThat(initial).isEqualTo(10 * PACKET);
    pair.a.send(0, Pair.payload(250_000, 1), SendOptions.RELIABLE);
    pair.runUntil(() -> pair.b.messages.size() == 1);
    long grown = pair.a.statistics().congestionWindow();
    assertThat(grown).isGreaterThan(3 * initial);

    int[] count = {0};
    pair.a.drop = packet -> Pair.contains(DataChunk.TYPE).test(packet) && ++count[0] < 4;
    pair.a.send(0, Pair.payload(60_000, 2), SendOptions.RELIABLE);
    pair.run(Duration.ofMillis(100));
    assertThat(pair.a.statistics().congestionWindow()).isBetween(grown / 3, grown / 2 + 2 * PACKET);
  }

  @Test
  void aTimeoutLeavesOnePacket() {
    Pair pair = Pair.established();
    pair.a.drop = Pair.contains(DataChunk.TYPE);
    pair.a.send(0, Pair.payload(50_000, 2), SendOptions.RELIABLE);
    pair.run(Duration.ofMillis(800));
    assertThat(pair.a.statistics().congestionWindow()).isEqualTo(PACKET);
    assertThat(pair.a.statistics().bytesInFlight()).isLessThanOrEqualTo(PACKET);
  }

  @Test
  void aBurstStaysWithinItsLimit() {
    AssociationOptions options = AssociationOptions.defaults().withMaxBurst(4);
    Pair pair = Pair.established(1, options);
    pair.a.send(0, Pair.payload(250_000, 1), SendOptions.RELIABLE);
    pair.drain();
    assertThat(pair.a.sent).hasSizeLessThanOrEqualTo(10);
    pair.run(Duration.ofSeconds(2));
    pair.a.sent.clear();
    pair.a.send(0, Pair.payload(250_000, 1), SendOptions.RELIABLE);
    pair.drain();
    int before = pair.a.sent.size();
    assertThat(before).isLessThan(250_000 / 1160);
    pair.run(Duration.ofSeconds(2));
    assertThat(pair.b.messages).hasSize(2);
  }

  @Test
  void measuresTheRoundTripOnlyOfWhatWasSentOnce() {
    Pair pair = Pair.established();
    pair.a.drop = Pair.first(2, Pair.contains(DataChunk.TYPE));
    pair.a.send(0, "x");
    pair.run(Duration.ofSeconds(3));
    assertThat(pair.a.statistics().smoothedRttNanos()).isEqualTo(-1);
    pair.a.send(0, "y");
    pair.run(Duration.ofSeconds(1));
    assertThat(pair.a.statistics().smoothedRttNanos()).isBetween(20_000_000L, 41_000_000L);
  }

  @Test
  void learnsARoundTripThatHasBecomeLongerThanTheTimeout() {
    Pair pair = Pair.established();
    pair.a.send(0, Pair.payload(100_000, 1), SendOptions.RELIABLE);
    pair.run(Duration.ofSeconds(2));
    assertThat(pair.a.statistics().retransmissionTimeoutNanos()).isLessThan(300_000_000);
    pair.network(new Pair.Network(0, 0, Duration.ofMillis(300), Duration.ZERO));
    pair.a.send(0, Pair.payload(250_000, 2), SendOptions.RELIABLE);
    pair.run(Duration.ofSeconds(20));

    assertThat(pair.b.messages).hasSize(2);
    assertThat(pair.a.statistics().retransmissionTimeoutNanos()).isGreaterThan(600_000_000);
    assertThat(pair.a.statistics().timeouts()).isLessThan(5);
  }

  @Test
  void keepsTheBackedOffTimeoutUntilAMeasurement() {
    Pair pair = Pair.established();
    pair.a.send(0, "measured");
    pair.run(Duration.ofSeconds(1));
    pair.network(new Pair.Network(0, 0, Duration.ofMillis(300), Duration.ZERO));
    for (int i = 0; i < 20; i++) {
      pair.a.send(0, "x");
      pair.run(Duration.ofMillis(700));
    }
    assertThat(pair.a.statistics().timeouts()).isLessThan(5);
  }

  @Test
  void givesARetransmissionOfTheLowestChunkAWholeTimeout() {
    Pair pair = Pair.established();
    pair.network(new Pair.Network(0, 0, Duration.ofMillis(150), Duration.ZERO));
    for (int i = 0; i < 12; i++) {
      pair.a.send(0, "measured");
      pair.run(Duration.ofSeconds(2));
    }
    long timeouts = pair.a.statistics().timeouts();
    pair.a.drop = Pair.first(1, Pair.contains(DataChunk.TYPE));
    pair.a.send(0, Pair.payload(9000, 1), SendOptions.RELIABLE);
    pair.run(Duration.ofSeconds(5));

    assertThat(pair.a.statistics().fastRetransmits()).isEqualTo(1);
    assertThat(pair.a.statistics().timeouts()).isEqualTo(timeouts);
  }

  @Test
  void sendsAgainWhatThePeerTookBack() {
    Pair pair = Pair.established();
    int tag = tagOfA(pair);
    pair.a.drop = packet -> true;
    pair.a.send(0, Pair.payload(5000, 1), SendOptions.RELIABLE);
    pair.a.sent.clear();
    pair.drain();
    int first = tsn(pair.a.sent.get(0));
    pair.a.receive(Packets.sack(tag, first - 1, 1_000_000, 2, 3));
    pair.a.receive(Packets.sack(tag, first, 1_000_000));
    pair.a.sent.clear();
    pair.drain();
    assertThat(pair.a.sent.stream().map(RetransmissionTest::tsn)).contains(first + 1);
  }

  @Test
  void ignoresAcknowledgmentsOfWhatWasNeverSent() {
    Pair pair = Pair.established();
    int tag = tagOfA(pair);
    pair.a.drop = packet -> true;
    pair.a.send(0, Pair.payload(9000, 1), SendOptions.RELIABLE);
    pair.a.sent.clear();
    pair.drain();
    int first = tsn(pair.a.sent.get(0));
    long inFlight = pair.a.statistics().bytesInFlight();
    List<byte[]> hostile =
        List.of(
            Packets.sack(tag, first + 1000, 1_000_000),
            Packets.sack(tag, first + Integer.MAX_VALUE, 1_000_000),
            Packets.sack(tag, first - 2, 0),
            Packets.sack(tag, first - 1, 0, 2, 65_535),
            Packets.sack(tag, first - 1, 0, 4, 2),
            Packets.sack(tag, first - 1, 0, 0, 0),
            Packets.sack(tag, first - 1, 0, 1, 1),
            Packets.sack(tag, first - 1, 0, 2, 3, 65_535, 2));
    hostile.forEach(pair.a::receive);
    byte[] short1 = Packets.sack(tag, first - 1, 0, 2, 3);
    short1[GAP_COUNT_LOW_BYTE] = 7;
    pair.a.receive(Packets.seal(short1, tag));
    pair.a.receive(Packets.seal(Arrays.copyOf(short1, 20), tag));

    assertThat(pair.a.statistics().bytesInFlight()).isEqualTo(inFlight);
    assertThat(pair.a.statistics().peerWindow()).isPositive();
  }

  @Test
  void acceptsBlocksInAnyOrder() {
    Pair pair = Pair.established();
    int tag = tagOfA(pair);
    pair.a.drop = packet -> true;
    pair.a.send(0, Pair.payload(9000, 1), SendOptions.RELIABLE);
    pair.a.sent.clear();
    pair.drain();
    int first = tsn(pair.a.sent.get(0));
    pair.a.receive(Packets.sack(tag, first - 1, 1_000_000, 4, 5, 2, 3, 4, 5));
    assertThat(pair.a.statistics().bytesInFlight()).isPositive();
  }

  @Test
  void aFloodOfBlocksCostsLinearWork() {
    Pair pair = Pair.established();
    int tag = tagOfA(pair);
    pair.a.drop = packet -> true;
    pair.a.send(0, Pair.payload(9000, 1), SendOptions.RELIABLE);
    pair.a.sent.clear();
    pair.drain();
    int first = tsn(pair.a.sent.get(0));
    int[] blocks = new int[2 * 16_000];
    for (int i = 0; i < blocks.length; i += 2) {
      blocks[i] = 2;
      blocks[i + 1] = 8;
    }
    for (int i = 0; i < 2000; i++) {
      pair.a.receive(Packets.sack(tag, first - 1, 1_000_000, blocks));
    }
    assertThat(pair.a.state()).isEqualTo(AssociationState.ESTABLISHED);
  }
}
