package dev.sotto.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sotto.sctp.wire.AddOutgoingStreamsParameter;
import dev.sotto.sctp.wire.CommonHeader;
import dev.sotto.sctp.wire.DataChunk;
import dev.sotto.sctp.wire.ErrorChunk;
import dev.sotto.sctp.wire.ForwardTsnChunk;
import dev.sotto.sctp.wire.ForwardTsnChunk.SkippedStream;
import dev.sotto.sctp.wire.HeartbeatChunk;
import dev.sotto.sctp.wire.Octets;
import dev.sotto.sctp.wire.OutgoingResetRequestParameter;
import dev.sotto.sctp.wire.ReConfigChunk;
import dev.sotto.sctp.wire.ReconfigurationResponseParameter;
import dev.sotto.sctp.wire.StaleCookieCause;
import dev.sotto.sctp.wire.UnknownChunk;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a peer that has the right tag and checksum can do to us: nothing worse than end it all. */
@Timeout(120)
class HostileBytesTest {
  private static final AssociationOptions OPTIONS =
      AssociationOptions.defaults().withReceiveWindow(100_000).withMaxMessageSize(20_000);
  private static final int MUTATIONS = 100_000;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int PACKETS_A_VICTIM = 60;

  /** An association in the middle of things: gaps, fragments, data in flight, a reset under way. */
  private static Pair busyPair(long seed) {
    Pair pair = Pair.established(seed, OPTIONS);
    pair.b.releases = false;
    pair.a.drop = Pair.first(3, Pair.contains(0));
    pair.b.drop = Pair.first(2, Pair.contains(0));
    for (int stream = 0; stream < 4; stream++) {
      pair.a.send(stream, Pair.payload(5000, stream), SendOptions.RELIABLE);
      pair.b.send(stream, Pair.payload(4000, stream), SendOptions.UNORDERED);
    }
    pair.b.association().resetStream(3, pair.now());
    pair.run(Duration.ofMillis(15));
    return pair;
  }

  /** Packets of every kind that are right for this victim now. */
  private static List<byte[]> samples(Pair pair) {
    int tag = Packets.tag(pair.a.sent.get(0));
    byte[] data = Pair.lastSentWith(pair.a, 0);
    int tsn = DataChunk.tsn(data, Packets.find(data, 0));
    byte[] ours = Pair.lastSentWith(pair.b, 0);
    int acknowledged = DataChunk.tsn(ours, Packets.find(ours, 0)) - 3;
    List<byte[]> samples = new ArrayList<>(pair.a.sent);
    samples.add(Packets.data(tag, 3, tsn + 2, 1, 2, Pair.payload(100, 1)));
    samples.add(Packets.data(tag, 2, tsn + 5, 2, 1, Pair.payload(900, 2)));
    samples.add(Packets.data(tag, 4, tsn + 6, 2, 1, Pair.payload(900, 3)));
    samples.add(Packets.sack(tag, acknowledged, 50_000, 2, 2));
    samples.add(Packets.of(tag, new HeartbeatChunk(Octets.of(new byte[40]))));
    samples.add(
        Packets.of(
            tag,
            new ForwardTsnChunk(
                tsn + 3, List.of(new SkippedStream(0, 2), new SkippedStream(9, 60_000)))));
    samples.add(
        Packets.of(
            tag,
            new ReConfigChunk(
                List.of(
                    new OutgoingResetRequestParameter(tsn, tsn, tsn + 1, List.of(1, 2)),
                    new ReconfigurationResponseParameter(tsn, 6),
                    new AddOutgoingStreamsParameter(tsn + 1, 4)))));
    samples.add(Packets.of(tag, new ErrorChunk(List.of(new StaleCookieCause(7)))));
    samples.add(Packets.of(tag, new UnknownChunk(0xc5, 0, Octets.of(new byte[30]))));
    return samples;
  }

