package dev.sotto.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MulticastLinkTest {
  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 24, 192.0.2.255, true",
    "192.0.2.1, 24, 192.0.3.1, false",
    "192.0.2.1, 25, 192.0.2.128, false",
    "192.0.2.1, 22, 192.0.3.255, true",
    "192.0.2.1, 22, 192.0.4.0, false",
    "192.0.2.1, 32, 192.0.2.1, true",
    "192.0.2.1, 32, 192.0.2.0, false",
    "192.0.2.1, 1, 100.0.0.1, false",
    "192.0.2.1, 0, 192.0.2.1, false",
    "192.0.2.1, -1, 192.0.2.1, false",
    "192.0.2.1, 33, 192.0.2.1, false",
    "192.0.2.1, 24, 2001:db8::1, false",
    "2001:db8::1, 64, 2001:db8::ffff:1, true",
    "2001:db8::1, 64, 2001:db8:0:1::1, false",
    "2001:db8::1, 63, 2001:db8:0:1::1, true",
    "2001:db8::1, 128, 2001:db8::1, true",
    "2001:db8::1, 128, 2001:db8::, false",
  })
  void aPrefixContainsWhatBeginsAlike(String address, int length, String other, boolean contained)
      throws Exception {
    MulticastLink.Prefix prefix = new MulticastLink.Prefix(InetAddress.getByName(address), length);
    assertThat(prefix.contains(InetAddress.getByName(other))).isEqualTo(contained);
  }

  @Test
  void loopbackIsNoLink() throws Exception {
    assertThat(MulticastLink.of(List.of(InetAddress.getLoopbackAddress()))).isEmpty();
  }
}
