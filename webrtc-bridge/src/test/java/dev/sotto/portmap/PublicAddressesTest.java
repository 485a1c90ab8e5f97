package dev.sotto.portmap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.address.IpAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicAddressesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "8.8.8.8",
        "1.1.1.1",
        "100.63.255.255",
        "100.128.0.0",
        "172.15.0.1",
        "172.32.0.1",
        "192.0.1.1",
        "198.17.0.1",
        "198.20.0.1",
        "223.255.255.255",
        "2001:4860:4860::8888",
        "2a00::1"
      })
  void publicOnesAre(String address) {
    assertThat(contain(address, false)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "10.1.2.3",
        "100.64.0.0",
        "100.127.255.255",
        "127.0.0.1",
        "169.254.1.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.88.99.1",
        "192.168.0.1",
        "198.18.0.1",
        "198.19.255.255",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:10.0.0.1",
        "64:ff9b::1",
        "fe80::1",
        "fc00::1",
        "fd00::1",
        "ff02::1",
        "2001::1",
        "2002:808:808::1",
        "3fff::1",
        "4000::1"
      })
  void othersAreNotEvenInATestNetwork(String address) {
    assertThat(contain(address, false)).isFalse();
    assertThat(contain(address, true)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.1", "198.51.100.1", "203.0.113.255", "2001:db8::1"})
  void documentationOnesAreInATestNetwork(String address) {
    assertThat(contain(address, false)).isFalse();
    assertThat(contain(address, true)).isTrue();
  }

  private static boolean contain(String address, boolean documentation) {
    return PublicAddresses.contain(IpAddress.parse(address).orElseThrow(), documentation);
  }
}