  private static void feed(Pair pair, byte[] packet, String which) {
    try {
      pair.b.receive(packet);
      pair.drain();
    } catch (RuntimeException e) {
      throw new AssertionError(which, e);
    }
    AssociationStatistics statistics = pair.b.statistics();
    assertThat(statistics.receiveBuffer())
        .as(which)
        .isBetween(0L, 2 * OPTIONS.receiveWindow() + 2L * OPTIONS.maxMessageSize());
    assertThat(statistics.bytesInFlight()).as(which).isNotNegative();
    assertThat(statistics.sendBuffer()).as(which).isNotNegative();
  }

  @Test
  void survivesEveryTruncation() {
    int count = samples(busyPair(1)).size();
    for (int sample = 0; sample < count; sample++) {
      Pair pair = busyPair(1);
      byte[] whole = samples(pair).get(sample);
      int tag = Packets.tag(whole);
      for (int length = whole.length - 1; length >= 0; length--) {
        byte[] cut = Arrays.copyOf(whole, length);
        feed(pair, length < CommonHeader.LENGTH ? cut : Packets.seal(cut, tag), "cut " + length);
      }
    }
  }

  @Test
  void survivesMutations() {
    Random random = new Random(20_261_122);
    int done = 0;
    int metAlive = 0;
    for (long seed = 1; done < MUTATIONS; seed++) {
      Pair pair = busyPair(seed);
      List<byte[]> samples = samples(pair);
      for (int i = 0; i < PACKETS_A_VICTIM; i++, done++) {
        byte[] packet = samples.get(random.nextInt(samples.size())).clone();
        int tag = Packets.tag(packet);
        for (int n = random.nextInt(5); n >= 0; n--) {
          mutate(packet, random);
        }
        metAlive += pair.b.state() == AssociationState.ESTABLISHED ? 1 : 0;
        feed(pair, Packets.seal(packet, tag), "seed " + seed + " packet " + i);
      }
      pair.run(Duration.ofSeconds(2));
    }
    assertThat(metAlive).isGreaterThan(MUTATIONS / 2);
  }

  /** Favours small changes of small numbers: lengths, counts, offsets and TSNs nearby. */
  private static void mutate(byte[] packet, Random random) {
    int at =
        random.nextBoolean()
            ? CommonHeader.LENGTH + random.nextInt(Math.min(28, packet.length - 12))
            : CommonHeader.LENGTH + random.nextInt(packet.length - 12);
    packet[at] =
        switch (random.nextInt(4)) {
          case 0 -> (byte) random.nextInt();
          case 1 -> (byte) (packet[at] + random.nextInt(7) - 3);
          case 2 -> (byte) (packet[at] ^ 1 << random.nextInt(8));
          default -> random.nextBoolean() ? 0 : (byte) 0xff;
        };
  }

  @Test
  void survivesRandomBytesBehindARightHeader() {
    Random random = new Random(5);
    Pair pair = busyPair(5);
    int tag = Packets.tag(pair.a.sent.get(0));
    for (int i = 0; i < 20_000; i++) {
      byte[] packet = new byte[CommonHeader.LENGTH + random.nextInt(200)];
      random.nextBytes(packet);
      feed(pair, Packets.seal(packet, tag), "packet " + i);
    }
  }

  @Test
  void survivesRandomBytesWithoutAHeader() {
    Random random = new Random(6);
    Pair pair = new Pair();
    for (int i = 0; i < 20_000; i++) {
      byte[] packet = new byte[random.nextInt(100)];
      random.nextBytes(packet);
      pair.b.receive(packet);
      pair.drain();
    }
    assertThat(pair.b.sent).isEmpty();
  }

  @Test
  void boundsWhatAFloodOfOutOfOrderFragmentsHolds() {
    Pair pair = Pair.established(1, OPTIONS);
    int tag = firstTag(pair);
    int next = nextTsn(pair);
    for (int i = 2; i < 70_000; i++) {
      feed(pair, Packets.data(tag, 0, next + i, i % 100, i, new byte[200]), "fragment " + i);
    }
    assertThat(pair.b.statistics().receiveBuffer()).isLessThanOrEqualTo(100_000);
  }

