package dev.sotto.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.sctp.wire.AbortChunk;
import dev.sotto.sctp.wire.BigEndian;
import dev.sotto.sctp.wire.DataChunk;
import dev.sotto.sctp.wire.ErrorChunk;
import dev.sotto.sctp.wire.InvalidStreamIdentifierCause;
import dev.sotto.sctp.wire.NoUserDataCause;
import dev.sotto.sctp.wire.SackChunk;
import dev.sotto.sctp.wire.ShutdownChunk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When and how B acknowledges what is put before it by hand. */
class AcknowledgmentTest {
  private static final int WHOLE = DataChunk.BEGINNING | DataChunk.ENDING;

  private final Pair pair;
  private final int tag;
  private final int next;

  AcknowledgmentTest() {
    pair = Pair.established(1, AssociationOptions.defaults().withStreams(100));
    pair.a.send(0, "x");
    pair.run(Duration.ofMillis(200));
    byte[] data = Pair.lastSentWith(pair.a, DataChunk.TYPE);
    tag = Packets.tag(data);
    next = DataChunk.tsn(data, Packets.find(data, DataChunk.TYPE)) + 1;
    pair.b.drop = packet -> true;
    pair.b.sent.clear();
  }

  private void receive(int offset, int flags) {
    pair.b.receive(
        Packets.data(tag, flags | DataChunk.UNORDERED, next + offset, 1, 0, new byte[50]));
    pair.drain();
  }

  private List<String> sacks() {
    List<String> sacks = new ArrayList<>();
    for (byte[] packet : pair.b.sent) {
      if (Pair.contains(SackChunk.TYPE).test(packet)) {
        sacks.add(describe(packet));
      }
    }
    return sacks;
  }

  /** Cumulative TSN relative to the first, blocks, and how many duplicates. */
  private String describe(byte[] packet) {
    int at = Packets.find(packet, SackChunk.TYPE);
    StringBuilder text = new StringBuilder();
    text.append(SackChunk.cumulativeTsn(packet, at) - next);
    for (int i = 0; i < SackChunk.gapCount(packet, at); i++) {
      text.append(" ").append(SackChunk.gapStart(packet, at, i));
      text.append("-").append(SackChunk.gapEnd(packet, at, i));
    }
    int duplicates = BigEndian.u16(packet, at + 14);
    return duplicates == 0 ? text.toString() : text + " dup " + duplicates;
  }

  @Test
  void acknowledgesTheFirstDataAtOnce() {
    Pair fresh = Pair.established();
    fresh.a.send(0, "x");
    fresh.run(Duration.ofMillis(11));
    assertThat(fresh.b.sent).hasSize(1);
  }

  @Test
  void acknowledgesEverySecondPacket() {
    for (int i = 0; i < 6; i++) {
      receive(i, WHOLE);
    }
    assertThat(sacks()).containsExactly("1", "3", "5");
  }

  @Test
  void acknowledgesASinglePacketAfterTheDelay() {
    receive(0, WHOLE);
    pair.run(Duration.ofMillis(19));
    assertThat(sacks()).isEmpty();
    pair.run(Duration.ofMillis(2));
    assertThat(sacks()).containsExactly("0");
    pair.run(Duration.ofSeconds(1));
    assertThat(sacks()).hasSize(1);
  }

  @Test
  void acknowledgesEveryPacketWhileThereIsAGapAndWhenItCloses() {
    receive(1, WHOLE);
    receive(2, WHOLE);
    receive(4, WHOLE);
    receive(0, WHOLE);
    receive(3, WHOLE);
    receive(5, WHOLE);
    assertThat(sacks()).containsExactly("-1 2-2", "-1 2-3", "-1 2-3 5-5", "2 2-2", "4");
  }

  @Test
  void reportsDuplicatesAtOnce() {
    receive(0, WHOLE);
    receive(0, WHOLE);
    receive(2, WHOLE);
    receive(2, WHOLE);
    assertThat(sacks()).containsExactly("0 dup 1", "0 2-2", "0 2-2 dup 1");
  }

  @Test
  void capsTheReportOfDuplicates() {
    for (int i = 0; i < 100; i++) {
      pair.b.receive(Packets.data(tag, WHOLE, next - 1, 1, 0, new byte[50]));
    }
    pair.drain();
    assertThat(sacks()).containsExactly("-1 dup 20");
  }

  @Test
  void capsTheReportOfGaps() {
    for (int i = 0; i < 200; i++) {
      pair.b.receive(Packets.data(tag, WHOLE | 4, next + 1 + 2 * i, 1, 0, new byte[1]));
    }
    pair.drain();
    assertThat(SackChunk.gapCount(pair.b.sent.get(0), 12)).isEqualTo(64);
  }

