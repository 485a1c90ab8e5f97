package dev.sotto.mdns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.address.IpAddress;
import dev.sotto.time.Monotonic;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes of anyone on the link: nothing is thrown, and what comes of them stays small. */
@Timeout(120)
class HostileMdnsTest {
  private static final int PACKETS = 20_000;

  private final MdnsResolver resolver = new MdnsResolver();
  private final MdnsResponder responder = new MdnsResponder();
  private final MdnsName theirs = MdnsName.random(new Random(1));
  private final MdnsName ours = MdnsName.random(new Random(2));

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void randomBytesDoNothing(long seed) {
    Random random = new Random(seed);
    int sent = feed(random, PACKETS, () -> randomPacket(random));
    assertThat(sent).as("packets of ours within 20 s").isLessThanOrEqualTo(4 * 6 + 2);
  }

  private static byte[] randomPacket(Random random) {
    byte[] packet = new byte[random.nextInt(200)];
    random.nextBytes(packet);
    for (int i = 2; i < Math.min(12, packet.length); i++) {
      packet[i] = (byte) (i % 2 == 0 ? 0 : random.nextInt(4));
    }
    return packet;
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void damagedMessagesCauseNoMoreThanSoundOnes(long seed) {
    Random random = new Random(seed);
    List<byte[]> sound =
        List.of(
            Dns.question(ours, 1, Dns.IN),
            Dns.question(ours, 255, Dns.UNICAST_IN),
            new Dns(0, Dns.RESPONSE, 0, 1, 0, 1)
                .name(MdnsName.random(random).text())
                .address("192.0.2.1", 120)
                .label(theirs.label())
                .pointer(49)
                .address("2001:db8::1", 120)
                .toBytes(),
            new Dns(0, Dns.QUERY, 2, 1, 0, 0)
                .name(ours.text())
                .u16(28)
                .u16(Dns.IN)
                .pointer(12)
                .u16(1)
                .u16(Dns.IN)
                .pointer(12)
                .address("192.0.2.9", 60)
                .toBytes());
    int sent = feed(random, PACKETS, () -> damaged(sound.get(random.nextInt(4)), random));
    assertThat(sent).as("packets of ours within 20 s").isLessThanOrEqualTo(21 * 64 + 21 + 6 * 21);
  }

  private static byte[] damaged(byte[] sound, Random random) {
    int length = random.nextInt(4) == 0 ? random.nextInt(sound.length + 8) : sound.length;
    byte[] packet = Arrays.copyOf(sound, length);
    for (int i = random.nextInt(4); i > 0 && length > 0; i--) {
      packet[random.nextInt(length)] = (byte) random.nextInt();
    }
    return packet;
  }

  /** Feeds both engines a packet each millisecond and counts what they send. */
  private int feed(Random random, int packets, Supplier<byte[]> source) {
    IpAddress address = IpAddress.parse("192.0.2.5").orElseThrow();
    responder.register(ours, address, Monotonic.ZERO);
    byte[] into = new byte[MdnsResponder.MAX_PACKET];
    int sent = 0;
    for (int i = 0; i < packets; i++) {
      Monotonic now = Monotonic.ofMillis(i);
      if (i % 1000 == 0) {
        resolver.resolve(theirs, now);
      }
      byte[] packet = source.get();
      resolver.handlePacket(packet, 0, packet.length);
      int port = random.nextBoolean() ? MdnsResponder.PORT : 40_000;
      byte[] reply = responder.handlePacket(packet, 0, packet.length, port, now);
      sent += reply == null ? 0 : 1;
      while (resolver.poll(into, 0, now) > 0 || responder.poll(into, 0, now) > 0) {
        sent++;
      }
      MdnsResolution resolution = resolver.pollResolution();
      if (resolution != null) {
        assertThat(resolution.name()).isEqualTo(theirs);
        assertThat(resolution.addresses()).hasSizeLessThanOrEqualTo(MdnsResolver.MAX_ADDRESSES);
      }
    }
    return sent;
  }
}
