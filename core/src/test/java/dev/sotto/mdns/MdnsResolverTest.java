package dev.sotto.mdns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.address.IpAddress;
import dev.sotto.mdns.MdnsMessage.Question;
import dev.sotto.time.Monotonic;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MdnsResolverTest {
  private static final MdnsName NAME = new MdnsName("7d3c5a0e-1111-4222-8333-444455556666.local");

  private final MdnsResolver resolver = new MdnsResolver();

  private List<Question> asked(long millis) {
    List<Question> questions = new ArrayList<>();
    byte[] into = new byte[MdnsResolver.MAX_PACKET + 1];
    Monotonic now = Monotonic.ofMillis(millis);
    for (int length = resolver.poll(into, 1, now); length > 0; ) {
      MdnsMessage query = MdnsMessage.parse(into, 1, length).orElseThrow();
      assertThat(query.questions()).as("questions in one packet").hasSize(1);
      questions.addAll(query.questions());
      length = resolver.poll(into, 1, now);
    }
    return questions;
  }

  private void deliver(byte[] packet) {
    resolver.handlePacket(packet, 0, packet.length);
  }

  private static List<IpAddress> addresses(String... literals) {
    List<IpAddress> addresses = new ArrayList<>();
    for (String literal : literals) {
      addresses.add(IpAddress.parse(literal).orElseThrow());
    }
    return addresses;
  }

  @Test
  void asksForBothFamiliesThreeTimesAndGivesUp() {
    Question a = new Question(NAME, RecordType.A, false);
    Question aaaa = new Question(NAME, RecordType.AAAA, false);

    assertThat(resolver.resolve(NAME, Monotonic.ofMillis(100))).isTrue();
    assertThat(asked(100))
        .as("the first time a unicast response is wanted")
        .containsExactly(
            new Question(NAME, RecordType.A, true), new Question(NAME, RecordType.AAAA, true));
    assertThat(resolver.nextTimeout()).isEqualTo(Monotonic.ofMillis(1100).nanos());
    assertThat(asked(1099)).isEmpty();
    assertThat(asked(1100)).containsExactly(a, aaaa);
    assertThat(resolver.nextTimeout()).isEqualTo(Monotonic.ofMillis(3100).nanos());
    assertThat(asked(3100)).containsExactly(a, aaaa);
    assertThat(asked(5099)).isEmpty();
    assertThat(resolver.pollResolution()).isNull();
    assertThat(asked(5100)).isEmpty();
    assertThat(resolver.pollResolution()).isEqualTo(new MdnsResolution(NAME, List.of()));
    assertThat(resolver.isIdle()).isTrue();
    assertThat(resolver.nextTimeout()).isEqualTo(Monotonic.NEVER);
  }

  @Test
  void tellsTheAddressesOfTheFirstAnswer() {
    resolver.resolve(NAME, Monotonic.ZERO);
    asked(0);
    deliver(
        new Dns(0, Dns.RESPONSE, 0, 2, 0, 2)
            .name(NAME.text())
            .address("192.0.2.1", 120)
            .pointer(12)
            .address("192.0.2.1", 120)
            .pointer(12)
            .address("2001:db8::1", 120)
            .pointer(12)
            .address("192.0.2.2", 120)
            .toBytes());
    deliver(Dns.answer(NAME, "192.0.2.66"));

    assertThat(resolver.pollResolution())
        .isEqualTo(new MdnsResolution(NAME, addresses("2001:db8::1", "192.0.2.1", "192.0.2.2")));
    assertThat(resolver.pollResolution()).isNull();
    assertThat(asked(60_000)).isEmpty();
  }

  @Test
  void tellsNoMoreThanEightAddresses() {
    resolver.resolve(NAME, Monotonic.ZERO);
    Dns response = new Dns(0, Dns.RESPONSE, 0, 20, 0, 0).name(NAME.text()).address("10.0.0.0", 1);
    for (int i = 1; i < 20; i++) {
      response.pointer(12).address("10.0.0." + i, 1);
    }
    deliver(response.toBytes());
    MdnsResolution resolution = Objects.requireNonNull(resolver.pollResolution());
    assertThat(resolution.addresses()).hasSize(MdnsResolver.MAX_ADDRESSES);
  }

  @Test
  void heedsNoAnswerThatWasNotAskedForOrIsNone() {
    MdnsName other = MdnsName.random(new Random(2));
    resolver.resolve(NAME, Monotonic.ZERO);
    deliver(Dns.answer(other, "192.0.2.1"));
    deliver(Dns.answer(NAME, "224.0.0.251"));
    deliver(Dns.answer(NAME, "0.0.0.0"));
    deliver(
        new Dns(0, Dns.RESPONSE, 0, 1, 0, 0).name(NAME.text()).address("192.0.2.1", 0).toBytes());
    deliver(
        new Dns(0, Dns.RESPONSE, 0, 0, 1, 0).name(NAME.text()).address("192.0.2.1", 9).toBytes());
    deliver(new Dns(0, Dns.QUERY, 0, 1, 0, 0).name(NAME.text()).address("192.0.2.1", 9).toBytes());
    assertThat(resolver.pollResolution()).isNull();
    assertThat(resolver.isIdle()).isFalse();
    deliver(Dns.answer(NAME, "192.0.2.1"));
    assertThat(resolver.pollResolution())
        .isEqualTo(new MdnsResolution(NAME, addresses("192.0.2.1")));
  }

  @Test
  void asksForANameOnceHoweverOftenItIsWanted() {
    assertThat(resolver.resolve(NAME, Monotonic.ZERO)).isTrue();
    assertThat(resolver.resolve(NAME, Monotonic.ZERO)).isTrue();
    assertThat(asked(0)).hasSize(2);
  }

  @Test
  void takesNoMoreThan64NamesAtATime() {
    Random random = new Random(3);
    assertThat(resolver.resolve(NAME, Monotonic.ZERO)).isTrue();
    for (int i = 1; i < MdnsResolver.MAX_NAMES; i++) {
      assertThat(resolver.resolve(MdnsName.random(random), Monotonic.ZERO)).isTrue();
    }
    MdnsName tooMany = MdnsName.random(random);
    assertThat(resolver.resolve(tooMany, Monotonic.ZERO)).isFalse();
    assertThat(resolver.resolve(NAME, Monotonic.ZERO)).as("one that is open").isTrue();
    assertThat(asked(0)).hasSize(2 * MdnsResolver.MAX_NAMES);

    deliver(Dns.answer(NAME, "192.0.2.1"));
    assertThat(resolver.resolve(tooMany, Monotonic.ZERO)).isTrue();
  }
}
