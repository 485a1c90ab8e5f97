package dev.sotto.interop.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.interop.lab.NatLab.Hosts;
import dev.sotto.interop.lab.Probe.Got;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The lab is what it says it is: behaviour as measured from inside, in the words of RFC 4787. */
@NeedsLab
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NatLabTest {
  private static final String ANY = "0.0.0.0";
  private static final int PORT = 7001;
  private static final int OTHER_PORT = 7002;
  private static final int MAPPED_PORT = 'q' << 8 | '0';

  /** A request of RFC 6886 section 3.3, all of whose bytes happen to be ASCII. */
  private static final String MAP_THAT_PORT = "\0\1\0\0q0q0\0\0\16\20";

  private NatLab lab;
  private Probe servers;

  @BeforeAll
  void start() throws IOException, InterruptedException {
    lab = new NatLab();
    servers = Probe.start(lab.internet().namespace());
    servers.open("main", Internet.SERVER, PORT);
    servers.open("port", Internet.SERVER, OTHER_PORT);
    servers.open("address", Internet.SERVER_OTHER, PORT);
    servers.open("ipv6", Internet.SERVER_IPV6, PORT);
  }

  @AfterAll
  void stop() {
    servers.close();
    lab.close();
  }

  /** What a NAT was seen doing. */
  private record Behaviour(boolean samePort, List<String> letIn) {}

  private static final Map<NatKind, Behaviour> EXPECTED =
      Map.of(
          NatKind.FULL_CONE, new Behaviour(true, List.of("address", "port", "main")),
          NatKind.ADDRESS_RESTRICTED, new Behaviour(true, List.of("port", "main")),
          NatKind.PORT_RESTRICTED, new Behaviour(true, List.of("main")),
          NatKind.SYMMETRIC, new Behaviour(false, List.of("main")));

  @ParameterizedTest
  @EnumSource(names = {"FULL_CONE", "ADDRESS_RESTRICTED", "PORT_RESTRICTED", "SYMMETRIC"})
  void everyKindMapsAndFiltersAsItsNameSays(NatKind kind) throws Exception {
    try (Host host = Host.connect(lab.internet(), 1, Access.behind(kind));
        Probe inside = Probe.start(host.namespace())) {
      assertThat(behaviour(inside, "203.0.113.10")).isEqualTo(EXPECTED.get(kind));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FULL_CONE", "PORT_RESTRICTED", "SYMMETRIC"})
  void ofTwoNatsTheStricterOneCounts(NatKind kind) throws Exception {
    try (Host host = Host.connect(lab.internet(), 1, Access.behind(NatKind.FULL_CONE, kind));
        Probe inside = Probe.start(host.namespace())) {
      assertThat(behaviour(inside, "203.0.113.10")).isEqualTo(EXPECTED.get(kind));
    }
  }

  @Test
  void aPublicHostIsReachedByAnybody() throws Exception {
    try (Host host = Host.connect(lab.internet(), 1, Access.open());
        Probe inside = Probe.start(host.namespace())) {
      assertThat(behaviour(inside, host.address()))
          .isEqualTo(new Behaviour(true, List.of("address", "port", "main")));
    }
  }

  @Test
  void aNatForgetsAndGivesOtherPorts() throws Exception {
    try (Host host = Host.connect(lab.internet(), 1, Access.behind(NatKind.FULL_CONE));
        Probe inside = Probe.start(host.namespace())) {
      inside.open("s", ANY, 0);
      inside.send("s", Internet.SERVER, PORT, "before");
      Got before = servers.receive();

      host.nats().get(0).rebind();
      servers.send("main", before.address(), before.port(), "to the forgotten port");
      inside.send("s", Internet.SERVER, PORT, "after");
      Got after = servers.receive();
      servers.send("main", after.address(), after.port(), "to the new port");

      assertThat(after.port()).isNotEqualTo(before.port());
      assertThat(inside.receive().text()).isEqualTo("to the new port");
    }
  }

  @Test
  void aHostGetsAnotherAddress() throws Exception {
    try (Host host = Host.connect(lab.internet(), 1, Access.behind(NatKind.FULL_CONE));
        Probe inside = Probe.start(host.namespace())) {
      String before = host.address();
      inside.open("s", ANY, 0);
      host.changeAddress();
      inside.send("s", Internet.SERVER, PORT, "from the new address");
      Got got = servers.receive();
      servers.send("address", got.address(), got.port(), "to it");

      assertThat(host.address()).isNotEqualTo(before);
      assertThat(inside.receive().text()).isEqualTo("to it");
    }
  }

  @Test
  void ipv6GoesOutThroughAFirewall() throws Exception {
    try (Host host = Host.connect(lab.internet(), 1, Access.ipv6Only());
        Probe inside = Probe.start(host.namespace())) {
      inside.open("s", "::", 0);
      inside.send("s", Internet.SERVER_IPV6, PORT, "hello");
      Got got = servers.receive();
      assertThat(got.address()).isEqualTo("2001:db8:1:0:0:0:0:10");
      servers.send("ipv6", got.address(), got.port(), "hello back");
      assertThat(inside.receive().text()).isEqualTo("hello back");
    }
  }

  @Test
  void udpIsBlockedAndTcpGoesOut() throws Exception {
    assertThat(blocks(NatKind.UDP_BLOCKED, 3478)).isTrue();
  }

  @Test
  void onlyPort443GoesOut() throws Exception {
    assertThat(blocks(NatKind.TCP_443_ONLY, 443)).isTrue();
    try (Host host = Host.connect(lab.internet(), 1, Access.behind(NatKind.TCP_443_ONLY));
        Probe inside = Probe.start(host.namespace())) {
      assertThat(inside.connects(Internet.SERVER, 3478)).isFalse();
    }
  }

  @Test
  void aGatewayMapsAPort() throws Exception {
    Access access = Access.behind(NatKind.SYMMETRIC).withMapping(GatewayProtocol.NAT_PMP);
    try (Host host = Host.connect(lab.internet(), 1, access);
        Probe inside = Probe.start(host.namespace())) {
      inside.open("asking", ANY, 0);
      inside.open("mapped", ANY, MAPPED_PORT);
      inside.send("asking", "192.168.1.1", 5351, MAP_THAT_PORT);
      host.gateway().orElseThrow().awaitMapping();
      servers.send("main", "203.0.113.10", MAPPED_PORT, "to the mapped port");

      assertThat(inside.receiveAt("mapped").text()).isEqualTo("to the mapped port");
    }
  }

  @Test
  void apartIsApartUntilItIsOver() throws Exception {
    try (Hosts hosts = lab.connect(Access.open(), Access.behind(NatKind.FULL_CONE));
        Probe a = Probe.start(hosts.a().namespace());
        Probe b = Probe.start(hosts.b().namespace())) {
      int port = a.open("s", ANY, 0);
      b.open("s", ANY, 0);
      try (Outage outage = lab.internet().partition(hosts.a(), hosts.b())) {
        assertThat(outage).isNotNull();
        b.send("s", hosts.a().address(), port, "lost");
        b.send("s", Internet.SERVER, PORT, "the server is still there");
        assertThat(servers.receive().text()).isEqualTo("the server is still there");
      }
      b.send("s", hosts.a().address(), port, "not lost");
      assertThat(a.receive().text()).isEqualTo("not lost");
    }
  }

  /** Whether no datagram gets out, and TCP to a port does. */
  private boolean blocks(NatKind kind, int tcpPort) throws IOException, InterruptedException {
    try (Host host = Host.connect(lab.internet(), 1, Access.behind(kind));
        Probe inside = Probe.start(host.namespace())) {
      inside.open("s", ANY, 0);
      inside.send("s", Internet.SERVER, PORT, "blocked");
      boolean connected = inside.connects(Internet.SERVER, tcpPort);
      servers.send("port", Internet.SERVER, PORT, "first");
      return connected && servers.receive().text().equals("first");
    }
  }

  private Behaviour behaviour(Probe inside, String address)
      throws IOException, InterruptedException {
    inside.open("mapped", ANY, 0);
    List<Integer> ports = new ArrayList<>();
    inside.send("mapped", Internet.SERVER, PORT, "a");
    ports.add(servers.receive().port());
    inside.send("mapped", Internet.SERVER, OTHER_PORT, "b");
    ports.add(servers.receive().port());
    inside.send("mapped", Internet.SERVER_OTHER, PORT, "c");
    ports.add(servers.receive().port());

    inside.open("filtered", ANY, 0);
    inside.send("filtered", Internet.SERVER, PORT, "d");
    Got got = servers.receive();
    assertThat(got.address()).isEqualTo(address);
    // One way, one order: what has not come before the last is not let in.
    for (String from : List.of("address", "port", "main")) {
      servers.send(from, got.address(), got.port(), from);
    }
    List<String> letIn = new ArrayList<>();
    do {
      letIn.add(inside.receive().text());
    } while (!letIn.contains("main"));
    return new Behaviour(ports.stream().distinct().count() == 1, letIn);
  }
}
