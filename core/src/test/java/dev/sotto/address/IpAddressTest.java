package dev.sotto.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {
  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1",
    "0.0.0.0, 0.0.0.0",
    "255.255.255.255, 255.255.255.255",
    "::, ::",
    "::1, ::1",
    "1::, 1::",
    "2001:DB8:0:0:0:0:0:1, 2001:db8::1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
    "64:ff9b::192.0.2.1, 64:ff9b::c000:201",
    "fe80:0:0:0:1:2:192.0.2.1, fe80::1:2:c000:201",
  })
  void readsLiteralsAndWritesTheShortestForm(String literal, String canonical) {
    IpAddress address = IpAddress.parse(literal).orElseThrow();

    assertThat(address).hasToString(canonical);
    assertThat(IpAddress.parse(canonical)).contains(address);
    assertThat(IpAddress.of(address.bytes())).isEqualTo(address).hasSameHashCodeAs(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.256",
        "01.2.3.4",
        "1.2.3.",
        "+1.2.3.4",
        " 1.2.3.4",
        "1.2.3.4 ",
        "0x1.2.3.4",
        "\u0661.2.3.4",
        "localhost",
        "example.org",
        ":",
        ":::",
        "1:2:3",
        "1::2::3",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7::8",
        ":1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:",
        "12345::",
        "g::",
        "::1%lo",
        "[::1]",
        "1.2.3.4::",
        "::1.2.3",
        "1:2:3:4:5:6:7:1.2.3.4",
        "::1.2.3.4:5",
        "1111111111111111111111111111111111111111111111111111:"
      })
  void refusesWhatIsNoLiteral(String text) {
    assertThat(IpAddress.parse(text)).isEmpty();
  }

  @Test
  void turnsAnIpv4MappedAddressIntoIpv4() {
    IpAddress plain = IpAddress.parse("192.0.2.1").orElseThrow();

    assertThat(IpAddress.parse("::ffff:192.0.2.1")).contains(plain);
    assertThat(IpAddress.parse("::ffff:c000:201")).contains(plain);
    assertThat(plain.isIpv4()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0.0.0.0", "::", "224.0.0.251", "239.1.2.3", "255.255.255.255", "ff02::fb"})
  void namesWhatIsNoUnicastAddress(String literal) {
    assertThat(IpAddress.parse(literal).orElseThrow().isUnicast()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "10.0.0.1", "223.255.255.255", "::1", "fe80::1", "2001::"})
  void namesWhatIsAUnicastAddress(String literal) {
    assertThat(IpAddress.parse(literal).orElseThrow().isUnicast()).isTrue();
  }

  @Test
  void isNotChangedThroughTheArraysItWasMadeOfOrGave() {
    byte[] bytes = {10, 0, 0, 1};
    IpAddress address = IpAddress.of(bytes);
    bytes[0] = 11;
    address.bytes()[0] = 12;

    assertThat(address).hasToString("10.0.0.1");
  }

  @Test
  void refusesOtherLengths() {
    assertThatThrownBy(() -> IpAddress.of(new byte[5]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesPortsOutOfRangeAndWritesBracketsAroundIpv6() {
    assertThat(TransportAddress.of("2001:db8::1", 80)).hasToString("[2001:db8::1]:80");
    assertThat(TransportAddress.of("192.0.2.1", 65535)).hasToString("192.0.2.1:65535");
    assertThatThrownBy(() -> TransportAddress.of("192.0.2.1", 65536))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TransportAddress.of("localhost", 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
