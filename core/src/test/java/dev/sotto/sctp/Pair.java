package dev.sotto.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.sctp.wire.CommonHeader;
import dev.sotto.time.Monotonic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * The world of the tests: two associations, a network between them that can be bad, and a time that
 * jumps to whatever happens next. The same seed gives the same run.
 */
final class Pair {
  /**
   * How bad the network is.
   *
   * @param loss share of packets lost, 0 to 1
   * @param duplication share of packets that arrive twice, 0 to 1
   * @param delay of every packet
   * @param jitter more delay, drawn for each packet, so that packets overtake each other
   */
  record Network(double loss, double duplication, Duration delay, Duration jitter) {
    static final Network GOOD = new Network(0, 0, Duration.ofMillis(10), Duration.ZERO);
  }

  /** A message as it was delivered. */
  static final class Message {
    private final int streamId;
    private final long ppid;
    private final byte[] payload;

    Message(int streamId, long ppid, byte[] payload) {
      this.streamId = streamId;
      this.ppid = ppid;
      this.payload = payload;
    }

    int streamId() {
      return streamId;
    }

    long ppid() {
      return ppid;
    }

    byte[] payload() {
      return payload;
    }

    String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }
  }

  /** A packet on its way. */
  private static final class Datagram {
    private final long arrival;
    private final long number;
    private final Peer to;
    private final byte[] bytes;

    Datagram(long arrival, long number, Peer to, byte[] bytes) {
      this.arrival = arrival;
      this.number = number;
      this.to = to;
      this.bytes = bytes;
    }
  }

  /** One side. */
  final class Peer {
    private final String name;
    private final AssociationOptions options;
    private final RandomGenerator random;
    private Association association;
    final List<Message> messages = new ArrayList<>();
    final List<AssociationEvent> events = new ArrayList<>();
    final List<byte[]> sent = new ArrayList<>();
    boolean releases = true;
    Predicate<byte[]> drop = packet -> false;

    Peer(String name, AssociationOptions options, RandomGenerator random) {
      this.name = name;
      this.options = options;
      this.random = random;
      this.association = fresh();
    }

    private Association fresh() {
      return new Association(
          options, random, (stream, ppid, bytes) -> messages.add(new Message(stream, ppid, bytes)));
    }

    Association association() {
      return association;
    }

    /** Loses all state, as a process that is started again. */
    void forgetEverything() {
      association = fresh();
    }

    AssociationState state() {
      return association.state();
    }

    AssociationStatistics statistics() {
      return association.statistics();
    }

    SendResult send(int streamId, byte[] payload, SendOptions how) {
      return association.send(streamId, 53, payload, 0, payload.length, how, now);
    }

    SendResult send(int streamId, String text) {
      return send(streamId, text.getBytes(StandardCharsets.UTF_8), SendOptions.RELIABLE);
    }

    List<String> texts() {
      return messages.stream().map(Message::text).toList();
    }

    <T extends AssociationEvent> List<T> events(Class<T> kind) {
      return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    void receive(byte[] packet) {
      association.handlePacket(packet, 0, packet.length, now);
      afterCall();
    }

    private void afterCall() {
      AssociationEvent event = association.pollEvent();
      while (event != null) {
        events.add(event);
        event = association.pollEvent();
      }
    }

    private int delivered;

    private void release() {
      while (releases && delivered < messages.size()) {
        association.release(Association.charge(messages.get(delivered++).payload.length), now);
      }
    }

    @Override
    public String toString() {
      return name + " " + association.state();
    }
  }

  final Peer a;
  final Peer b;
  private final Random random;
  private final PriorityQueue<Datagram> flying =
      new PriorityQueue<>(
          (x, y) ->
              x.arrival != y.arrival
                  ? Long.compare(x.arrival, y.arrival)
                  : Long.compare(x.number, y.number));
  private final byte[] buffer = new byte[70_000];
  private Network network = Network.GOOD;
  private Monotonic now = Monotonic.ZERO;
  private long number;

  Pair() {
    this(1, AssociationOptions.defaults(), AssociationOptions.defaults());
  }

  Pair(long seed, AssociationOptions first, AssociationOptions second) {
    this(seed, first, second, new Random(seed * 31 + 7), new Random(seed * 37 + 11));
  }

  /** With sources of randomness for tags and first numbers. */
  Pair(
      long seed,
      AssociationOptions first,
      AssociationOptions second,
      RandomGenerator randomOfFirst,
      RandomGenerator randomOfSecond) {
    random = new Random(seed);
    a = new Peer("a", first, randomOfFirst);
    b = new Peer("b", second, randomOfSecond);
  }

  static Pair established() {
    return established(1, AssociationOptions.defaults());
  }

  static Pair established(long seed, AssociationOptions options) {
    return established(seed, options, options);
  }

  static Pair established(long seed, AssociationOptions first, AssociationOptions second) {
    Pair pair = new Pair(seed, first, second);
    pair.a.association.connect(pair.now);
    pair.runUntil(
        () ->
            pair.a.state() == AssociationState.ESTABLISHED
                && pair.b.state() == AssociationState.ESTABLISHED);
    pair.run(Duration.ofMillis(100));
    pair.a.sent.clear();
    pair.b.sent.clear();
    return pair;
  }

  void network(Network next) {
    network = next;
  }

  Monotonic now() {
    return now;
  }

  Peer other(Peer peer) {
    return peer == a ? b : a;
  }

  /** Lets time pass. */
  void run(Duration duration) {
    long end = now.plus(duration).nanos();
    drain();
    while (nextHappening() <= end) {
      step();
    }
    now = new Monotonic(end);
  }

  /** Lets time pass until something is so; fails after an hour of virtual time. */
  void runUntil(BooleanSupplier condition) {
    long end = now.plus(Duration.ofHours(1)).nanos();
    drain();
    while (!condition.getAsBoolean()) {
      long next = nextHappening();
      assertThat(next).as("nothing happens any more: %s, %s", a, b).isLessThan(end);
      step();
    }
  }

  /** Both associations hand over what they have to send. */
  void drain() {
    drain(a);
    drain(b);
  }

  private void drain(Peer from) {
    from.afterCall();
    from.release();
    int length = from.association.poll(buffer, 0, now);
    for (int packets = 1; length > 0; packets++) {
      assertThat(packets).as("packets without an end").isLessThan(100_000);
      assertThat(length).isLessThanOrEqualTo(from.options.mtu());
      byte[] packet = Arrays.copyOf(buffer, length);
      from.sent.add(packet);
      transmit(from, packet);
      length = from.association.poll(buffer, 0, now);
    }
    from.afterCall();
  }

  private void transmit(Peer from, byte[] packet) {
    if (from.drop.test(packet) || random.nextDouble() < network.loss) {
      return;
    }
    fly(other(from), packet);
    if (random.nextDouble() < network.duplication) {
      fly(other(from), packet);
    }
  }

  private void fly(Peer to, byte[] packet) {
    long jitter = (long) (random.nextDouble() * network.jitter.toNanos());
    flying.add(new Datagram(now.nanos() + network.delay.toNanos() + jitter, number++, to, packet));
  }

  private long nextHappening() {
    Datagram next = flying.peek();
    long arrival = next == null ? Monotonic.NEVER : next.arrival;
    return Math.min(arrival, Math.min(a.association.nextTimeout(), b.association.nextTimeout()));
  }

  private void step() {
    now = new Monotonic(Math.max(now.nanos(), nextHappening()));
    Datagram next = flying.peek();
    if (next != null && next.arrival <= now.nanos()) {
      flying.remove();
      next.to.receive(next.bytes);
    } else {
      timeOut(a);
      timeOut(b);
    }
    drain();
  }

  private void timeOut(Peer peer) {
    if (now.hasReached(peer.association.nextTimeout())) {
      peer.association.handleTimeout(now);
      assertThat(peer.association.nextTimeout())
          .as("a timer that stays due: %s", peer)
          .isGreaterThan(now.nanos());
    }
  }

  /** Whether nothing of the user's is on its way, in either direction. */
  boolean isIdle() {
    return isIdle(a) && isIdle(b);
  }

  private static boolean isIdle(Peer peer) {
    AssociationStatistics statistics = peer.statistics();
    return statistics.sendBuffer() == 0
        && statistics.bytesInFlight() == 0
        && statistics.receiveBuffer() == 0;
  }

  /** The chunk types of a packet, in order. */
  static List<Integer> chunkTypes(byte[] packet) {
    List<Integer> types = new ArrayList<>();
    for (int at = CommonHeader.LENGTH; at < packet.length; ) {
      types.add(packet[at] & 0xff);
      int length = (packet[at + 2] & 0xff) << 8 | (packet[at + 3] & 0xff);
      at += (length + 3) & ~3;
    }
    return types;
  }

  static Predicate<byte[]> contains(int chunkType) {
    return packet -> chunkTypes(packet).contains(chunkType);
  }

  /** Only the first packets that the other predicate accepts. */
  static Predicate<byte[]> first(int count, Predicate<byte[]> which) {
    int[] left = {count};
    return packet -> which.test(packet) && left[0]-- > 0;
  }

  /** Bytes that differ from place to place and from message to message. */
  static byte[] payload(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** The latest packet with a chunk of some type; there must be one. */
  static byte[] lastSentWith(Peer peer, int chunkType) {
    for (int i = peer.sent.size() - 1; i >= 0; i--) {
      if (contains(chunkType).test(peer.sent.get(i))) {
        return peer.sent.get(i);
      }
    }
    throw new AssertionError("no chunk of type " + chunkType + " was sent");
  }
}
