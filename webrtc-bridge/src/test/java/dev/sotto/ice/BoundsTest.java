package dev.sotto.ice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.address.TransportAddress;
import dev.sotto.ice.AddressFilter.Loopback;
import dev.sotto.sdp.Candidate;
import dev.sotto.stun.StunMessage;
import dev.sotto.stun.TransactionId;
import dev.sotto.time.Monotonic;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept is limited, whoever fills it. */
class BoundsTest {
  private static final Pair PAIR =
      new Pair(new Base(Carrier.UDP, address("192.0.2.1", 1)), address("192.0.2.2", 2));
  private static final Pair OTHER =
      new Pair(new Base(Carrier.UDP, address("192.0.2.1", 1)), address("192.0.2.3", 3));

  @Test
  void holdsOnlySoManyPackets() {
    HeldPackets held = new HeldPackets(3, 1000);
    for (int i = 0; i < 10; i++) {
      held.hold(PAIR, new byte[] {9, (byte) i}, 1, 1);
    }
    List<Byte> released = new ArrayList<>();
    held.release(pair -> true, (pair, packet) -> released.add(packet[0]));
    assertThat(released).containsExactly((byte) 0, (byte) 1, (byte) 2);
    assertThat(held.isEmpty()).isTrue();
  }

  @Test
  void holdsOnlySoManyBytes() {
    HeldPackets held = new HeldPackets(100, 1000);
    held.hold(PAIR, new byte[900], 0, 900);
    held.hold(PAIR, new byte[101], 0, 101);
    held.hold(PAIR, new byte[100], 0, 100);
    List<Integer> released = new ArrayList<>();
    held.release(pair -> true, (pair, packet) -> released.add(packet.length));
    assertThat(released).containsExactly(900, 100);
    held.hold(PAIR, new byte[1000], 0, 1000);
    assertThat(held.isEmpty()).isFalse();
  }

  @Test
  void releasesOnlyWhatIsReady() {
    HeldPackets held = new HeldPackets(10, 1000);
    held.hold(PAIR, new byte[] {1}, 0, 1);
    held.hold(OTHER, new byte[] {2}, 0, 1);
    held.hold(PAIR, new byte[] {3}, 0, 1);
    List<Byte> released = new ArrayList<>();
    held.release(PAIR::equals, (pair, packet) -> released.add(packet[0]));
    held.release(OTHER::equals, (pair, packet) -> released.add(packet[0]));
    assertThat(released).containsExactly((byte) 1, (byte) 3, (byte) 2);
  }

  @Test
  void survivesBeingClearedWhileItReleases() {
    HeldPackets held = new HeldPackets(10, 1000);
    held.hold(PAIR, new byte[] {1}, 0, 1);
    held.hold(PAIR, new byte[] {2}, 0, 1);
    List<Byte> released = new ArrayList<>();
    held.release(
        pair -> true,
        (pair, packet) -> {
          released.add(packet[0]);
          held.clear();
        });
    assertThat(released).containsExactly((byte) 1);
  }

  @Test
  void takesOnlySoManyCandidatesAndEachOnce() {
    RemoteCandidates candidates = new RemoteCandidates(IceOptions.defaults());
    int taken = 0;
    for (int i = 0; i < 200; i++) {
      Candidate candidate =
          Candidate.parse("1 1 udp 1 192.0.2.1 " + (i / 2 + 1) + " typ host").orElseThrow();
      taken += candidates.add(candidate).isPresent() ? 1 : 0;
    }
    assertThat(taken).isEqualTo(64);
    assertThat(candidates.all()).hasSize(64);
  }

