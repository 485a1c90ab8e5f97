package dev.sotto.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {
  private final TrustedProxies proxies =
      new TrustedProxies(List.of(Network.parse("10.0.0.0/8"), Network.parse("fd00::/8")));

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 198.51.100.1, 192.0.2.1", // no proxy of ours
    "10.1.2.3, 198.51.100.1, 198.51.100.1",
    "10.1.2.3, '203.0.113.1, 198.51.100.1', 198.51.100.1", // the left one can be made up
    "10.1.2.3, '203.0.113.1,198.51.100.1, 10.9.9.9', 198.51.100.1",
    "10.1.2.3, '10.0.0.7', 10.0.0.7",
    "10.1.2.3, '198.51.100.1:1234', 198.51.100.1",
    "10.1.2.3, '[2001:db8::1]:1234', 2001:db8::1",
    "10.1.2.3, 2001:db8::1, 2001:db8::1",
    "10.1.2.3, '198.51.100.1, unknown', 10.1.2.3",
    "10.1.2.3, 'example.org', 10.1.2.3",
    "10.1.2.3, '', 10.1.2.3",
    "10.1.2.3, '198.51.100.1,', 10.1.2.3",
    "fd00::1, 198.51.100.1, 198.51.100.1",
    "fe00::1, 198.51.100.1, fe00::1",
    "::ffff:10.1.2.3, ::ffff:198.51.100.1, 198.51.100.1",
  })
  void believesOnlyProxiesOfOurs(String connected, String forwarded, String client) {
    assertThat(proxies.client(Guest.address(connected), List.of(forwarded)))
        .isEqualTo(Guest.address(client));
  }

  @Test
  void readsSeveralHeadersInTheirOrder() {
    assertThat(
            proxies.client(
                Guest.address("10.0.0.1"), List.of("203.0.113.1", "198.51.100.1, 10.0.0.2")))
        .isEqualTo(Guest.address("198.51.100.1"));
    assertThat(proxies.client(Guest.address("10.0.0.1"), List.of()))
        .isEqualTo(Guest.address("10.0.0.1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "10.0.0.0/33", "10.0.0/8", "::/129", "localhost", "1.2.3.4/", "/8"})
  void refusesWhatIsNoRange(String text) {
    assertThatThrownBy(() -> Network.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.128/25, 192.0.2.129, true",
    "192.0.2.128/25, 192.0.2.127, false",
    "192.0.2.1, 192.0.2.1, true",
    "192.0.2.1, 192.0.2.2, false",
    "0.0.0.0/0, 192.0.2.2, true",
    "0.0.0.0/0, ::1, false",
    "2001:db8::/33, 2001:db8:7fff::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false",
  })
  void comparesTheBitsThatCount(String network, String address, boolean inside) {
    assertThat(Network.parse(network).contains(Guest.address(address))).isEqualTo(inside);
  }
}
