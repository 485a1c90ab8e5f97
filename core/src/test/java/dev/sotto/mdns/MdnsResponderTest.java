package dev.sotto.mdns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sotto.address.IpAddress;
import dev.sotto.mdns.MdnsMessage.AddressRecord;
import dev.sotto.time.Monotonic;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MdnsResponderTest {
  private static final MdnsName NAME = new MdnsName("7d3c5a0e-1111-4222-8333-444455556666.local");
  private static final MdnsName OTHER = MdnsName.random(new Random(1));
  private static final IpAddress ADDRESS = IpAddress.parse("192.0.2.1").orElseThrow();
  private static final AddressRecord RECORD = new AddressRecord(NAME, ADDRESS, 120);
  private static final AddressRecord GOODBYE = new AddressRecord(NAME, ADDRESS, 0);

  private final MdnsResponder responder = new MdnsResponder();

  /** What is multicast at a time. */
  private List<AddressRecord> sent(long millis) {
    List<AddressRecord> records = new ArrayList<>();
    byte[] into = new byte[MdnsResponder.MAX_PACKET + 1];
    Monotonic now = Monotonic.ofMillis(millis);
    for (int length = responder.poll(into, 1, now); length > 0; ) {
      MdnsMessage message = MdnsMessage.parse(into, 1, length).orElseThrow();
      assertThat(message.isResponse()).isTrue();
      assertThat(message.id()).isZero();
      records.addAll(message.addresses());
      length = responder.poll(into, 1, now);
    }
    return records;
  }

  private byte @Nullable [] ask(byte[] query, int port, long millis) {
    return responder.handlePacket(query, 0, query.length, port, Monotonic.ofMillis(millis));
  }

  private byte @Nullable [] ask(byte[] query, long millis) {
    return ask(query, MdnsResponder.PORT, millis);
  }

  private void register() {
    assertThat(responder.register(NAME, ADDRESS, Monotonic.ZERO)).isTrue();
  }

  private void registerAndAnnounce() {
    register();
    sent(0);
    sent(1000);
  }

  @Test
  void announcesANameTwiceASecondApart() {
    register();
    assertThat(sent(0)).containsExactly(RECORD);
    assertThat(responder.nextTimeout()).isEqualTo(Monotonic.ofMillis(1000).nanos());
    assertThat(sent(999)).isEmpty();
    assertThat(sent(1000)).containsExactly(RECORD);
    assertThat(responder.nextTimeout()).isEqualTo(Monotonic.NEVER);
  }

  @ParameterizedTest
  @CsvSource({"1", "28", "255"})
  void answersQuestionsForAddressesOfEitherFamily(int type) {
    registerAndAnnounce();
    assertThat(ask(Dns.question(NAME, type, Dns.IN), 5000)).isNull();
    assertThat(sent(5000)).containsExactly(RECORD);
  }

  @Test
  void answersNoOtherQuestion() {
    registerAndAnnounce();
    assertThat(ask(Dns.question(OTHER, 1, Dns.IN), 5000)).isNull();
    assertThat(ask(Dns.question(OTHER, 1, Dns.UNICAST_IN), 5000)).isNull();
    assertThat(ask(Dns.question(OTHER, 1, Dns.IN), 40_000, 5000)).isNull();
    assertThat(ask(Dns.question(NAME, 16, Dns.IN), 5000)).isNull();
    assertThat(ask(Dns.question(NAME, 16, Dns.IN), 40_000, 5000)).isNull();
    assertThat(ask(Dns.question(NAME, 1, 3), 5000)).as("of another class").isNull();
    assertThat(ask(Dns.answer(NAME, "192.0.2.66"), 5000)).as("a response").isNull();
    assertThat(sent(60_000)).isEmpty();
  }

  @Test
  void multicastsARecordNoMoreThanOnceASecond() {
    registerAndAnnounce();
    for (int millis = 1100; millis < 2000; millis += 100) {
      ask(Dns.question(NAME, 1, Dns.IN), millis);
      assertThat(sent(millis)).isEmpty();
    }
    assertThat(responder.nextTimeout()).isEqualTo(Monotonic.ofMillis(2000).nanos());
    assertThat(sent(2000)).containsExactly(RECORD);
    assertThat(sent(60_000)).isEmpty();
  }

  @Test
  void answersByUnicastWhenThatIsWantedAndAllHaveHeardItLately() {
    registerAndAnnounce();
    byte[] query = Dns.question(NAME, 28, Dns.UNICAST_IN);
    query[0] = 0x12;
    query[1] = 0x34;
    byte[] reply = Objects.requireNonNull(ask(query, 1100));
    MdnsMessage message = MdnsMessage.parse(reply, 0, reply.length).orElseThrow();
    assertThat(message.id()).isEqualTo(0x1234);
    assertThat(message.addresses()).containsExactly(RECORD);
    assertThat(sent(2000)).isEmpty();

    assertThat(ask(query, 31_000)).as("30 seconds later").isNull();
    assertThat(sent(31_000)).containsExactly(RECORD);
  }

  @Test
  void answersByUnicastInTheOldWay() {
    registerAndAnnounce();
    byte[] query = Dns.question(NAME, 1, Dns.IN);
    query[1] = 7;
    assertThat(ask(query, 40_000, 5000))
        .isEqualTo(
            new Dns(7, Dns.RESPONSE, 1, 1, 0, 0)
                .name(NAME.text())
                .u16(1)
                .u16(Dns.IN)
                .pointer(12)
                .u16(1)
                .u16(Dns.IN)
                .u32(10)
                .u16(4)
                .u32(0xc0000201L)
                .toBytes());
    assertThat(ask(Dns.question(NAME, 28, Dns.IN), 40_000, 5000)).isNull();
    assertThat(sent(60_000)).isEmpty();
  }

  @Test
  void repliesNoMoreThan64TimesASecond() {
    registerAndAnnounce();
    int replies = 0;
    for (int i = 0; i < 1000; i++) {
      replies += ask(Dns.question(NAME, 1, Dns.IN), 40_000, 5000) == null ? 0 : 1;
      replies += ask(Dns.question(NAME, 1, Dns.UNICAST_IN), 5000) == null ? 0 : 1;
    }
    assertThat(replies).isEqualTo(64);
    assertThat(sent(5000)).as("all further wishes together").containsExactly(RECORD);
    assertThat(ask(Dns.question(NAME, 1, Dns.IN), 40_000, 6000)).isNotNull();
  }

  @Test
  void doesNotAnswerWhoKnows() {
    registerAndAnnounce();
    ask(knowing("192.0.2.1", 60), 5000);
    assertThat(sent(5000)).isEmpty();
    ask(knowing("192.0.2.1", 59), 5000);
    assertThat(sent(5000)).as("not for long any more").containsExactly(RECORD);
    ask(knowing("192.0.2.2", 120), 7000);
    assertThat(sent(7000)).as("something else").containsExactly(RECORD);
  }

  private static byte[] knowing(String address, int ttl) {
    return new Dns(0, Dns.QUERY, 1, 1, 0, 0)
        .name(NAME.text())
        .u16(1)
        .u16(Dns.IN)
        .pointer(12)
        .address(address, ttl)
        .toBytes();
  }

  @Test
  void saysGoodbyeAndAnswersNoMore() {
    registerAndAnnounce();
    responder.unregister(NAME);
    assertThat(responder.isIdle()).isFalse();
    assertThat(sent(1500)).containsExactly(GOODBYE);
    assertThat(responder.isIdle()).isTrue();
    assertThat(ask(Dns.question(NAME, 1, Dns.IN), 5000)).isNull();
    responder.unregister(NAME);
    assertThat(sent(60_000)).isEmpty();
  }

  @Test
  void saysGoodbyeForAll() {
    registerAndAnnounce();
    responder.register(OTHER, ADDRESS, Monotonic.ofMillis(1000));
    responder.unregisterAll();
    assertThat(sent(1000)).containsExactly(GOODBYE, new AddressRecord(OTHER, ADDRESS, 0));
    assertThat(responder.isIdle()).isTrue();
  }

  @Test
  void takesNoMoreThan256Names() {
    Random random = new Random(4);
    for (int i = 0; i < MdnsResponder.MAX_NAMES; i++) {
      assertThat(responder.register(MdnsName.random(random), ADDRESS, Monotonic.ZERO)).isTrue();
    }
    assertThat(responder.register(NAME, ADDRESS, Monotonic.ZERO)).isFalse();
    assertThat(sent(0)).hasSize(MdnsResponder.MAX_NAMES);
  }

  @Test
  void refusesANameTwiceAndAnAddressOfMany() {
    register();
    IpAddress group = IpAddress.parse("224.0.0.251").orElseThrow();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> responder.register(NAME, ADDRESS, Monotonic.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> responder.register(OTHER, group, Monotonic.ZERO));
  }
}