  @Test
  void takesNoLoopbackCandidateUnlessAsked() {
    Candidate loopback = Candidate.parse("1 1 udp 1 127.0.0.1 9 typ host").orElseThrow();
    IceOptions options = IceOptions.defaults();
    assertThat(new RemoteCandidates(options).add(loopback)).isEmpty();
    assertThat(new RemoteCandidates(options.withLoopback(Loopback.INCLUDED)).add(loopback))
        .isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0 9",
        ":: 9",
        "::ffff:0.0.0.0 9",
        "224.0.0.251 5353",
        "ff02::fb 5353",
        "192.0.2.1 0"
      })
  void takesNoCandidateThatIsNotOneHost(String addressAndPort) {
    RemoteCandidates candidates =
        new RemoteCandidates(IceOptions.defaults().withLoopback(Loopback.INCLUDED));
    Optional<Candidate> candidate = Candidate.parse("1 1 udp 1 " + addressAndPort + " typ host");
    assertThat(candidate.flatMap(candidates::add)).isEmpty();
  }

  @Test
  void permitsABurstAndThenARate() {
    RateLimit limit = new RateLimit(10, 100);
    Monotonic start = Monotonic.ofMillis(5000);
    int atOnce = 0;
    for (int i = 0; i < 100; i++) {
      atOnce += limit.permits(start) ? 1 : 0;
    }
    int later = 0;
    for (int i = 1; i <= 1000; i++) {
      later += limit.permits(Monotonic.ofMillis(5000 + i)) ? 1 : 0;
    }
    assertThat(atOnce).isEqualTo(10);
    assertThat(later).isBetween(99, 101);
  }

  @Test
  void givesUpAServerThatDoesNotAnswer() {
    List<Long> times = new ArrayList<>();
    Set<TransactionId> ids = new HashSet<>();
    Deque<Monotonic> now = new ArrayDeque<>(List.of(Monotonic.ofMillis(1)));
    StunQuestions questions =
        new StunQuestions(
            new Random(3),
            new StunQuestions.Output() {
              @Override
              public void ask(Pair pair, byte[] request) {
                StunMessage question = StunMessage.parse(request, 0, request.length);
                assertThat(question.hasIntegrity()).isFalse();
                ids.add(question.transactionId());
                times.add(now.element().nanos() / 1_000_000);
              }

              @Override
              public void onMapped(Pair pair, TransportAddress mapped) {
                throw new AssertionError("nobody answered");
              }
            });
    questions.ask(PAIR, now.element());
    while (questions.nextTimeout() != Monotonic.NEVER) {
      now.push(new Monotonic(questions.nextTimeout()));
      questions.handleTimeout(now.element());
    }
    assertThat(times).containsExactly(1L, 251L, 751L, 1751L, 3751L);
    assertThat(ids).hasSize(1);
    assertThat(questions.isDone()).isTrue();
  }

  @Test
  void believesAServerOnlyWhereItWasAsked() {
    List<StunMessage> asked = new ArrayList<>();
    List<TransportAddress> told = new ArrayList<>();
    StunQuestions questions =
        new StunQuestions(
            new Random(3),
            new StunQuestions.Output() {
              @Override
              public void ask(Pair pair, byte[] request) {
                asked.add(StunMessage.parse(request, 0, request.length));
              }

              @Override
              public void onMapped(Pair pair, TransportAddress mapped) {
                told.add(mapped);
              }
            });
    questions.ask(PAIR, Monotonic.ofMillis(1));
    TransportAddress seen = TransportAddress.of("198.51.100.7", 7);
    byte[] answer = asked.get(0).successResponse().xorMappedAddress(seen).toBytes(null, false);
    assertThat(questions.handlePacket(OTHER, answer, 0, answer.length)).isFalse();
    assertThat(told).isEmpty();
    byte[] broken = asked.get(0).successResponse().xorMappedAddress(seen).toBytes(null, true);
    broken[broken.length - 1] ^= 1;
    assertThat(questions.handlePacket(PAIR, broken, 0, broken.length)).isTrue();
    assertThat(told).isEmpty();
    assertThat(questions.handlePacket(PAIR, answer, 0, answer.length)).isTrue();
    assertThat(told).containsExactly(seen);
    assertThat(questions.handlePacket(PAIR, answer, 0, answer.length)).isFalse();
  }

  private static InetSocketAddress address(String ip, int port) {
    return Pair.socketAddress(TransportAddress.of(ip, port));
  }
}
