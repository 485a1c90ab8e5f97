package dev.sotto.ice;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerAddressesTest {
  private static List<InetAddress> literals(String... texts) throws UnknownHostException {
    List<InetAddress> addresses = new ArrayList<>();
    for (String text : texts) {
      addresses.add(InetAddress.getAllByName(text)[0]);
    }
    return addresses;
  }

  @Test
  void takesTheFamiliesInTurnsAndAFewOfEach() throws Exception {
    List<InetAddress> found =
        literals("192.0.2.1", "192.0.2.2", "192.0.2.3", "2001:db8::1", "2001:db8::2");
    assertThat(ServerAddresses.inOrder(found, null))
        .isEqualTo(literals("2001:db8::1", "192.0.2.1", "2001:db8::2", "192.0.2.2"));
    assertThat(ServerAddresses.inOrder(literals("192.0.2.1"), null))
        .isEqualTo(literals("192.0.2.1"));
  }

  @Test
  void takesOnlyWhatALocalAddressCanReach() throws Exception {
    List<InetAddress> found = literals("192.0.2.1", "2001:db8::1");
    InetAddress four = literals("10.0.0.1").get(0);
    InetAddress six = literals("2001:db8:1::1").get(0);
    assertThat(ServerAddresses.inOrder(found, four)).isEqualTo(literals("192.0.2.1"));
    assertThat(ServerAddresses.inOrder(found, six)).isEqualTo(literals("2001:db8::1"));
    assertThat(ServerAddresses.inOrder(literals("192.0.2.1"), six)).isEmpty();
  }
}
