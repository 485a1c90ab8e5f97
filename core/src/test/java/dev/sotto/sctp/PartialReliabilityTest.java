package dev.sotto.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.sctp.AssociationEvent.Aborted;
import dev.sotto.sctp.wire.CookieEchoChunk;
import dev.sotto.sctp.wire.DataChunk;
import dev.sotto.sctp.wire.ForwardTsnChunk;
import dev.sotto.sctp.wire.ForwardTsnChunk.SkippedStream;
import dev.sotto.sctp.wire.InitAckChunk;
import dev.sotto.sctp.wire.InitChunk;
import dev.sotto.sctp.wire.Initiation;
import dev.sotto.sctp.wire.StateCookieParameter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PartialReliabilityTest {
  private static final SendOptions ONCE = new SendOptions(true, 0, -1);

  private final Pair pair = Pair.established();

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void countsRetransmissions(int most) {
    pair.a.drop = Pair.contains(DataChunk.TYPE);
    pair.a.send(1, bytes("gone"), new SendOptions(true, most, -1));
    pair.run(Duration.ofSeconds(20));
    assertThat(pair.a.sent.stream().filter(Pair.contains(DataChunk.TYPE))).hasSize(most + 1);
    assertThat(pair.isIdle()).isTrue();
  }

  @Test
  void whatFollowsAnAbandonedMessageIsDelivered() {
    pair.a.drop = Pair.first(1, Pair.contains(DataChunk.TYPE));
    pair.a.send(1, bytes("gone"), ONCE);
    pair.drain();
    pair.a.send(1, bytes("kept 1"), ONCE);
    pair.a.send(2, bytes("kept 2"), SendOptions.RELIABLE);
    pair.run(Duration.ofSeconds(2));

    assertThat(pair.b.texts()).containsExactlyInAnyOrder("kept 1", "kept 2");
    assertThat(Packets.chunks(pair.a.sent, ForwardTsnChunk.class).get(0).skipped())
        .containsExactly(new SkippedStream(1, 0));
    assertThat(pair.isIdle()).isTrue();
  }

  @Test
  void aLostForwardTsnIsRepeated() {
    pair.a.drop = Pair.first(1, Pair.contains(DataChunk.TYPE));
    pair.a.send(1, bytes("gone"), ONCE);
    pair.drain();
    pair.a.drop = Pair.first(3, Pair.contains(ForwardTsnChunk.TYPE));
    pair.run(Duration.ofSeconds(30));
    pair.a.send(1, bytes("kept"), ONCE);
    pair.run(Duration.ofSeconds(1));
    assertThat(pair.b.texts()).containsExactly("kept");
    assertThat(pair.isIdle()).isTrue();
  }

  @Test
  void anUnorderedMessageNamesNoStream() {
    pair.a.drop = Pair.first(1, Pair.contains(DataChunk.TYPE));
    pair.a.send(1, bytes("gone"), new SendOptions(false, 0, -1));
    pair.run(Duration.ofSeconds(2));
    assertThat(Packets.chunks(pair.a.sent, ForwardTsnChunk.class).get(0).skipped()).isEmpty();
    assertThat(pair.isIdle()).isTrue();
  }

  @Test
  void aFragmentedMessageIsAbandonedAsAWhole() {
    int[] count = {0};
    pair.a.drop = packet -> Pair.contains(DataChunk.TYPE).test(packet) && ++count[0] == 2;
    pair.a.send(1, Pair.payload(9000, 1), ONCE);
    pair.a.send(1, bytes("kept"), SendOptions.RELIABLE);
    pair.run(Duration.ofSeconds(2));
    assertThat(pair.b.texts()).containsExactly("kept");
    assertThat(pair.isIdle()).isTrue();
  }

  @Test
  void aMessageAbandonedBeforeItWasSentInFullIsForgottenByThePeer() {
    int[] count = {0};
    pair.a.drop = packet -> Pair.contains(DataChunk.TYPE).test(packet) && ++count[0] == 2;
    pair.a.send(1, Pair.payload(200_000, 1), ONCE);
    pair.a.send(1, bytes("kept"), SendOptions.RELIABLE);
    pair.run(Duration.ofSeconds(5));
    assertThat(pair.b.texts()).containsExactly("kept");
    assertThat(pair.isIdle()).isTrue();
    assertThat(pair.a.association().bufferedAmount(1)).isZero();
  }

  @Test
  void aMessageThatExpiresWhileHalfOfItIsAcknowledgedIsForgottenByThePeer() {
    AssociationOptions small = AssociationOptions.defaults().withReceiveWindow(3000);
    Pair slow = Pair.established(1, AssociationOptions.defaults(), small);
    slow.b.releases = false;
    slow.a.send(1, Pair.payload(2900, 1), SendOptions.RELIABLE);
    slow.run(Duration.ofSeconds(1));
    slow.b.drop = packet -> true;
    slow.a.send(1, Pair.payload(20_000, 1), new SendOptions(true, -1, 500));
    slow.run(Duration.ofSeconds(1));
    slow.b.drop = packet -> false;
    slow.b.releases = true;
    slow.a.send(1, bytes("kept"), SendOptions.RELIABLE);
    slow.run(Duration.ofSeconds(30));
    assertThat(slow.b.messages).hasSize(2);
    assertThat(slow.b.texts().get(1)).isEqualTo("kept");
    assertThat(slow.isIdle()).isTrue();
  }

  @Test
  void aMessageThatExpiresBeforeItIsSentIsDropped() {
    pair.b.releases = false;
    pair.a.drop = Pair.contains(DataChunk.TYPE);
    pair.a.send(1, Pair.payload(100_000, 1), SendOptions.RELIABLE);
    pair.a.send(1, bytes("late"), new SendOptions(true, -1, 100));
    pair.a.send(1, bytes("patient"), new SendOptions(true, -1, 60_000));
    pair.run(Duration.ofSeconds(1));
    pair.a.drop = packet -> false;
    pair.run(Duration.ofSeconds(10));
    assertThat(pair.b.messages).hasSize(2);
    assertThat(pair.b.texts().get(1)).isEqualTo("patient");
  }

  @Test
  void aMessageThatExpiresInFlightIsNotSentAgain() {
    pair.a.drop = Pair.contains(DataChunk.TYPE);
    pair.a.send(1, bytes("gone"), new SendOptions(true, -1, 300));
    pair.run(Duration.ofSeconds(10));
    assertThat(pair.a.sent.stream().filter(Pair.contains(DataChunk.TYPE))).hasSize(1);
    assertThat(pair.isIdle()).isTrue();
  }

  @Test
  void whatExpiresWhileItWaitsToBeSentAgainIsToldAtOnce() {
    pair.a.drop = Pair.first(2, Pair.contains(DataChunk.TYPE));
    pair.a.send(1, Pair.payload(1132, 1), SendOptions.RELIABLE);
    pair.a.send(2, bytes("gone"), new SendOptions(true, -1, 510));
    pair.run(Duration.ofMillis(600));

    assertThat(pair.b.messages).hasSize(1);
    assertThat(Packets.chunks(pair.a.sent, ForwardTsnChunk.class)).hasSize(1);
    assertThat(pair.isIdle()).isTrue();
  }

  static LongStream seeds() {
    return LongStream.range(0, 50);
  }

  /** What arrives was sent, arrives once, in order where ordered; and nothing is left over. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aBadNetworkLosesOnlyWholeMessages(long seed) {
    Random random = new Random(seed);
    Pair bad = Pair.established(seed, AssociationOptions.defaults());
    bad.network(
        new Pair.Network(0.2, 0.05, Duration.ofMillis(20), Duration.ofMillis(random.nextInt(30))));
    for (int i = 0; i < 60; i++) {
      byte[] message = Pair.payload(8 + random.nextInt(8000), i);
      message[0] = (byte) i;
      int stream = random.nextInt(3);
      bad.a.send(
          stream, message, new SendOptions(stream != 2, random.nextInt(3), random.nextInt(2000)));
      bad.run(Duration.ofMillis(random.nextInt(30)));
    }
    bad.a.send(0, "end");
    bad.a.send(1, "end");
    bad.runUntil(() -> bad.isIdle() && bad.b.texts().stream().filter("end"::equals).count() == 2);

    assertThat(bad.b.messages.stream().map(message -> Arrays.hashCode(message.payload())))
        .hasSizeGreaterThan(2);
    for (int stream = 0; stream < 2; stream++) {
      int id = stream;
      assertThat(
              bad.b.messages.stream()
                  .filter(message -> message.streamId() == id && message.payload().length > 3)
                  .map(message -> (int) message.payload()[0]))
          .isSorted()
          .doesNotHaveDuplicates();
    }
    for (Pair.Message message : bad.b.messages) {
      if (message.payload().length > 3) {
        byte[] expected = Pair.payload(message.payload().length, message.payload()[0]);
        expected[0] = message.payload()[0];
        assertThat(message.payload()).isEqualTo(expected);
      }
    }
  }

  @Test
  void endsAPeerThatForwardsWithoutHavingNegotiatedIt() {
    Pair plain = new Pair();
    plain.b.receive(
        Packets.of(0, new InitChunk(new Initiation(77, 100_000, 10, 10, 1, List.of()))));
    plain.drain();
    Initiation answer = Packets.chunks(plain.b.sent, InitAckChunk.class).get(0).initiation();
    StateCookieParameter cookie = (StateCookieParameter) answer.parameters().get(0);
    plain.b.receive(Packets.of(answer.tag(), new CookieEchoChunk(cookie.value())));
    plain.b.receive(Packets.of(answer.tag(), new ForwardTsnChunk(2, List.of())));
    assertThat(plain.b.events(Aborted.class))
        .extracting(Aborted::cause)
        .containsExactly(AbortCause.PROTOCOL_VIOLATION);
  }

  @Test
  void neverAbandonsWhenThePeerDoesNotKnowHow() {
    Pair plain = new Pair();
    plain.b.receive(
        Packets.of(0, new InitChunk(new Initiation(77, 100_000, 10, 10, 1, List.of()))));
    plain.drain();
    Initiation answer = Packets.chunks(plain.b.sent, InitAckChunk.class).get(0).initiation();
    StateCookieParameter cookie = (StateCookieParameter) answer.parameters().get(0);
    plain.b.receive(Packets.of(answer.tag(), new CookieEchoChunk(cookie.value())));
    plain.b.drop = packet -> true;
    plain.b.send(1, bytes("insistent"), ONCE);
    plain.run(Duration.ofSeconds(10));
    assertThat(plain.b.statistics().chunksRetransmitted()).isGreaterThan(2);
    assertThat(Packets.chunks(plain.b.sent, ForwardTsnChunk.class)).isEmpty();
  }

  @Test
  void ignoresAForwardTsnThatIsTooFarAheadOrBehind() {
    pair.a.send(1, "x");
    pair.run(Duration.ofMillis(100));
    byte[] data = Pair.lastSentWith(pair.a, DataChunk.TYPE);
    int tag = Packets.tag(data);
    int tsn = DataChunk.tsn(data, Packets.find(data, DataChunk.TYPE));
    for (int distance : new int[] {0, -1, -70_000, 65_536, Integer.MAX_VALUE}) {
      pair.b.receive(Packets.of(tag, new ForwardTsnChunk(tsn + distance, List.of())));
    }
    pair.a.send(1, "y");
    pair.run(Duration.ofMillis(100));
    assertThat(pair.b.texts()).containsExactly("x", "y");
  }
}
