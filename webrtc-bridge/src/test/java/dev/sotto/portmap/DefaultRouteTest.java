package dev.sotto.portmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sotto.address.IpAddress;
import java.net.InetAddress;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class DefaultRouteTest {
  @Test
  void readsLinuxIpv4() {
    assumeThat(ByteOrder.nativeOrder()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
    List<String> lines =
        List.of(
            "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT",
            "wlan0\t00000000\tFE01A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0",
            "eth0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0",
            "tun0\t00000000\t00000000\t0001\t0\t0\t0\t00000000\t0\t0\t0",
            "tun0\t00000000\t01000A0A\t0003\t0\t0\t0\t00000080\t0\t0\t0",
            "eth0\t0001A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0");

    assertThat(DefaultRoute.parseIpv4(lines))
        .containsExactly(route("192.168.1.1", "eth0", 100), route("192.168.1.254", "wlan0", 600));
  }

  @Test
  void readsLinuxIpv6() {
    String none = "0".repeat(32);
    String gateway = "fe800000000000000000000000000001";
    List<String> lines =
        List.of(
            none + " 00 " + none + " 00 " + gateway + " 00000400 00000001 00000000 00000003 eth0",
            none + " 00 " + none + " 00 " + none + " ffffffff 00000001 00000000 00200200 lo",
            gateway + " 80 " + none + " 00 " + none + " 00000000 00000003 00000000 80200001 eth0");

    assertThat(DefaultRoute.parseIpv6(lines)).containsExactly(route("fe80::1", "eth0", 0x400));
  }

  @Test
  void readsMacOs() {
    List<String> lines =
        List.of(
            "Routing tables",
            "",
            "Internet:",
            "Destination        Gateway            Flags           Netif Expire",
            "default            192.168.1.1        UGScg             en0",
            "default            link#15            UCSIg         bridge0      !",
            "127                127.0.0.1          UCS               lo0",
            "Internet6:",
            "default                          fe80::1%en0               UGcg          en0");

    assertThat(DefaultRoute.parseNetstat(lines))
        .containsExactly(route("192.168.1.1", "en0", 0), route("fe80::1", "en0", 1));
  }

  @Test
  void readsWindows() {
    List<String> lines =
        List.of(
            "Network Destination        Netmask          Gateway       Interface  Metric",
            "          0.0.0.0          0.0.0.0      192.168.1.1     192.168.1.50     25",
            "          0.0.0.0          0.0.0.0         On-link         10.0.0.2      5",
            "        127.0.0.0        255.0.0.0         On-link         127.0.0.1    331");

    assertThat(DefaultRoute.parseNetstat(lines))
        .containsExactly(route("192.168.1.1", "192.168.1.50", 25));
  }

  @Test
  void damagedTablesAreNeverAnException() {
    for (String good :
        List.of(
            "eth0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0",
            "0".repeat(32) + " 00 00 00 fe800000000000000000000000000001 400 1 0 3 eth0",
            "default  192.168.1.1  UGScg  en0",
            "0.0.0.0 0.0.0.0 192.168.1.1 192.168.1.50 25")) {
      Mutations.of(
          good.getBytes(StandardCharsets.ISO_8859_1),
          bad -> {
            List<String> lines = new String(bad, StandardCharsets.ISO_8859_1).lines().toList();
            assertThat(DefaultRoute.parseIpv4(lines)).isNotNull();
            assertThat(DefaultRoute.parseIpv6(lines)).isNotNull();
            assertThat(DefaultRoute.parseNetstat(lines)).isNotNull();
          });
    }
  }

  @Test
  void thereIsNoGatewayBehindLoopback() {
    assertThat(new SystemGateways().behind(InetAddress.getLoopbackAddress())).isEmpty();
  }

  private static DefaultRoute route(String gateway, String exit, long metric) {
    return new DefaultRoute(IpAddress.parse(gateway).orElseThrow(), exit, metric);
  }
}