  /** Work shows in what is allocated, at least before the compiler knows the loop. */
  @Test
  void skippingManySequenceNumbersOfManyStreamsCostsLittle() {
    Pair pair = Pair.established(1, OPTIONS);
    int tag = firstTag(pair);
    int tsn = nextTsn(pair);
    List<SkippedStream> skipped = new ArrayList<>();
    for (int stream = 1; stream < 250; stream++) {
      pair.b.receive(Packets.data(tag, 3, tsn++, stream, 32_000, new byte[1]));
      skipped.add(new SkippedStream(stream, 32_766));
    }
    byte[] forward = Packets.of(tag, new ForwardTsnChunk(tsn, skipped));
    long before = THREADS.getCurrentThreadAllocatedBytes();
    pair.b.receive(forward);
    assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(1_000_000);
    pair.drain();
    assertThat(pair.b.messages).hasSize(1 + 249);
    assertThat(pair.b.statistics().receiveBuffer()).isZero();
  }

  @Test
  void messagesBegunAndLeftCostNoMoreThanTheyHave() {
    Pair pair = Pair.established(1, OPTIONS);
    int tag = firstTag(pair);
    int tsn = nextTsn(pair);
    for (int message = 0; message < 3; message++) {
      for (int part = 0; part < 20; part++) {
        int flags = part == 0 ? 2 : part == 19 ? 1 : 0;
        feed(pair, Packets.data(tag, flags, tsn++, 1, message, new byte[1000]), "part " + part);
      }
    }
    assertThat(pair.b.messages).hasSize(4);
    byte[] begun = new byte[CommonHeader.LENGTH + 50 * 20];
    for (int i = 0; i < 50; i++) {
      DataChunk.writeHeader(begun, CommonHeader.LENGTH + 20 * i, 2, 1, tsn + i, 1, 3 + i, 53);
    }
    Packets.seal(begun, tag);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    pair.b.receive(begun);
    assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(100_000);
  }

  @Test
  void endsAPeerThatLeavesOutSequenceNumbersForEver() {
    Pair pair = Pair.established(1, OPTIONS);
    int tag = firstTag(pair);
    int next = nextTsn(pair);
    for (int i = 0; i < 3000 && pair.b.state() == AssociationState.ESTABLISHED; i++) {
      feed(pair, Packets.data(tag, 3, next + i, 0, 2 + i, new byte[200]), "message " + i);
    }
    assertThat(pair.b.events(AssociationEvent.Aborted.class))
        .extracting(AssociationEvent.Aborted::cause)
        .containsExactly(AbortCause.PROTOCOL_VIOLATION);
  }

  @Test
  void endsAPeerWhoseMessageIsLongerThanPermitted() {
    Pair pair = Pair.established(1, OPTIONS);
    int tag = firstTag(pair);
    int next = nextTsn(pair);
    for (int i = 0; i < 21 && pair.b.state() == AssociationState.ESTABLISHED; i++) {
      feed(pair, Packets.data(tag, i == 0 ? 2 : 0, next + i, 0, 0, new byte[1000]), "part " + i);
    }
    assertThat(pair.b.events(AssociationEvent.Aborted.class))
        .extracting(AssociationEvent.Aborted::cause)
        .containsExactly(AbortCause.PROTOCOL_VIOLATION);
  }

  @Test
  void answersAFloodOfProbesWithABoundedNumberOfPackets() {
    Pair pair = Pair.established(1, OPTIONS);
    int tag = firstTag(pair);
    for (int i = 0; i < 10_000; i++) {
      pair.b.receive(Packets.of(tag, new HeartbeatChunk(Octets.of(new byte[1000]))));
    }
    pair.b.sent.clear();
    pair.drain();
    assertThat(pair.b.sent).hasSizeLessThanOrEqualTo(64);
  }

  private static int firstTag(Pair pair) {
    pair.a.send(0, "x");
    pair.run(Duration.ofMillis(100));
    return Packets.tag(Pair.lastSentWith(pair.a, 0));
  }

  private static int nextTsn(Pair pair) {
    byte[] data = Pair.lastSentWith(pair.a, 0);
    return DataChunk.tsn(data, Packets.find(data, 0)) + 1;
  }
}
