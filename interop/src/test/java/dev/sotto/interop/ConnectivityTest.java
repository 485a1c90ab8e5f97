package dev.sotto.interop;

import static dev.sotto.interop.lab.NatKind.PORT_RESTRICTED;
import static dev.sotto.interop.lab.NatKind.SYMMETRIC;
import static dev.sotto.interop.lab.NatKind.TCP_443_ONLY;
import static dev.sotto.interop.lab.NatKind.UDP_BLOCKED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.interop.Talk.Outcome;
import dev.sotto.interop.Talk.Route;
import dev.sotto.interop.lab.Access;
import dev.sotto.interop.lab.GatewayProtocol;
import dev.sotto.interop.lab.Internet;
import dev.sotto.interop.lab.NatKind;
import dev.sotto.interop.lab.NatLab;
import dev.sotto.interop.lab.NatLab.Hosts;
import dev.sotto.interop.lab.NeedsLab;
import dev.sotto.interop.lab.Outage;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program between two networks: one pair for each way in which it may come out. */
@NeedsLab
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConnectivityTest {
  @TempDir Path folder;

  private NatLab lab;
  private MeasuredTable table;

  @BeforeAll
  void start() {
    lab = new NatLab();
    table = new MeasuredTable("connectivity-outcomes");
  }

  @AfterAll
  void stop() throws IOException {
    table.write();
    lab.close();
  }

  @Test
  void publicAddressesNeedNoServer() throws Exception {
    assertDirect("public, public, no server", Access.open(), Access.open(), Ways.none());
  }

  @Test
  void twoOrdinaryNatsArePunchedThrough() throws Exception {
    assertDirect(
        "port-restricted twice",
        Access.behind(PORT_RESTRICTED),
        Access.behind(PORT_RESTRICTED),
        Ways.stun());
  }

  @Test
  void providersNatsArePunchedThrough() throws Exception {
    assertDirect(
        "double NAT, port-restricted",
        Access.behind(PORT_RESTRICTED, PORT_RESTRICTED),
        Access.behind(PORT_RESTRICTED),
        Ways.stun());
  }

  @Test
  void thereIsNoWayBetweenTwoSymmetricNatsAndThatIsSaid() throws Exception {
    try (Hosts hosts = lab.connect(Access.behind(SYMMETRIC), Access.behind(SYMMETRIC));
        Talk talk = Talk.begin(hosts, Ways.stun(), Ways.stun())) {
      Outcome outcome = talk.outcome();
      table.add("symmetric twice, STUN only", outcome);
      assertThat(outcome.connected()).as(outcome.toString()).isFalse();
      talk.awaitNoPath();
    }
  }

  @Test
  void aRelayIsTheWayBetweenTwoSymmetricNats() throws Exception {
    assertRelayed(SYMMETRIC, SYMMETRIC, Ways.turn(folder), Ways.turn(folder));
  }

  @Test
  void aGatewayThatMapsMakesADirectWayBetweenTwoSymmetricNats() throws Exception {
    assertDirect(
        "symmetric twice, one maps ports",
        Access.behind(SYMMETRIC).withMapping(GatewayProtocol.PCP, GatewayProtocol.NAT_PMP),
        Access.behind(SYMMETRIC),
        Ways.stun());
  }

  @Test
  void whereUdpIsBlockedTheRelayIsReachedOverTcp() throws Exception {
    assertRelayed(UDP_BLOCKED, PORT_RESTRICTED, Ways.turnOverTcp(folder), Ways.turn(folder));
  }

  @Test
  void whereOnlyPort443IsOpenTheRelayIsReachedOverTls() throws Exception {
    assertRelayed(
        TCP_443_ONLY,
        PORT_RESTRICTED,
        Ways.turnOverTls(folder, lab.certificate()),
        Ways.turn(folder));
  }

  @Test
  void whereUdpIsBlockedAPublicPeerIsReachedOverTcp() throws Exception {
    Route route =
        assertDirect("UDP blocked, public", Access.behind(UDP_BLOCKED), Access.open(), Ways.stun());
    assertThat(route.protocol()).isEqualTo("tcp");
  }

  @Test
  void ipv6NeedsNoIpv4() throws Exception {
    Ways stun = Ways.none().with("--ice-server", "stun:[" + Internet.SERVER_IPV6 + "]:3478");
    Route route =
        assertDirect("IPv6 only, dual stack", Access.ipv6Only(), Access.dualStack(), stun);
    assertThat(route.family()).isEqualTo("ipv6");
  }

  @Test
  void relayOnlyTellsAndUsesNothingButTheRelay() throws Exception {
    Ways relayOnly = Ways.turn(folder).with("--relay-only");
    try (Hosts hosts = lab.connect(Access.behind(PORT_RESTRICTED), Access.open());
        Outage apart = lab.internet().partition(hosts.a(), hosts.b());
        Talk talk = Talk.begin(hosts, relayOnly, Ways.stun())) {
      assertThat(apart).isNotNull();
      Outcome outcome = talk.outcome();
      table.add("port-restricted with relay only, public", outcome);
      assertThat(outcome.connected()).as(outcome.toString()).isTrue();
      assertThat(talk.descriptionOfA())
          .contains("typ relay")
          .doesNotContain("typ host", "typ srflx", hosts.a().address(), "203.0.113.10");
      assertTalks(talk);
    }
  }

  @Test
  @Tag("long")
  void directOnlyGoesThroughNoRelay() throws Exception {
    Ways directOnly = Ways.turn(folder).with("--direct-only");
    try (Hosts hosts = lab.connect(Access.behind(SYMMETRIC), Access.behind(SYMMETRIC));
        Talk talk = Talk.begin(hosts, directOnly, directOnly)) {
      Outcome outcome = talk.outcome();
      assertThat(outcome.connected()).as(outcome.toString()).isFalse();
      talk.awaitNoPath();
    }
  }

  @Test
  @Tag("long")
  void aRelayLetsIpv6MeetIpv4() throws Exception {
    Ways overIpv6 = Ways.none().withRelay("turn:[" + Internet.SERVER_IPV6 + "]:3478", folder);
    try (Hosts hosts = lab.connect(Access.ipv6Only(), Access.behind(SYMMETRIC));
        Talk talk = Talk.begin(hosts, overIpv6, Ways.stun())) {
      Outcome outcome = talk.outcome();
      table.add("IPv6 only, symmetric, TURN", outcome);
      assertThat(outcome.connected()).as(outcome.toString()).isTrue();
      assertThat(outcome.route().isRelayed()).as(outcome.toString()).isTrue();
      assertTalks(talk);
    }
  }

  private Route assertDirect(String what, Access a, Access b, Ways ways)
      throws IOException, InterruptedException {
    try (Hosts hosts = lab.connect(a, b);
        Talk talk = Talk.begin(hosts, ways, ways)) {
      Outcome outcome = talk.outcome();
      table.add(what, outcome);
      assertThat(outcome.connected()).as(outcome.toString()).isTrue();
      Route route = talk.awaitDirect(outcome);
      assertTalks(talk);
      return route;
    }
  }

  private void assertRelayed(NatKind a, NatKind b, Ways waysOfA, Ways waysOfB)
      throws IOException, InterruptedException {
    try (Hosts hosts = lab.connect(Access.behind(a), Access.behind(b));
        Talk talk = Talk.begin(hosts, waysOfA, waysOfB)) {
      Outcome outcome = talk.outcome();
      table.add(a + ", " + b + ", TURN", outcome);
      assertThat(outcome.connected()).as(outcome.toString()).isTrue();
      assertThat(outcome.route().isRelayed()).as(outcome.toString()).isTrue();
      assertTalks(talk);
    }
  }

  private static void assertTalks(Talk talk) throws IOException, InterruptedException {
    talk.say(1, 3);
    talk.awaitAll(1, 3);
    talk.end();
  }
}
