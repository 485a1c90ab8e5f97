package dev.sotto.mdns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.address.IpAddress;
import dev.sotto.mdns.MdnsMessage.AddressRecord;
import dev.sotto.mdns.MdnsMessage.Question;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class MdnsMessageTest {
  private static final MdnsName NAME = new MdnsName("7d3c5a0e-1111-4222-8333-444455556666.local");
  private static final MdnsName OTHER = MdnsName.random(new Random(5));

  private static Optional<MdnsMessage> parse(byte[] packet) {
    return MdnsMessage.parse(packet, 0, packet.length);
  }

  private static MdnsMessage parsed(byte[] packet) {
    return parse(packet).orElseThrow();
  }

  @Test
  void writesAQuestionAsOthersReadIt() {
    byte[] written = new byte[MessageWriter.MAX_LENGTH + 3];
    int length = MessageWriter.query(written, 3, NAME, RecordType.AAAA, true);
    assertThat(Arrays.copyOfRange(written, 3, 3 + length))
        .isEqualTo(Dns.question(NAME, 28, Dns.UNICAST_IN));
  }

  @Test
  void writesAResponseThatSaysThereIsNoOtherAddress() {
    byte[] written = new byte[MessageWriter.MAX_LENGTH];
    IpAddress ipv4 = IpAddress.parse("192.0.2.1").orElseThrow();
    int length = MessageWriter.response(written, 0, 7, NAME, ipv4, 120);
    assertThat(Arrays.copyOf(written, length))
        .isEqualTo(
            new Dns(7, Dns.RESPONSE, 0, 1, 0, 1)
                .name(NAME.text())
                .address("192.0.2.1", 120)
                .pointer(12)
                .u16(47)
                .u16(Dns.FLUSH_IN)
                .u32(120)
                .u16(5)
                .pointer(12)
                .u8(0)
                .u8(1)
                .u8(0x40)
                .toBytes());

    IpAddress ipv6 = IpAddress.parse("2001:db8::1").orElseThrow();
    length = MessageWriter.response(written, 0, 0, NAME, ipv6, 0);
    assertThat(Arrays.copyOf(written, length))
        .isEqualTo(
            new Dns(0, Dns.RESPONSE, 0, 1, 0, 1)
                .name(NAME.text())
                .address("2001:db8::1", 0)
                .pointer(12)
                .u16(47)
                .u16(Dns.FLUSH_IN)
                .u32(0)
                .u16(8)
                .pointer(12)
                .u8(0)
                .u8(4)
                .u32(8)
                .toBytes());
  }

  @Test
  void readsWhatConcernsNamesOfOurKindAndSkipsTheRest() {
    MdnsMessage message =
        parsed(
            new Dns(9, Dns.QUERY, 3, 2, 1, 1)
                .name("_ipp._tcp.local")
                .u16(12)
                .u16(Dns.IN)
                .name(NAME.text().toUpperCase(Locale.ROOT))
                .u16(255)
                .u16(Dns.UNICAST_IN)
                .pointer(12)
                .u16(12)
                .u16(Dns.IN)
                .name(OTHER.text())
                .address("192.0.2.7", 60)
                .name("printer.local")
                .address("192.0.2.8", 60)
                .name(OTHER.text())
                .address("192.0.2.9", 60)
                .name("")
                .u16(41)
                .u16(1440)
                .u32(0)
                .u16(0)
                .toBytes());
    assertThat(message.id()).isEqualTo(9);
    assertThat(message.isResponse()).isFalse();
    assertThat(message.questions()).containsExactly(new Question(NAME, 255, true));
    assertThat(message.addresses())
        .containsExactly(new AddressRecord(OTHER, IpAddress.parse("192.0.2.7").orElseThrow(), 60));
  }

  @Test
  void readsCompressedNames() {
    MdnsMessage message =
        parsed(
            new Dns(0, Dns.RESPONSE, 0, 3, 0, 0)
                .name(NAME.text())
                .address("192.0.2.1", 120)
                .pointer(12)
                .address("2001:db8::1", 120)
                .label(OTHER.label())
                .pointer(12 + 37)
                .address("192.0.2.2", 120)
                .toBytes());
    assertThat(message.addresses())
        .extracting(record -> record.name() + " " + record.address())
        .containsExactly(NAME + " 192.0.2.1", NAME + " 2001:db8::1", OTHER + " 192.0.2.2");
  }

  @Test
  void aDotInsideALabelIsNoBorder() {
    byte[] oneLabel =
        new Dns(0, Dns.RESPONSE, 0, 1, 0, 0)
            .label(NAME.text())
            .u8(0)
            .address("192.0.2.1", 9)
            .toBytes();
    byte[] threeLabels =
        new Dns(0, Dns.RESPONSE, 0, 1, 0, 0).name("a." + NAME).address("192.0.2.1", 9).toBytes();
    assertThat(parsed(oneLabel).addresses()).isEmpty();
    assertThat(parsed(threeLabels).addresses()).isEmpty();
  }

  @Test
  void heedsNoAddressOfTheWrongLengthOrClass() {
    assertThat(
            parsed(
                    new Dns(0, Dns.RESPONSE, 0, 2, 0, 0)
                        .name(NAME.text())
                        .u16(RecordType.A)
                        .u16(Dns.IN)
                        .u32(120)
                        .u16(3)
                        .u8(1)
                        .u16(2)
                        .pointer(12)
                        .u16(RecordType.A)
                        .u16(3)
                        .u32(120)
                        .u16(4)
                        .u32(0x0a000001)
                        .toBytes())
                .addresses())
        .isEmpty();
  }

  @Test
  @Timeout(60)
  void followsNoPointerThatDoesNotLeadBack() {
    byte[] toItself = new Dns(0, 0, 1, 0, 0, 0).pointer(12).u16(1).u16(1).toBytes();
    byte[] toAnother = new Dns(0, 0, 1, 0, 0, 0).pointer(14).pointer(12).u16(1).u16(1).toBytes();
    byte[] roundALabel = new Dns(0, 0, 1, 0, 0, 0).label("a").pointer(12).u16(1).u16(1).toBytes();
    byte[] intoTheHeader = new Dns(0, 0, 1, 0, 0, 0).pointer(4).u16(1).u16(1).toBytes();
    byte[] beyondTheEnd = new Dns(0, 0, 1, 0, 0, 0).pointer(0x3fff).u16(1).u16(1).toBytes();
    for (byte[] packet :
        new byte[][] {toItself, toAnother, roundALabel, intoTheHeader, beyondTheEnd}) {
      assertThat(parse(packet)).isEmpty();
    }
  }

  @Test
  void readsNoNameLongerThan255Bytes() {
    Dns longest = new Dns(0, 0, 1, 0, 0, 0);
    Dns longer = new Dns(0, 0, 1, 0, 0, 0);
    for (int i = 0; i < 3; i++) {
      longest.label("x".repeat(63));
      longer.label("x".repeat(63));
    }
    longest.label("x".repeat(61)).u8(0).u16(1).u16(1);
    longer.label("x".repeat(62)).u8(0).u16(1).u16(1);
    assertThat(parse(longest.toBytes())).isPresent();
    assertThat(parse(longer.toBytes())).isEmpty();
  }

  @Test
  void readsNoReservedLabelType() {
    byte[] packet = new Dns(0, 0, 1, 0, 0, 0).u8(0x41).u8('a').u8(0).u16(1).u16(1).toBytes();
    assertThat(parse(packet)).isEmpty();
  }

  @Test
  void readsNothingThatIsTruncated() {
    byte[] whole =
        new Dns(0, Dns.RESPONSE, 1, 1, 0, 1)
            .name(OTHER.text())
            .u16(1)
            .u16(1)
            .name(NAME.text())
            .address("192.0.2.1", 120)
            .pointer(12)
            .address("2001:db8::1", 120)
            .toBytes();
    assertThat(parse(whole)).isPresent();
    for (int length = 0; length < whole.length; length++) {
      assertThat(parse(Arrays.copyOf(whole, length))).as("%d bytes", length).isEmpty();
      assertThat(MdnsMessage.parse(whole, 0, length)).as("%d bytes", length).isEmpty();
    }
  }

  @Test
  void readsNoOtherOperationAndNoError() {
    byte[] packet = Dns.answer(NAME, "192.0.2.1");
    packet[3] = 3;
    assertThat(parse(packet)).isEmpty();
    packet[3] = 0;
    packet[2] |= 0x20;
    assertThat(parse(packet)).isEmpty();
  }

  @Test
  void readsNoMoreThan256EntriesAnd9000Bytes() {
    Dns most = new Dns(0, Dns.RESPONSE, 0, 256, 0, 0);
    Dns more = new Dns(0, Dns.RESPONSE, 0, 257, 0, 0);
    for (int i = 0; i < 257; i++) {
      if (i < 256) {
        most.u8(0).u16(1).u16(1).u32(1).u16(0);
      }
      more.u8(0).u16(1).u16(1).u32(1).u16(0);
    }
    assertThat(parse(most.toBytes())).isPresent();
    assertThat(parse(more.toBytes())).isEmpty();
    assertThat(parse(Arrays.copyOf(most.toBytes(), 9000))).isPresent();
    assertThat(parse(Arrays.copyOf(most.toBytes(), 9001))).isEmpty();
  }
}
