package dev.sotto.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.interop.Talk.Outcome;
import dev.sotto.interop.lab.Access;
import dev.sotto.interop.lab.GatewayProtocol;
import dev.sotto.interop.lab.Miniupnpd;
import dev.sotto.interop.lab.NatKind;
import dev.sotto.interop.lab.NatLab;
import dev.sotto.interop.lab.NatLab.Hosts;
import dev.sotto.interop.lab.NeedsLab;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The program asks a real gateway for a port. Both NATs are symmetric: without that port there is
 * no way.
 */
@NeedsLab
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MappingTest {
  private static final Access SYMMETRIC = Access.behind(NatKind.SYMMETRIC);

  private NatLab lab;

  @BeforeAll
  void start() {
    lab = new NatLab();
  }

  @AfterAll
  void stop() {
    lab.close();
  }

  @ParameterizedTest
  @EnumSource
  void everyProtocolAloneMakesTheWayAndIsGivenBack(GatewayProtocol protocol) throws Exception {
    try (Hosts hosts = lab.connect(SYMMETRIC.withMapping(protocol), SYMMETRIC);
        Talk talk = Talk.begin(hosts, Ways.stun(), Ways.stun())) {
      assertDirect(talk);
      Miniupnpd gateway = hosts.a().gateway().orElseThrow();
      assertThat(gateway.mappings()).contains(hosts.a().address());

      talk.end();
      assertThat(gateway.mappings()).doesNotContain(hosts.a().address());
    }
  }

  @Test
  void aMappingIsGivenBackOnCtrlC() throws Exception {
    try (Hosts hosts =
            lab.connect(
                SYMMETRIC.withMapping(GatewayProtocol.PCP, GatewayProtocol.NAT_PMP), SYMMETRIC);
        Talk talk = Talk.begin(hosts, Ways.stun(), Ways.stun())) {
      assertDirect(talk);
      talk.a().interrupt();
      assertThat(talk.a().awaitExit()).isEqualTo(130);
      assertThat(hosts.a().gateway().orElseThrow().mappings()).doesNotContain(hosts.a().address());
    }
  }

  @Test
  void noPortIsMappedWhenThatIsForbidden() throws Exception {
    Ways ways = Ways.stun().with("--no-port-mapping");
    try (Hosts hosts =
            lab.connect(
                Access.behind(NatKind.PORT_RESTRICTED).withMapping(GatewayProtocol.UPNP),
                Access.open());
        Talk talk = Talk.begin(hosts, ways, ways)) {
      assertDirect(talk);
      assertThat(hosts.a().gateway().orElseThrow().mappings()).doesNotContain(hosts.a().address());
      talk.end();
    }
  }

  @Test
  @Tag("long")
  void aGatewayThatIsGoneCostsNothingButTheMapping() throws Exception {
    Access access =
        Access.behind(NatKind.PORT_RESTRICTED)
            .withMapping(GatewayProtocol.PCP, GatewayProtocol.UPNP);
    try (Hosts hosts = lab.connect(access, Access.behind(NatKind.PORT_RESTRICTED))) {
      hosts.a().gateway().orElseThrow().stop();
      try (Talk talk = Talk.begin(hosts, Ways.stun(), Ways.stun())) {
        assertDirect(talk);
        talk.end();
      }
    }
  }

  @Test
  @Tag("long")
  void aGatewayBehindAnotherNatIsOfNoUseAndDoesNoHarm() throws Exception {
    Access access =
        Access.behind(NatKind.PORT_RESTRICTED, NatKind.PORT_RESTRICTED)
            .withMapping(GatewayProtocol.PCP, GatewayProtocol.UPNP);
    try (Hosts hosts = lab.connect(access, Access.behind(NatKind.PORT_RESTRICTED));
        Talk talk = Talk.begin(hosts, Ways.stun(), Ways.stun())) {
      assertDirect(talk);
      talk.end();
    }
  }

  @Test
  @Tag("long")
  void aRestartedGatewayIsAskedAgain() throws Exception {
    try (Hosts hosts = lab.connect(SYMMETRIC.withMapping(GatewayProtocol.PCP), SYMMETRIC);
        Talk talk = Talk.begin(hosts, Ways.stun(), Ways.stun())) {
      assertDirect(talk);
      hosts.a().gateway().orElseThrow().restart();
      hosts.a().gateway().orElseThrow().awaitMapping();
      talk.say(1, 3);
      talk.awaitAll(1, 3);
      talk.end();
    }
  }

  private static void assertDirect(Talk talk) throws IOException, InterruptedException {
    Outcome outcome = talk.outcome();
    assertThat(outcome.connected()).as(outcome.toString()).isTrue();
    assertThat(outcome.route().isRelayed()).as(outcome.toString()).isFalse();
    talk.say(0, 0);
    talk.awaitAll(0, 0);
  }
}
