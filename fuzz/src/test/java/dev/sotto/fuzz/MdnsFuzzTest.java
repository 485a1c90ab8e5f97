package dev.sotto.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sotto.address.IpAddress;
import dev.sotto.mdns.MdnsName;
import dev.sotto.mdns.MdnsResolution;
import dev.sotto.mdns.MdnsResolver;
import dev.sotto.mdns.MdnsResponder;
import dev.sotto.time.Monotonic;

/** Multicast DNS, which anyone on the link can send. The seeds name these two names. */
class MdnsFuzzTest {
  private static final MdnsName OURS = new MdnsName("7d3c5a0e-1111-4222-8333-444455556666.local");
  private static final MdnsName THEIRS = new MdnsName("0a1b2c3d-5555-4666-8777-888899990000.local");

  @FuzzTest
  void answersAtMostOnceAndBelievesOnlyWhatWasAsked(byte[] packet) {
    Monotonic now = Monotonic.ofMillis(5000);
    byte[] into = new byte[MdnsResponder.MAX_PACKET];
    MdnsResolver resolver = new MdnsResolver();
    MdnsResponder responder = new MdnsResponder();
    resolver.resolve(THEIRS, Monotonic.ZERO);
    responder.register(OURS, IpAddress.of(new byte[] {10, 0, 0, 1}), Monotonic.ZERO);
    assertThat(responder.poll(into, 0, Monotonic.ZERO)).isPositive();
    assertThat(responder.poll(into, 0, Monotonic.ofMillis(1000))).isPositive();

    resolver.handlePacket(packet, 0, packet.length);
    byte[] reply = responder.handlePacket(packet, 0, packet.length, MdnsResponder.PORT, now);
    byte[] legacy = responder.handlePacket(packet, 0, packet.length, 40_000, now);

    assertThat(reply == null || reply.length <= MdnsResponder.MAX_PACKET).isTrue();
    assertThat(legacy == null || legacy.length <= MdnsResponder.MAX_PACKET).isTrue();
    if (responder.poll(into, 0, now) > 0) {
      assertThat(responder.poll(into, 0, now)).isZero();
    }
    MdnsResolution resolution = resolver.pollResolution();
    if (resolution != null) {
      assertThat(resolution.name()).isEqualTo(THEIRS);
      assertThat(resolution.addresses()).isNotEmpty().allMatch(IpAddress::isUnicast);
      assertThat(resolution.addresses().size()).isLessThanOrEqualTo(MdnsResolver.MAX_ADDRESSES);
    }
  }
}
