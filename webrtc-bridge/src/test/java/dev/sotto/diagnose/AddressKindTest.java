package dev.sotto.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.address.IpAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressKindTest {
  @ParameterizedTest
  @CsvSource({
    "9.255.255.255, GLOBAL",
    "10.0.0.0, PRIVATE",
    "11.0.0.0, GLOBAL",
    "172.15.0.1, GLOBAL",
    "172.16.0.0, PRIVATE",
    "172.31.255.255, PRIVATE",
    "172.32.0.0, GLOBAL",
    "192.167.1.1, GLOBAL",
    "192.168.1.1, PRIVATE",
    "192.169.1.1, GLOBAL",
    "100.63.255.255, GLOBAL",
    "100.64.0.0, CARRIER",
    "100.127.255.255, CARRIER",
    "100.128.0.0, GLOBAL",
    "169.254.1.1, LINK_LOCAL",
    "169.253.1.1, GLOBAL",
    "2001:db8::1, GLOBAL",
    "fe80::1, LINK_LOCAL",
    "febf::1, LINK_LOCAL",
    "fec0::1, PRIVATE",
    "fc00::1, PRIVATE",
    "fdff::1, PRIVATE",
    "fbff::1, GLOBAL",
  })
  void knowsFromWhereAnAddressIsReached(String literal, AddressKind kind) {
    assertThat(AddressKind.of(IpAddress.parse(literal).orElseThrow())).isEqualTo(kind);
  }
}
