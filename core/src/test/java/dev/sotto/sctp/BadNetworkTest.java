package dev.sotto.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(300)
class BadNetworkTest {
  private static final int STREAMS = 4;

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  static LongStream manySeeds() {
    return LongStream.range(200, 4000);
  }

  /** What one side is to deliver to the other: payloads by stream, even streams ordered. */
  private static final class Conversation {
    private final List<List<byte[]>> byStream = new ArrayList<>();

    Conversation(Random random, Pair.Peer from) {
      for (int stream = 0; stream < STREAMS; stream++) {
        byStream.add(new ArrayList<>());
      }
      int count = 5 + random.nextInt(25);
      for (int i = 0; i < count; i++) {
        int stream = random.nextInt(STREAMS);
        byte[] payload = Pair.payload(size(random), random.nextLong());
        SendOptions how = stream % 2 == 0 ? SendOptions.RELIABLE : SendOptions.UNORDERED;
        assertThat(from.send(stream, payload, how)).isEqualTo(SendResult.ACCEPTED);
        byStream.get(stream).add(payload);
      }
    }

    private static int size(Random random) {
      return switch (random.nextInt(8)) {
        case 0 -> 1;
        case 1 -> 262_144;
        case 2, 3 -> 1 + random.nextInt(65_536);
        default -> 1 + random.nextInt(4000);
      };
    }

    int count() {
      return byStream.stream().mapToInt(List::size).sum();
    }

    void assertDeliveredTo(Pair.Peer peer) {
      for (int stream = 0; stream < STREAMS; stream++) {
        int id = stream;
        List<byte[]> delivered =
            peer.messages.stream()
                .filter(message -> message.streamId() == id)
                .map(Pair.Message::payload)
                .toList();
        if (stream % 2 == 0) {
          assertThat(hashes(delivered)).isEqualTo(hashes(byStream.get(stream)));
        } else {
          assertThat(hashes(delivered))
              .containsExactlyInAnyOrderElementsOf(hashes(byStream.get(stream)));
        }
      }
    }

    private static List<Integer> hashes(List<byte[]> payloads) {
      return payloads.stream().map(Arrays::hashCode).toList();
    }
  }

  @Tag("long")
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("manySeeds")
  void everyMessageArrivesOnceOverManyMoreNetworks(long seed) {
    everyMessageArrivesOnceAndInOrderWhereOrdered(seed);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyMessageArrivesOnceAndInOrderWhereOrdered(long seed) {
    Random random = new Random(seed);
    Pair pair = new Pair(seed, options(random), options(random));
    pair.network(
        new Pair.Network(
            random.nextDouble() * 0.15,
            random.nextDouble() * 0.1,
            Duration.ofMillis(random.nextInt(60)),
            Duration.ofMillis(random.nextInt(40))));

    Conversation forth = new Conversation(random, pair.a);
    Conversation back = new Conversation(random, pair.b);
    pair.a.association().connect(pair.now());
    if (random.nextBoolean()) {
      pair.b.association().connect(pair.now());
    }
    pair.runUntil(
        () ->
            pair.b.messages.size() >= forth.count()
                && pair.a.messages.size() >= back.count()
                && pair.isIdle());
    pair.run(Duration.ofSeconds(20));

    forth.assertDeliveredTo(pair.b);
    back.assertDeliveredTo(pair.a);
    assertThat(pair.isIdle()).isTrue();
    Set<AssociationState> states = new HashSet<>(List.of(pair.a.state(), pair.b.state()));
    assertThat(states).containsExactly(AssociationState.ESTABLISHED);
    assertThat(pair.a.events(AssociationEvent.Connected.class)).hasSize(1);
    assertThat(pair.b.events(AssociationEvent.Connected.class)).hasSize(1);
  }

  /** Small windows and packets are part of what can be bad. */
  private static AssociationOptions options(Random random) {
    AssociationOptions options = AssociationOptions.defaults().withMaxInitRetransmissions(30);
    return switch (random.nextInt(4)) {
      case 0 -> options.withReceiveWindow(3000 + random.nextInt(100_000));
      case 1 -> options.withMtu(256 + 4 * random.nextInt(300));
      default -> options;
    };
  }
}
