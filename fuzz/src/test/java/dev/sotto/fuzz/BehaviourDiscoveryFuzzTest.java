package dev.sotto.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sotto.address.IpAddress;
import dev.sotto.address.TransportAddress;
import dev.sotto.nat.BehaviourDiscovery;
import dev.sotto.nat.NatBehaviour;
import dev.sotto.nat.ProbePacket;
import dev.sotto.stun.StunMessage;
import dev.sotto.time.Monotonic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * STUN servers that answer as they like, and strangers, while a NAT is looked into. It ends in
 * time, and sends no more than it says.
 */
class BehaviourDiscoveryFuzzTest {
  private static final int MOST_PACKETS = 44;
  private static final Duration LONGEST = Duration.ofSeconds(4);
  private static final Duration TICK = Duration.ofMillis(50);
  private static final TransportAddress SERVER = TransportAddress.of("192.0.2.1", 3478);
  private static final TransportAddress OTHER = TransportAddress.of("192.0.2.2", 3479);
  private static final TransportAddress SECOND = TransportAddress.of("198.51.100.1", 3478);
  private static final TransportAddress STRANGER = TransportAddress.of("203.0.113.66", 666);
  private static final List<TransportAddress> SENDERS =
      List.of(
          SERVER,
          OTHER,
          SECOND,
          STRANGER,
          new TransportAddress(SERVER.ip(), OTHER.port()),
          new TransportAddress(OTHER.ip(), SERVER.port()));

  private final List<ProbePacket> sent = new ArrayList<>();
  private Monotonic now = Monotonic.ZERO;

  /**
   * A step is a letter that says who sends to which socket and whether time passes, one that says
   * which packet's transaction id is put into it, and the bytes.
   */
  @FuzzTest
  void endsWithAFindingWhateverIsAnswered(byte[] input) {
    sent.clear();
    now = Monotonic.ZERO;
    BehaviourDiscovery discovery =
        new BehaviourDiscovery(
            List.of(SERVER, SECOND),
            Set.of(5000, 5001),
            Set.of(IpAddress.of(new byte[] {10, 0, 0, 2})),
            new Random(1),
            now);
    send(discovery);
    Script script = new Script(input);
    while (script.hasMore()) {
      step(discovery, script);
      send(discovery);
    }
    while (discovery.nextTimeout() != Monotonic.NEVER) {
      now = new Monotonic(Math.max(now.nanos(), discovery.nextTimeout()));
      send(discovery);
    }

    NatBehaviour behaviour = discovery.result().orElseThrow();
    assertThat(behaviour).isEqualTo(discovery.soFar());
    assertThat(behaviour.servers()).hasSize(2);
  }

  private void step(BehaviourDiscovery discovery, Script script) {
    int how = script.number8();
    int answered = script.number8();
    byte[] packet = script.bytes();
    if (packet.length >= StunMessage.HEADER_LENGTH) {
      byte[] question = sent.get(answered % sent.size()).bytes();
      System.arraycopy(question, 4, packet, 4, StunMessage.HEADER_LENGTH - 4);
    }
    TransportAddress from = SENDERS.get((how >> 1 & 7) % SENDERS.size());
    discovery.handlePacket(how & 1, from, packet, 0, packet.length, now);
    if ((how & 0x80) != 0 && now.since(Monotonic.ZERO).compareTo(LONGEST) < 0) {
      now = now.plus(TICK);
    }
  }

  private void send(BehaviourDiscovery discovery) {
    for (ProbePacket next; (next = discovery.poll(now)) != null; ) {
      assertThat(next.socket()).isBetween(0, 1);
      sent.add(next);
      assertThat(sent).hasSizeLessThanOrEqualTo(MOST_PACKETS);
      assertThat(now.since(Monotonic.ZERO)).isLessThanOrEqualTo(LONGEST);
    }
  }
}
