package dev.sotto.sctp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sotto.sctp.AssociationEvent.BufferedAmountLow;
import dev.sotto.sctp.wire.DataChunk;
import dev.sotto.sctp.wire.SackChunk;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BufferingTest {
  private static final AssociationOptions SMALL_WINDOW =
      AssociationOptions.defaults().withReceiveWindow(20_000);

  @Test
  void refusesEmptyAndTooLongMessages() {
    Pair pair = Pair.established(1, AssociationOptions.defaults().withMaxSendMessageSize(100));
    assertThat(pair.a.send(0, "")).isEqualTo(SendResult.EMPTY);
    assertThat(pair.a.send(0, new byte[101], SendOptions.RELIABLE)).isEqualTo(SendResult.TOO_LARGE);
    assertThat(pair.a.send(0, new byte[100], SendOptions.RELIABLE)).isEqualTo(SendResult.ACCEPTED);
  }

  @Test
  void refusesIdentifiersOutOfRange() {
    Pair pair = Pair.established();
    assertThatThrownBy(() -> pair.a.send(65_535, "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("65535");
    assertThatThrownBy(
            () ->
                pair.a
                    .association()
                    .send(0, 1L << 32, new byte[1], 0, 1, SendOptions.RELIABLE, pair.now()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void carriesEveryPayloadProtocolIdentifier() {
    Pair pair = Pair.established();
    pair.a.association().send(0, 0xffff_fffeL, new byte[1], 0, 1, SendOptions.RELIABLE, pair.now());
    pair.run(Duration.ofMillis(100));
    assertThat(pair.b.messages.get(0).ppid()).isEqualTo(0xffff_fffeL);
  }

  @Test
  void isFullUntilTheOldestIsAcknowledged() {
    Pair pair = Pair.established(1, AssociationOptions.defaults().withMaxSendBuffer(50_000));
    byte[] message = new byte[10_000];
    int accepted = 0;
    while (pair.a.send(0, message, SendOptions.RELIABLE) == SendResult.ACCEPTED) {
      accepted++;
    }
    assertThat(accepted).isEqualTo(4);
    assertThat(pair.a.send(0, message, SendOptions.RELIABLE)).isEqualTo(SendResult.QUEUE_FULL);
    pair.run(Duration.ofSeconds(2));
    assertThat(pair.a.send(0, message, SendOptions.RELIABLE)).isEqualTo(SendResult.ACCEPTED);
    assertThat(pair.b.messages).hasSize(4);
  }

  @Test
  void manyTinyMessagesFillTheQueueToo() {
    Pair pair = new Pair(1, AssociationOptions.defaults().withMaxSendBuffer(50_000), SMALL_WINDOW);
    int accepted = 0;
    while (pair.a.send(0, new byte[1], SendOptions.RELIABLE) == SendResult.ACCEPTED) {
      accepted++;
    }
    assertThat(accepted).isLessThan(1000);
  }

  @Test
  void countsWhatIsNotYetOnTheWire() {
    Pair pair = Pair.established();
    assertThat(pair.a.association().bufferedAmount(1)).isZero();
    pair.a.send(1, new byte[100], SendOptions.RELIABLE);
    pair.a.send(1, new byte[200_000], SendOptions.RELIABLE);
    pair.a.send(2, new byte[7], SendOptions.RELIABLE);
    assertThat(pair.a.association().bufferedAmount(1)).isEqualTo(200_100);
    assertThat(pair.a.association().bufferedAmount(2)).isEqualTo(7);
    pair.drain();
    assertThat(pair.a.association().bufferedAmount(1)).isBetween(180_000L, 200_000L);
    pair.run(Duration.ofSeconds(2));
    assertThat(pair.a.association().bufferedAmount(1)).isZero();
    assertThat(pair.a.association().bufferedAmount(2)).isZero();
  }

  @Test
  void tellsOnceForEachCrossingOfTheThreshold() {
    Pair pair = Pair.established();
    pair.a.association().bufferedAmountLowThreshold(1, 1000);
    pair.a.send(1, new byte[1000], SendOptions.RELIABLE);
    pair.run(Duration.ofSeconds(1));
    assertThat(pair.a.events(BufferedAmountLow.class)).isEmpty();
    pair.a.send(1, new byte[100_000], SendOptions.RELIABLE);
    pair.run(Duration.ofSeconds(2));
    assertThat(pair.a.events(BufferedAmountLow.class)).containsExactly(new BufferedAmountLow(1));
    pair.a.send(1, new byte[1001], SendOptions.RELIABLE);
    pair.run(Duration.ofSeconds(2));
    assertThat(pair.a.events(BufferedAmountLow.class)).hasSize(2);
  }

  @Test
  void takesTurnsBetweenStreamsMessageByMessage() {
    Pair pair = Pair.established();
    for (int i = 0; i < 3; i++) {
      for (int stream = 0; stream < 3; stream++) {
        pair.a.send(stream, new byte[5000], SendOptions.RELIABLE);
      }
    }
    pair.run(Duration.ofSeconds(2));
    assertThat(pair.b.messages.stream().map(Pair.Message::streamId))
        .containsExactly(0, 1, 2, 0, 1, 2, 0, 1, 2);
  }

  @Test
  void oneStreamThatFloodsDoesNotHoldUpAnother() {
    Pair pair = Pair.established();
    for (int i = 0; i < 50; i++) {
      pair.a.send(1, new byte[60_000], SendOptions.RELIABLE);
    }
    pair.drain();
    pair.a.send(2, "quick");
    pair.runUntil(() -> pair.b.texts().contains("quick"));
    assertThat(pair.b.messages).hasSizeLessThan(4);
  }

  @Test
  void undeliveredAndUnreleasedBytesCloseTheWindow() {
    Pair pair = Pair.established(1, AssociationOptions.defaults(), SMALL_WINDOW);
    pair.b.releases = false;
    for (int i = 0; i < 20; i++) {
      pair.a.send(0, new byte[10_000], SendOptions.RELIABLE);
    }
    pair.run(Duration.ofSeconds(5));
    assertThat(pair.b.statistics().receiveBuffer()).isBetween(18_000L, 32_000L);
    assertThat(pair.a.statistics().peerWindow()).isLessThan(1160);

    pair.b.releases = true;
    pair.run(Duration.ofSeconds(60));
    assertThat(pair.b.messages).hasSize(20);
    assertThat(pair.isIdle()).isTrue();
  }

  @Test
  void releasingOpensTheWindowAtOnce() {
    Pair pair = Pair.established(1, AssociationOptions.defaults(), SMALL_WINDOW);
    pair.b.releases = false;
    pair.a.send(0, new byte[19_999], SendOptions.RELIABLE);
    pair.a.send(0, new byte[100], SendOptions.RELIABLE);
    pair.run(Duration.ofSeconds(2));
    assertThat(pair.b.messages).hasSize(1);
    int sent = pair.b.sent.size();
    pair.b.association().release(100, pair.now());
    pair.drain();
    assertThat(pair.b.sent).hasSize(sent);
    pair.b.association().release(Association.charge(19_999) - 100, pair.now());
    pair.drain();
    assertThat(pair.b.sent).hasSize(sent + 1);
    assertThat(Pair.chunkTypes(pair.b.sent.get(sent))).isEqualTo(List.of(SackChunk.TYPE));
    pair.run(Duration.ofMillis(25));
    assertThat(pair.b.messages).hasSize(2);
  }

  @Test
  void tinyMessagesCountForWhatTheyCost() {
    Pair pair = Pair.established(1, AssociationOptions.defaults(), SMALL_WINDOW);
    pair.b.releases = false;
    for (int i = 0; i < 5_000; i++) {
      pair.a.send(0, new byte[1], SendOptions.RELIABLE);
    }
    pair.run(Duration.ofSeconds(5));
    assertThat((long) pair.b.messages.size() * Association.charge(1))
        .isLessThanOrEqualTo(SMALL_WINDOW.receiveWindow() + 64L * Association.charge(1));

    pair.b.releases = true;
    pair.run(Duration.ofSeconds(60));
    assertThat(pair.b.messages).hasSize(5_000);
    assertThat(pair.isIdle()).isTrue();
  }

  @Test
  void probesAClosedWindowWhenTheUpdateIsLost() {
    Pair pair = Pair.established(1, AssociationOptions.defaults(), SMALL_WINDOW);
    pair.b.releases = false;
    pair.a.send(0, new byte[19_999], SendOptions.RELIABLE);
    pair.a.send(0, new byte[10_000], SendOptions.RELIABLE);
    pair.a.send(0, new byte[10_000], SendOptions.RELIABLE);
    pair.run(Duration.ofSeconds(2));
    pair.b.drop = Pair.first(1, packet -> true);
    pair.b.releases = true;
    pair.run(Duration.ofSeconds(30));
    assertThat(pair.b.messages).hasSize(3);
  }

  @Test
  void aProbeIsOneChunkAtATime() {
    Pair pair = Pair.established(1, AssociationOptions.defaults(), SMALL_WINDOW);
    pair.b.releases = false;
    for (int i = 0; i < 10; i++) {
      pair.a.send(0, new byte[20_000], SendOptions.RELIABLE);
    }
    pair.run(Duration.ofSeconds(5));
    pair.a.sent.clear();
    pair.run(Duration.ofSeconds(60));
    assertThat(pair.a.sent.stream().filter(Pair.contains(DataChunk.TYPE))).hasSizeBetween(3, 200);
    assertThat(pair.b.statistics().receiveBuffer()).isLessThanOrEqualTo(20_000 + 262_144);
  }

  /** The receiver may hold a part of a message that fills its window: the rest must still come. */
  @Test
  void aMessageLongerThanTheWindowArrives() {
    Pair pair = Pair.established(1, AssociationOptions.defaults(), SMALL_WINDOW);
    byte[] message = Pair.payload(200_000, 1);
    pair.a.send(0, message, SendOptions.RELIABLE);
    pair.run(Duration.ofMinutes(10));
    assertThat(pair.b.messages).hasSize(1);
    assertThat(pair.b.messages.get(0).payload()).isEqualTo(message);
  }

  @Test
  void waitsBeforeTheAssociationIsEstablished() {
    Pair pair = new Pair();
    assertThat(pair.a.send(0, "early")).isEqualTo(SendResult.ACCEPTED);
    assertThat(pair.b.send(0, "early too")).isEqualTo(SendResult.ACCEPTED);
    pair.a.association().connect(pair.now());
    pair.run(Duration.ofSeconds(1));
    assertThat(pair.b.texts()).containsExactly("early");
    assertThat(pair.a.texts()).containsExactly("early too");
  }

  @Test
  void dropsWhatWaitsOnStreamsThePeerDoesNotPermit() {
    AssociationOptions options = AssociationOptions.defaults();
    Pair pair = new Pair(1, options, options.withStreams(5));
    pair.a.send(7, "x");
    pair.a.send(4, "y");
    pair.a.association().connect(pair.now());
    pair.run(Duration.ofSeconds(1));
    assertThat(pair.b.texts()).containsExactly("y");
    assertThat(pair.a.association().bufferedAmount(7)).isZero();
    assertThat(pair.isIdle()).isTrue();
  }
}
