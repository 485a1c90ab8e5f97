package dev.sotto.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bytes that no honest peer sends, into live sessions. World.close finds every exception. */
@Timeout(600)
class HostileBytesTest {
  @Test
  void handshakesEndProperlyWhateverIsMixedIntoThem() {
    List<byte[]> genuine = flights();
    try (World world = new World()) {
      for (long seed = 1; seed <= 60; seed++) {
        Random random = new Random(seed);
        LocalCertificate certificate = World.certificate();
        End end =
            world.end(
                random.nextBoolean() ? DtlsRole.CLIENT : DtlsRole.SERVER,
                certificate,
                certificate.fingerprint());
        world.start(end);
        for (int i = 0; i < 200; i++) {
          end.arrive(mutated(genuine.get(random.nextInt(genuine.size())), random));
        }
        end.close();

        assertThat(end.failed).as("seed %d", seed).satisfies(World::await);
        assertThat(end.received).as("seed %d", seed).isEmpty();
      }
    }
  }

  @Test
  void handshakesCompleteAmongTruncationsOfTheirOwnDatagrams() {
    try (World world = new World()) {
      End[] pair =
          world.pair(
              receiver ->
                  datagram -> {
                    for (int length = 0; length < datagram.length; length += 7) {
                      // Cut in a header: what is cut in a body begins with whole records.
                      receiver.accept(Arrays.copyOf(datagram, Math.min(length, 24)));
                    }
                    receiver.accept(datagram);
                  });
      world.start(pair);

      World.await(pair[0].connected);
      World.await(pair[1].connected);
    }
  }

  @Test
  void connectionsSurviveEveryTruncationAndManyMutations() {
    List<byte[]> genuine = flights();
    try (World world = new World()) {
      End[] pair = world.connectedPair();
      byte[] record = pair[0].protect(new byte[300]);
      for (int length = 0; length < record.length; length++) {
        pair[1].arrive(Arrays.copyOf(record, length));
      }
      genuine.add(record);
      for (long seed = 1; seed <= 20_000; seed++) {
        Random random = new Random(seed);
        byte[] victim = genuine.get(random.nextInt(genuine.size()));
        pair[(int) (seed % 2)].arrive(mutated(victim, random));
      }
      List<byte[]> accepted = pair[1].receivedByNow();

      pair[0].send(new byte[] {1});
      pair[1].send(new byte[] {2});

      // A mutation may have left the record as it was, once; then the window holds.
      assertThat(accepted).hasSizeLessThanOrEqualTo(1);
      assertThat(pair[1].receivedByNow()).containsExactly(new byte[] {1});
      assertThat(pair[0].receivedByNow()).containsExactly(new byte[] {2});
    }
  }

  @Test
  void holdsLittleOfWhatAFloodBringsBeforeTheHandshakeRuns() {
    Inbox inbox = new Inbox(System::nanoTime, Long.MAX_VALUE, Long.MAX_VALUE);
    for (int i = 0; i < 100_000; i++) {
      inbox.offer(new byte[1500], 0, 1500);
    }

    int held = 0;
    byte[] next;
    while ((next = inbox.poll()) != null) {
      held += next.length;
    }
    assertThat(held).isLessThanOrEqualTo(96 * 1024);
    for (int i = 0; i < 100_000; i++) {
      inbox.offer(new byte[1], 0, 1);
    }
    int count = 0;
    while (inbox.poll() != null) {
      count++;
    }
    assertThat(count).isLessThanOrEqualTo(64);
  }

  private static byte[] mutated(byte[] datagram, Random random) {
    byte[] mutated =
        random.nextInt(4) == 0
            ? Arrays.copyOf(datagram, random.nextInt(datagram.length + 1))
            : datagram.clone();
    for (int i = random.nextInt(6); i > 0 && mutated.length > 0; i--) {
      mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
    }
    return mutated;
  }

  /** All datagrams of a real handshake. */
  private static List<byte[]> flights() {
    List<byte[]> datagrams = new ArrayList<>();
    try (World world = new World()) {
      End[] pair =
          world.pair(
              receiver ->
                  datagram -> {
                    synchronized (datagrams) {
                      datagrams.add(datagram);
                    }
                    receiver.accept(datagram);
                  });
      world.start(pair);
      World.await(CompletableFuture.allOf(pair[0].connected, pair[1].connected));
    }
    synchronized (datagrams) {
      return new ArrayList<>(datagrams);
    }
  }
}
