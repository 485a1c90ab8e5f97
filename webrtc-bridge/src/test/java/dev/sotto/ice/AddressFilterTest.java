package dev.sotto.ice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sotto.address.IpAddress;
import dev.sotto.ice.AddressFilter.Loopback;
import dev.sotto.sdp.Candidate;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses of this machine may be used. */
@Timeout(120)
class AddressFilterTest {
  private static final AddressFilter LOCAL = AddressFilter.USUAL.withLoopback(Loopback.ONLY);

  @ParameterizedTest
  @CsvSource({
    "192.0.2.0/24, 192.0.2.255, 192.0.3.0",
    "192.0.2.77/25, 192.0.2.127, 192.0.2.128",
    "192.0.2.1, 192.0.2.1, 192.0.2.0",
    "192.0.2.1/32, 192.0.2.1, 192.0.2.3",
    "0.0.0.0/0, 203.0.113.1, 2001:db8::1",
    "2001:db8::/33, 2001:db8:7fff::1, 2001:db8:8000::1",
    "::/0, 2001:db8::1, 203.0.113.1",
    "2001:db8::1, 2001:db8::1, 2001:db8::2"
  })
  void aSubnetContainsWhatBeginsLikeIt(String subnet, String inside, String outside)
      throws UnknownHostException {
    assertThat(Subnet.parse(subnet).contains(InetAddress.getByName(inside))).isTrue();
    assertThat(Subnet.parse(subnet).contains(InetAddress.getByName(outside))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/8",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/+8",
        "10.0.0.0/8/8",
        "10.0.0.0/ 8",
        "10.0.0.0/\u0668",
        "10.0.0.0/99999999999",
        " 10.0.0.0/8",
        "10.0.0/8",
        "10.0.0.256/8",
        "2001:db8::/129",
        "2001:db8::1::/32",
        "fe80::1%lo/64",
        "host.example/8"
      })
  void whatIsNoSubnetIsRefused(String text) {
    assertThatThrownBy(() -> Subnet.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSubnetHasAPrefixThatItsFamilyHas() {
    IpAddress address = IpAddress.of(new byte[] {10, 0, 0, 0});
    assertThatThrownBy(() -> new Subnet(address, 33)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Subnet(address, -1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void someFamilyIsNeeded() {
    assertThatThrownBy(() -> AddressFilter.USUAL.withFamilies(false, false))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void onlyAllowedInterfacesAreUsedAndDeniedOnesNever() throws SocketException {
    String loopback = loopbackInterface();
    assertThat(list(LOCAL.withInterfaces(List.of(loopback), List.of()))).contains("127.0.0.1");
    assertThat(list(LOCAL.withInterfaces(List.of("none0"), List.of()))).isEmpty();
    assertThat(list(LOCAL.withInterfaces(List.of(), List.of("none0")))).contains("127.0.0.1");
    assertThat(list(LOCAL.withInterfaces(List.of(), List.of(loopback)))).isEmpty();
    assertThat(list(LOCAL.withInterfaces(List.of(loopback), List.of(loopback)))).isEmpty();
  }

  @Test
  void onlyAllowedSubnetsAreUsedAndDeniedOnesNever() throws SocketException {
    List<Subnet> ipv4 = List.of(Subnet.parse("127.0.0.0/8"));
    List<Subnet> other = List.of(Subnet.parse("192.0.2.0/24"));
    List<Subnet> everything = List.of(Subnet.parse("0.0.0.0/0"), Subnet.parse("::/0"));
    assertThat(list(LOCAL.withSubnets(ipv4, List.of()))).containsExactly("127.0.0.1");
    assertThat(list(LOCAL.withSubnets(other, List.of()))).isEmpty();
    assertThat(list(LOCAL.withSubnets(List.of(), other))).contains("127.0.0.1");
    assertThat(list(LOCAL.withSubnets(List.of(), ipv4))).doesNotContain("127.0.0.1");
    assertThat(list(LOCAL.withSubnets(ipv4, ipv4))).isEmpty();
    assertThat(list(LOCAL.withSubnets(List.of(), everything))).isEmpty();
  }

  @Test
  void noCandidateIsToldOfWhatMayNotBeUsed() {
    IceOptions options =
        IceOptions.defaults()
            .withAddresses(LOCAL.withSubnets(List.of(Subnet.parse("127.0.0.1")), List.of()));
    try (IcePeer peer = new IcePeer("peer", options)) {
      peer.gather();
      IcePeer.get(peer.gathered);
      assertThat(peer.candidates).isNotEmpty();
      assertThat(peer.candidates).extracting(Candidate::address).containsOnly("127.0.0.1");
    }
  }

  private static List<String> list(AddressFilter filter) throws SocketException {
    return HostAddresses.list(filter).stream().map(InetAddress::getHostAddress).toList();
  }

  private static String loopbackInterface() throws SocketException {
    return NetworkInterface.networkInterfaces()
        .filter(network -> network.inetAddresses().anyMatch(InetAddress::isLoopbackAddress))
        .map(NetworkInterface::getName)
        .findFirst()
        .orElseThrow();
  }
}
