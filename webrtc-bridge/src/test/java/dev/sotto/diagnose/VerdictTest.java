package dev.sotto.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.address.IpAddress;
import dev.sotto.address.TransportAddress;
import dev.sotto.diagnose.Verdict.Outlook;
import dev.sotto.ice.TurnServer;
import dev.sotto.nat.FilteringBehaviour;
import dev.sotto.nat.Finding;
import dev.sotto.nat.MappingBehaviour;
import dev.sotto.nat.NatBehaviour;
import dev.sotto.nat.ServerAnswer;
import dev.sotto.portmap.MappingAttempt.Outcome;
import dev.sotto.portmap.MappingProtocol;
import dev.sotto.turn.TurnCredentials;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictTest {
  private static final TransportAddress SERVER = TransportAddress.of("203.0.113.2", 3478);
  private static final TransportAddress OUTER = TransportAddress.of("192.0.2.1", 4711);
  private static final List<LocalAddress> IPV4 = List.of(local("192.168.1.2"));
  private static final List<LocalAddress> IPV6 = List.of(local("2001:db8::9"));

  @ParameterizedTest
  @CsvSource({
    "ENDPOINT_INDEPENDENT, ENDPOINT_INDEPENDENT, LIKELY, friendly",
    "ENDPOINT_INDEPENDENT, ADDRESS_DEPENDENT, LIKELY, friendly",
    "ENDPOINT_INDEPENDENT, ADDRESS_AND_PORT_DEPENDENT, LIKELY, but those behind a symmetric NAT",
    "ENDPOINT_INDEPENDENT, UNKNOWN, LIKELY, most peers",
    "ADDRESS_DEPENDENT, ADDRESS_DEPENDENT, POSSIBLE, symmetric",
    "ADDRESS_AND_PORT_DEPENDENT, ADDRESS_AND_PORT_DEPENDENT, POSSIBLE, symmetric",
    "ENDPOINT_DEPENDENT, UNKNOWN, POSSIBLE, symmetric",
    "UNKNOWN, UNKNOWN, UNKNOWN, one server alone",
  })
  void judgesANatByItsKind(
      MappingBehaviour mapping, FilteringBehaviour filtering, Outlook outlook, String words) {
    Verdict verdict = on(IPV4, List.of(), nat(Finding.YES, mapping, filtering), unknown());

    assertThat(verdict.direct()).isEqualTo(outlook);
    assertThat(verdict.reasons()).singleElement().asString().contains(words);
  }

  @ParameterizedTest
  @CsvSource({
    "ENDPOINT_INDEPENDENT, no firewall",
    "ADDRESS_DEPENDENT, a firewall lets in only addresses",
    "ADDRESS_AND_PORT_DEPENDENT, a firewall lets in only answers",
    "UNKNOWN, not known",
  })
  void aPublicAddressMakesADirectPathLikely(FilteringBehaviour firewall, String words) {
    Verdict verdict =
        on(
            IPV4,
            List.of(),
            nat(Finding.NO, MappingBehaviour.ENDPOINT_INDEPENDENT, firewall),
            unknown());

    assertThat(verdict.direct()).isEqualTo(Outlook.LIKELY);
    assertThat(verdict.reasons()).singleElement().asString().contains("no NAT", words);
  }

  @Test
  void aMappedPortMakesUpForASymmetricNat() {
    NatBehaviour symmetric =
        nat(
            Finding.YES,
            MappingBehaviour.ADDRESS_AND_PORT_DEPENDENT,
            FilteringBehaviour.ADDRESS_AND_PORT_DEPENDENT);
    Verdict verdict =
        on(IPV4, List.of(mapping(Outcome.SILENT), mapping(Outcome.MAPPED)), symmetric, unknown());

    assertThat(verdict.direct()).isEqualTo(Outlook.LIKELY);
    assertThat(verdict.reasons()).hasSize(2).first().asString().contains("opens a port", "pcp");
  }

  @Test
  void aGatewayBehindANatIsNamedAsSuch() {
    Verdict verdict = on(IPV4, List.of(mapping(Outcome.UNUSABLE_ADDRESS)), unknown(), unknown());

    assertThat(verdict.direct()).isEqualTo(Outlook.UNKNOWN);
    assertThat(verdict.reasons()).singleElement().asString().contains("another NAT behind it");
  }

  @Test
  void withoutUdpADirectPathIsUnlikely() {
    Verdict verdict = on(IPV4, List.of(), silent(), unknown());

    assertThat(verdict.direct()).isEqualTo(Outlook.UNLIKELY);
    assertThat(verdict.reasons()).singleElement().asString().contains("UDP is blocked", "TCP");
  }

  @Test
  void ipv6AloneLeadsToSomePeers() {
    NatBehaviour open =
        nat(
            Finding.NO,
            MappingBehaviour.ENDPOINT_INDEPENDENT,
            FilteringBehaviour.ENDPOINT_INDEPENDENT);
    Verdict verdict = on(IPV6, List.of(), unknown(), open);

    assertThat(verdict.direct()).isEqualTo(Outlook.POSSIBLE);
    assertThat(verdict.reasons()).anyMatch(reason -> reason.contains("There is no IPv4 here"));
  }

  @Test
  void ipv6ThatLeadsNowhereDoesNotSpoilIpv4() {
    NatBehaviour friendly =
        nat(
            Finding.YES,
            MappingBehaviour.ENDPOINT_INDEPENDENT,
            FilteringBehaviour.ENDPOINT_INDEPENDENT);
    Verdict verdict = on(IPV4, List.of(), friendly, silent());

    assertThat(verdict.direct()).isEqualTo(Outlook.LIKELY);
    assertThat(verdict.reasons()).anyMatch(reason -> reason.contains("over UDP and IPv6"));
  }

  @Test
  void saysWhatItCouldNotFindOut() {
    Verdict nobodyAsked = on(IPV4, List.of(), unknown(), unknown());
    assertThat(nobodyAsked.direct()).isEqualTo(Outlook.UNKNOWN);
    assertThat(nobodyAsked.reasons()).isEmpty();
    assertThat(nobodyAsked.gaps())
        .anyMatch(gap -> gap.contains("Without a STUN server"))
        .anyMatch(gap -> gap.contains("No TURN server was asked"));

    Verdict noName =
        new Diagnosis(
                IPV4, List.of(), unknown(), unknown(), List.of(), Optional.empty(), List.of("nil"))
            .verdict();
    assertThat(noName.gaps()).contains("The name nil could not be looked up.");
  }

  @Test
  void withoutAnAddressThereIsNoNetwork() {
    assertThat(on(List.of(local("fe80::1")), List.of(), unknown(), unknown()).reasons())
        .containsExactly("This machine is on no network.");
  }

  @Test
  void saysWhetherARelayStandsIn() {
    RelayFinding works = relay(List.of(OUTER));
    RelayFinding fails = relay(List.of());

    assertThat(withRelays().relay()).isEqualTo(Finding.UNKNOWN);
    assertThat(withRelays(fails).relay()).isEqualTo(Finding.NO);
    assertThat(withRelays(fails).reasons()).anyMatch(reason -> reason.contains("No relay works"));
    assertThat(withRelays(fails, works).relay()).isEqualTo(Finding.YES);
    assertThat(withRelays(works).gaps()).noneMatch(gap -> gap.contains("TURN"));
  }

  private static Verdict withRelays(RelayFinding... relays) {
    return new Diagnosis(
            IPV4, List.of(), unknown(), unknown(), List.of(relays), Optional.empty(), List.of())
        .verdict();
  }

  private static RelayFinding relay(List<TransportAddress> relayed) {
    TurnServer server =
        new TurnServer("turn", 3478, TurnServer.Transport.UDP, new TurnCredentials("u", "p"));
    return new RelayFinding(server, relayed, "", Duration.ZERO);
  }

  private static Verdict on(
      List<LocalAddress> addresses,
      List<MappingFinding> mappings,
      NatBehaviour ipv4,
      NatBehaviour ipv6) {
    return new Diagnosis(addresses, mappings, ipv4, ipv6, List.of(), Optional.empty(), List.of())
        .verdict();
  }

  private static LocalAddress local(String literal) {
    return new LocalAddress("eth0", IpAddress.parse(literal).orElseThrow());
  }

  private static MappingFinding mapping(Outcome outcome) {
    return new MappingFinding(
        MappingProtocol.PCP, true, IpAddress.parse("192.168.1.1"), outcome, 0, Optional.empty());
  }

  private static NatBehaviour unknown() {
    return NatBehaviour.unknown();
  }

  private static NatBehaviour silent() {
    return new NatBehaviour(
        List.of(new ServerAnswer(SERVER, false, Optional.empty(), Duration.ZERO)),
        Finding.UNKNOWN,
        MappingBehaviour.UNKNOWN,
        FilteringBehaviour.UNKNOWN,
        Finding.UNKNOWN);
  }

  private static NatBehaviour nat(
      Finding translated, MappingBehaviour mapping, FilteringBehaviour filtering) {
    return new NatBehaviour(
        List.of(new ServerAnswer(SERVER, true, Optional.of(OUTER), Duration.ofMillis(20))),
        translated,
        mapping,
        filtering,
        Finding.UNKNOWN);
  }
}
