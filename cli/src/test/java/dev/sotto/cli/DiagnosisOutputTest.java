package dev.sotto.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sotto.address.IpAddress;
import dev.sotto.address.TransportAddress;
import dev.sotto.diagnose.Diagnosis;
import dev.sotto.diagnose.LocalAddress;
import dev.sotto.diagnose.MappingFinding;
import dev.sotto.diagnose.RelayFinding;
import dev.sotto.diagnose.ServerFinding;
import dev.sotto.ice.TurnServer;
import dev.sotto.ice.TurnServer.Transport;
import dev.sotto.nat.FilteringBehaviour;
import dev.sotto.nat.Finding;
import dev.sotto.nat.MappingBehaviour;
import dev.sotto.nat.NatBehaviour;
import dev.sotto.nat.ServerAnswer;
import dev.sotto.portmap.MappingAttempt.Outcome;
import dev.sotto.portmap.MappingProtocol;
import dev.sotto.turn.TurnCredentials;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A diagnosis as scripts and as people get it. */
class DiagnosisOutputTest {
  private static final TransportAddress STUN = TransportAddress.of("203.0.113.2", 3478);
  private static final TransportAddress OUTER = TransportAddress.of("203.0.113.16", 4711);
  private static final Optional<IpAddress> GATEWAY = IpAddress.parse("192.168.1.1");
  private static final TurnCredentials SECRET = new TurnCredentials("me", "s3cret");

  private static final Diagnosis FACTS =
      new Diagnosis(
          List.of(
              new LocalAddress("eth0", IpAddress.parse("192.168.1.16").orElseThrow()),
              new LocalAddress("eth0", IpAddress.parse("fe80::1").orElseThrow())),
          List.of(
              new MappingFinding(
                  MappingProtocol.PCP, true, GATEWAY, Outcome.MAPPED, 0, Optional.of(OUTER)),
              new MappingFinding(
                  MappingProtocol.NAT_PMP, true, GATEWAY, Outcome.REFUSED, 2, Optional.empty()),
              new MappingFinding(
                  MappingProtocol.UPNP_IGD,
                  true,
                  Optional.empty(),
                  Outcome.SILENT,
                  0,
                  Optional.empty())),
          new NatBehaviour(
              List.of(new ServerAnswer(STUN, true, Optional.of(OUTER), Duration.ofMillis(12))),
              Finding.YES,
              MappingBehaviour.ADDRESS_AND_PORT_DEPENDENT,
              FilteringBehaviour.ADDRESS_DEPENDENT,
              Finding.UNKNOWN),
          NatBehaviour.unknown(),
          List.of(
              new RelayFinding(
                  new TurnServer("turn", 3478, Transport.TCP, SECRET),
                  List.of(STUN),
                  "",
                  Duration.ofMillis(30)),
              new RelayFinding(
                  new TurnServer("turn", 5349, Transport.TLS, SECRET),
                  List.of(),
                  "no answer",
                  Duration.ofMillis(4000))),
          Optional.of(
              new ServerFinding(URI.create("http://chat:8080"), true, "", Duration.ofMillis(9))),
          List.of("nowhere\u001b[2J"));