  @Test
  void obeysTheImmediateFlag() {
    receive(0, WHOLE | DataChunk.IMMEDIATE);
    assertThat(sacks()).containsExactly("0");
  }

  @Test
  void takesTheAcknowledgmentAlongWithData() {
    receive(0, WHOLE);
    pair.b.send(0, "on the way");
    pair.drain();
    assertThat(pair.b.sent.stream().map(Pair::chunkTypes))
        .containsExactly(List.of(SackChunk.TYPE, DataChunk.TYPE));
  }

  @Test
  void doesNotTakeWhatIsTooFarAhead() {
    receive(65_535, WHOLE);
    receive(Integer.MIN_VALUE + 5, WHOLE);
    assertThat(pair.b.messages).hasSize(1);
    assertThat(sacks()).allMatch(sack -> sack.startsWith("-1"));
    receive(65_534, WHOLE);
    assertThat(pair.b.messages).hasSize(2);
  }

  @Test
  void deliversUnorderedMessagesBeyondAGap() {
    receive(5, WHOLE);
    assertThat(pair.b.messages).hasSize(2);
  }

  @Test
  void acknowledgesButDoesNotDeliverOnAStreamThatDoesNotExist() {
    pair.b.receive(Packets.data(tag, WHOLE, next, 100, 0, new byte[5]));
    pair.run(Duration.ofMillis(50));
    assertThat(pair.b.messages).hasSize(1);
    assertThat(sacks()).containsExactly("0");
    assertThat(Packets.chunks(pair.b.sent, ErrorChunk.class))
        .containsExactly(new ErrorChunk(List.of(new InvalidStreamIdentifierCause(100))));
  }

  @Test
  void aChunkOnAStreamThatDoesNotExistHoldsUpNothing() {
    pair.b.receive(Packets.data(tag, DataChunk.BEGINNING, next + 1, 1, 0, new byte[5]));
    pair.b.receive(Packets.data(tag, WHOLE, next, 100, 0, new byte[5]));
    pair.b.receive(Packets.data(tag, DataChunk.ENDING, next + 2, 1, 0, new byte[5]));
    pair.drain();
    assertThat(pair.b.messages).hasSize(2);
    assertThat(pair.b.statistics().receiveBuffer()).isZero();
  }

  @Test
  void acknowledgesWhatCameBeforeAMalformedChunk() {
    byte[] data = Packets.data(tag, WHOLE, next, 1, 0, new byte[4]);
    byte[] packet = Arrays.copyOf(data, data.length + 4);
    packet[data.length] = ShutdownChunk.TYPE;
    packet[data.length + 3] = 4;
    pair.b.receive(Packets.seal(packet, tag));
    pair.run(Duration.ofMillis(50));
    assertThat(pair.b.messages).hasSize(2);
    assertThat(sacks()).containsExactly("0");
  }

  @Test
  void endsOnDataWithoutData() {
    pair.b.receive(Packets.data(tag, WHOLE, next, 1, 0, new byte[0]));
    pair.drain();
    assertThat(Packets.chunks(pair.b.sent, AbortChunk.class))
        .containsExactly(new AbortChunk(false, List.of(new NoUserDataCause(next))));
  }

  @Test
  void putsFragmentsTogetherInAnyOrder() {
    int[][] orders = {{0, 1, 2, 3}, {3, 2, 1, 0}, {1, 3, 0, 2}, {2, 0, 3, 1}, {0, 3, 1, 2}};
    int base = 0;
    for (int[] order : orders) {
      byte[] message = Pair.payload(400, base);
      for (int part : order) {
        int flags = part == 0 ? DataChunk.BEGINNING : part == 3 ? DataChunk.ENDING : 0;
        byte[] slice = Arrays.copyOfRange(message, part * 100, part * 100 + 100);
        pair.b.receive(Packets.data(tag, flags, next + base + part, 2, base / 4, slice));
      }
      base += 4;
      assertThat(pair.b.messages.get(pair.b.messages.size() - 1).payload()).isEqualTo(message);
    }
    assertThat(pair.b.messages).hasSize(1 + orders.length);
  }

  @Test
  void forgetsAMessageWhoseMiddleNeverComesInTheOrderOfItsTsns() {
    pair.b.receive(Packets.data(tag, DataChunk.BEGINNING, next, 2, 0, new byte[10]));
    pair.b.receive(Packets.data(tag, WHOLE, next + 1, 3, 0, new byte[10]));
    pair.b.receive(Packets.data(tag, DataChunk.ENDING, next + 2, 2, 0, new byte[10]));
    pair.run(Duration.ofMillis(100));
    assertThat(pair.b.messages).hasSize(2);
    assertThat(pair.b.statistics().receiveBuffer()).isZero();
  }
}