  @Test
  void tellsScriptsEverythingInFields() throws Exception {
    String line = output(true);
    assertThat(line.trim()).matches("[\\x20-\\x7e]+").doesNotContain("s3cret");
    JsonNode json = new JsonMapper().readTree(line);

    assertThat(json.path("event").asText()).isEqualTo("diagnosis");
    assertThat(json.at("/addresses/0").toString())
        .isEqualTo(
            "{\"interface\":\"eth0\",\"address\":\"192.168.1.16\",\"family\":\"ipv4\","
                + "\"kind\":\"private\"}");
    assertThat(json.at("/addresses/1/kind").asText()).isEqualTo("link-local");
    assertThat(json.path("mappings").toString())
        .isEqualTo(
            "[{\"protocol\":\"pcp\",\"family\":\"ipv4\",\"gateway\":\"192.168.1.1\","
                + "\"outcome\":\"mapped\",\"code\":0,\"external\":\"203.0.113.16:4711\"},"
                + "{\"protocol\":\"nat-pmp\",\"family\":\"ipv4\",\"gateway\":\"192.168.1.1\","
                + "\"outcome\":\"refused\",\"code\":2,\"external\":null},"
                + "{\"protocol\":\"upnp\",\"family\":\"ipv4\",\"gateway\":null,"
                + "\"outcome\":\"no-gateway\",\"code\":0,\"external\":null}]");
    assertThat(json.path("ipv4").toString())
        .isEqualTo(
            "{\"udp\":\"yes\",\"mapped\":\"203.0.113.16:4711\",\"nat\":\"yes\","
                + "\"mapping\":\"address-and-port-dependent\","
                + "\"filtering\":\"address-dependent\",\"hairpinning\":\"unknown\","
                + "\"servers\":[{\"server\":\"203.0.113.2:3478\",\"answered\":true,"
                + "\"mapped\":\"203.0.113.16:4711\",\"ms\":12}]}");
    assertThat(json.at("/ipv6/udp").asText()).isEqualTo("unknown");
    assertThat(json.path("relays").toString())
        .isEqualTo(
            "[{\"server\":\"turn:turn:3478?transport=tcp\",\"works\":true,\"reason\":\"\","
                + "\"ms\":30,\"relayed\":[\"203.0.113.2:3478\"]},"
                + "{\"server\":\"turns:turn:5349\",\"works\":false,\"reason\":\"no answer\","
                + "\"ms\":4000,\"relayed\":[]}]");
    assertThat(json.path("server").toString())
        .isEqualTo("{\"url\":\"http://chat:8080\",\"answered\":true,\"reason\":\"\",\"ms\":9}");
    assertThat(json.at("/unresolved/0").asText()).isEqualTo("nowhere\u001b[2J");
    assertThat(json.at("/verdict/direct").asText()).isEqualTo("likely");
    assertThat(json.at("/verdict/relay").asText()).isEqualTo("yes");
    assertThat(json.at("/verdict/reasons")).hasSize(3);
    assertThat(json.at("/verdict/unknown")).hasSize(1);
  }

  @Test
  void tellsPeopleTheVerdictFirst() {
    assertThat(output(false).lines())
        .containsExactly(
            "A direct path is likely.",
            "- The gateway opens a port when asked by pcp: others reach this machine directly,"
                + " whatever NAT they are behind.",
            "- The NAT is a symmetric one (it uses another port for each destination): a direct"
                + " path only to peers that are open to strangers, by a public address, an open"
                + " port or a NAT that does not look at ports.",
            "- A relay stands in where there is no direct path.",
            "? The name nowhere\\u{1b}[2J could not be looked up.",
            "",
            "Addresses of this machine",
            "  eth0           192.168.1.16 (private)",
            "  eth0           fe80::1 (link-local)",
            "",
            "Ports opened by the gateway",
            "  pcp            gateway 192.168.1.1 opened 203.0.113.16:4711, given back",
            "  nat-pmp        gateway 192.168.1.1 refused (code 2)",
            "  upnp           no gateway",
            "",
            "UDP over IPv4",
            "  STUN 203.0.113.2:3478 sees 203.0.113.16:4711, 12 ms",
            "  NAT            yes",
            "  mapping        address-and-port-dependent",
            "  filtering      address-dependent",
            "  hairpinning    unknown",
            "",
            "Relays",
            "  turn:turn:3478?transport=tcp relays at 203.0.113.2:3478, 30 ms",
            "  turns:turn:5349 no answer",
            "",
            "Rendezvous server",
            "  http://chat:8080 answers, 9 ms");
  }

  private static String output(boolean json) {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            InputStream.nullInputStream(),
            new PrintStream(written, true, UTF_8),
            new PrintStream(new ByteArrayOutputStream(), true, UTF_8),
            UTF_8,
            false);
    (json ? new JsonEvents(terminal) : new HumanEvents(terminal, false))
        .accept(new Event.Diagnosed(FACTS));
    return written.toString(UTF_8);
  }
}
