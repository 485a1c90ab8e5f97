package dev.sotto.portmap;

import static dev.sotto.portmap.VirtualGateway.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.address.IpAddress;
import dev.sotto.address.TransportAddress;
import dev.sotto.portmap.MappingAttempt.Outcome;
import dev.sotto.time.Monotonic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseTest {
  private static final String BY_PCP = "mapped pcp 93.184.216.34:40000 3600";
  private static final String BY_NAT_PMP = "mapped nat-pmp 93.184.216.34:40000 3600";
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void pcpAnswersAndNobodyElseIsAsked() {
    VirtualGateway gateway = VirtualGateway.withDefaults().start().run(SECOND);

    assertThat(gateway.events).containsExactly(BY_PCP);
    assertThat(gateway.server.requests).containsExactly("map 40000");
  }

  @Test
  @DisplayName("RFC 6886 3.5: a NAT-PMP gateway calls version 2 unsupported")
  void fallsBackToNatPmpAtOnce() {
    VirtualGateway gateway = VirtualGateway.withDefaults();
    gateway.server.speaksPcp = false;
    gateway.start().run(Duration.ofMillis(20));

    assertThat(gateway.events).containsExactly(BY_NAT_PMP);
    assertThat(gateway.server.requests).containsExactly("unsupported", "address", "map 40000");
  }

  @Test
  void aSilentNetworkIsGivenUpAfterOneAndAHalfSeconds() {
    VirtualGateway gateway = VirtualGateway.withDefaults();
    gateway.up = false;
    gateway.start().run(Duration.ofHours(10));

    assertThat(gateway.events).containsExactly("unmapped pcp=SILENT nat-pmp=SILENT at 1500");
    assertThat(gateway.lease.nextTimeout()).isEqualTo(Monotonic.NEVER);
  }

  @Test
  void anUnreachableGatewayIsGivenUpAtOnce() {
    VirtualGateway gateway = VirtualGateway.withDefaults();
    gateway.unreachable = true;
    gateway.start().run(SECOND);

    assertThat(gateway.events)
        .containsExactly("unmapped pcp=UNREACHABLE nat-pmp=UNREACHABLE at 10");
  }

  @Test
  void aRefusalIsToldWithItsCode() {
    VirtualGateway gateway = VirtualGateway.withDefaults();
    gateway.server.refusal = 2;
    gateway.start().run(SECOND);

    assertThat(gateway.events).containsExactly("unmapped pcp=REFUSED/2 nat-pmp=REFUSED/2 at 10");
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.1", "100.64.3.4", "192.168.0.1", "0.0.0.0", "240.0.0.1"})
  void anExternalAddressThatNobodyReachesIsRefusedAndGivenBack(String address) {
    VirtualGateway gateway = VirtualGateway.withDefaults();
    gateway.server.external = IpAddress.parse(address).orElseThrow();
    gateway.start().run(SECOND);

    assertThat(gateway.events)
        .containsExactly("unmapped pcp=UNUSABLE_ADDRESS nat-pmp=UNUSABLE_ADDRESS at 10");
    assertThat(gateway.server.mapped).isEmpty();
  }

  @Test
  void aTestNetworkMayUseDocumentationAddressesButNoPrivateOnes() {
    PortMapperOptions options = PortMapperOptions.defaults().withDocumentationAddresses(true);
    VirtualGateway lab = new VirtualGateway(options, "192.168.1.7");
    lab.server.external = IpAddress.parse("203.0.113.5").orElseThrow();
    lab.start().run(SECOND);
    assertThat(lab.events).containsExactly("mapped pcp 203.0.113.5:40000 3600");

    VirtualGateway doubleNat = new VirtualGateway(options, "192.168.1.7");
    doubleNat.server.external = IpAddress.parse("100.64.3.4").orElseThrow();
    doubleNat.start().run(SECOND);
    assertThat(doubleNat.events).hasSize(1).first().asString().startsWith("unmapped");

    VirtualGateway strict =
        new VirtualGateway(options.withDocumentationAddresses(false), "192.168.1.7");
    strict.server.external = IpAddress.parse("203.0.113.5").orElseThrow();
    strict.start().run(SECOND);
    assertThat(strict.events).hasSize(1).first().asString().startsWith("unmapped");
  }

  @Test
  void anotherExternalPortIsAsGood() {
    VirtualGateway gateway = VirtualGateway.withDefaults();
    gateway.server.portOffset = 7;
    gateway.start().run(SECOND);

    assertThat(gateway.events).containsExactly("mapped pcp 93.184.216.34:40007 3600");
  }

  @Test
  void anIpv6PinholeIsTheAddressItself() {
    VirtualGateway gateway =
        new VirtualGateway(
            PortMapperOptions.defaults().withProtocols(List.of(MappingProtocol.PCP)), "2600::7");
    gateway.server.external = gateway.internal.ip();
    gateway.start().run(SECOND);

    assertThat(gateway.events).containsExactly("mapped pcp [2600::7]:40000 3600");
  }

  @ParameterizedTest
  @CsvSource({"PCP", "NAT_PMP"})
  void renewsAtHalfTimeAndLooksEveryMinute(MappingProtocol protocol) {
    VirtualGateway gateway =
        new VirtualGateway(
            PortMapperOptions.defaults().withProtocols(List.of(protocol)), "192.168.1.7");
    gateway.start().run(Duration.ofMinutes(29));
    assertThat(gateway.events).hasSize(1);
    String watch = protocol == MappingProtocol.PCP ? "announce" : "address";
    assertThat(gateway.server.requests).filteredOn(watch::equals).hasSizeBetween(28, 30);

    gateway.run(Duration.ofMinutes(2));
    assertThat(gateway.events).hasSize(2);
    assertThat(gateway.server.requests).filteredOn("map 40000"::equals).hasSize(2);

    gateway.run(Duration.ofHours(10));
    assertThat(gateway.server.requests).filteredOn("map 40000"::equals).hasSize(22);
    assertThat(gateway.events).doesNotContain("unmapped");
  }

  @ParameterizedTest
  @CsvSource({"PCP", "NAT_PMP"})
  void aGatewayThatLostItsStateGetsTheMappingAgain(MappingProtocol protocol) {
    VirtualGateway gateway =
        new VirtualGateway(
            PortMapperOptions.defaults().withProtocols(List.of(protocol)), "192.168.1.7");
    gateway.start().run(Duration.ofMinutes(5));
    gateway.up = false;
    gateway.run(Duration.ofMinutes(3));
    gateway.server.restart();
    gateway.up = true;
    assertThat(gateway.server.mapped).isEmpty();

    gateway.run(Duration.ofSeconds(70));
    assertThat(gateway.server.mapped).containsEntry(PORT, 3600L);
    assertThat(gateway.events).hasSize(2).allMatch(event -> event.startsWith("mapped"));
  }

  @ParameterizedTest
  @CsvSource({"PCP", "NAT_PMP"})
  void anotherExternalAddressIsTold(MappingProtocol protocol) {
    VirtualGateway gateway =
        new VirtualGateway(
            PortMapperOptions.defaults().withProtocols(List.of(protocol)), "192.168.1.7");
    gateway.start().run(Duration.ofMinutes(5));
    gateway.server.external = IpAddress.parse("93.184.216.99").orElseThrow();
    gateway.run(Duration.ofMinutes(31));

    assertThat(gateway.events.get(1)).contains("93.184.216.99:40000");
    if (protocol == MappingProtocol.NAT_PMP) {
      assertThat(gateway.server.requests.indexOf("map 40000"))
          .isLessThan(gateway.server.requests.lastIndexOf("map 40000"));
    }
  }

  @Test
  void aGatewayThatGoesAwayKeepsTheMappingUntilTheLeaseEnds() {
    VirtualGateway gateway = VirtualGateway.withDefaults().start().run(Duration.ofMinutes(1));
    gateway.up = false;
    gateway.run(Duration.ofMinutes(58));
    assertThat(gateway.events).hasSize(1);

    gateway.run(Duration.ofMinutes(2));
    assertThat(gateway.events).hasSize(2).last().asString().startsWith("unmapped");
  }

  @Test
  void aLostMappingIsAskedForAgainEveryMinute() {
    VirtualGateway gateway = VirtualGateway.withDefaults().start().run(Duration.ofMinutes(1));
    gateway.up = false;
    gateway.run(Duration.ofHours(2));
    gateway.server.restart();
    gateway.up = true;
    gateway.run(Duration.ofSeconds(70));

    assertThat(gateway.events).last().isEqualTo(BY_PCP);
    assertThat(gateway.server.mapped).containsKey(PORT);
  }

  @Test
  void aRefusedRenewalIsALostMapping() {
    VirtualGateway gateway = VirtualGateway.withDefaults().start().run(Duration.ofMinutes(1));
    gateway.server.refusal = 8;
    gateway.run(Duration.ofMinutes(30));

    assertThat(gateway.events).hasSizeGreaterThan(1).last().asString().contains("pcp=REFUSED/8");
  }

  @Test
  void closingGivesTheMappingBackOnce() {
    VirtualGateway gateway = VirtualGateway.withDefaults().start().run(SECOND);
    gateway.lease.close(gateway.now);
    gateway.lease.close(gateway.now);
    gateway.run(SECOND);

    assertThat(gateway.events).containsExactly(BY_PCP, "closed");
    assertThat(gateway.server.mapped).isEmpty();
    assertThat(gateway.server.requests).containsExactly("map 40000", "delete 40000");
    assertThat(gateway.lease.nextTimeout()).isEqualTo(Monotonic.NEVER);
  }

  @Test
  void closingIsRepeatedToAGatewayThatDoesNotAnswerAndThenLeft() {
    VirtualGateway gateway = VirtualGateway.withDefaults().start().run(SECOND);
    gateway.up = false;
    gateway.lease.close(gateway.now);
    gateway.run(Duration.ofMillis(400));
    gateway.up = true;
    gateway.run(Duration.ofMillis(400));
    assertThat(gateway.events).containsExactly(BY_PCP, "closed");
    assertThat(gateway.server.mapped).isEmpty();

    VirtualGateway dead = VirtualGateway.withDefaults().start().run(SECOND);
    dead.up = false;
    dead.lease.close(dead.now);
    dead.run(Duration.ofSeconds(2));
    assertThat(dead.events).containsExactly(BY_PCP, "closed");
  }

  @Test
  void closingWhileAskingGivesBackWhatOnlyTheAnswerIsMissingOf() {
    VirtualGateway gateway = VirtualGateway.withDefaults().start();
    gateway.lease.close(gateway.now);
    gateway.run(SECOND);

    assertThat(gateway.events).containsExactly("closed");
    assertThat(gateway.server.mapped).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 9})
  void aLifetimeThatIsOverAtOnceIsNoMapping(long lifetime) {
    VirtualGateway gateway = VirtualGateway.withDefaults();
    gateway.server.fixedLifetime = lifetime;
    gateway.start().run(Duration.ofMinutes(10));

    assertThat(gateway.events).containsExactly("unmapped pcp=REFUSED nat-pmp=REFUSED at 10");
    assertThat(gateway.server.mapped).isEmpty();
  }

  @Test
  @DisplayName("RFC 6887 11.2.1: no more than one renewal in 4 s")
  void aShortLifetimeIsRenewedInTime() {
    VirtualGateway gateway = VirtualGateway.withDefaults();
    gateway.server.fixedLifetime = 10;
    gateway.start().run(Duration.ofMinutes(1));

    assertThat(gateway.server.requests).hasSize(12).containsOnly("map 40000");
  }

  @Test
  void aLifetimeOfYearsIsNotBelieved() {
    VirtualGateway gateway = VirtualGateway.withDefaults();
    gateway.server.fixedLifetime = 0xffff_ffffL;
    gateway.start().run(SECOND);

    assertThat(gateway.events).containsExactly("mapped pcp 93.184.216.34:40000 86400");
  }

  @Test
  void repeatedAndLateAnswersChangeNothing() {
    VirtualGateway gateway = VirtualGateway.withDefaults();
    PcpMap map =
        new PcpMap(
            new PcpNonce(1, 2), 17, PORT, new TransportAddress(gateway.server.external, 666));
    byte[] forged = gateway.server.answer(request(map));
    gateway.start();
    gateway.lease.handleDatagram(forged, 0, forged.length, gateway.now);
    gateway.run(SECOND);

    assertThat(gateway.events).containsExactly(BY_PCP);
  }

  private static byte[] request(PcpMap map) {
    return new PcpRequest(3600, IpAddress.of(new byte[4]), map).toBytes();
  }

  @ParameterizedTest
  @EnumSource(
      value = Outcome.class,
      names = {"SILENT", "REFUSED", "UNREACHABLE"})
  void theLastProtocolIsAskedWhenTheOthersGaveNothing(Outcome others) {
    List<ScriptedClient> made = new ArrayList<>();
    VirtualGateway gateway = VirtualGateway.withDefaults();
    gateway.others =
        output -> {
          ScriptedClient client = new ScriptedClient(output);
          made.add(client);
          return List.of(client);
        };
    gateway.up = others != Outcome.SILENT;
    gateway.unreachable = others == Outcome.UNREACHABLE;
    gateway.server.refusal = others == Outcome.REFUSED ? 2 : 0;
    gateway.start().run(Duration.ofMillis(others == Outcome.SILENT ? 499 : 9));
    assertThat(made).hasSize(1).noneMatch(client -> client.started);

    gateway.run(Duration.ofMillis(2));
    assertThat(made).hasSize(1).allMatch(client -> client.started);

    TransportAddress outside = TransportAddress.of("93.184.216.34", 5);
    made.get(0).output.onGranted(made.get(0), outside, Duration.ofHours(1), gateway.now);
    assertThat(gateway.events).containsExactly("mapped upnp 93.184.216.34:5 3600");
  }

  @Test
  void theSecondOfTwoGrantsIsKeptQuietAndGivenBackAtTheEnd() {
    List<ScriptedClient> made = new ArrayList<>();
    VirtualGateway gateway = VirtualGateway.withDefaults();
    gateway.others =
        output -> {
          ScriptedClient client = new ScriptedClient(output);
          made.add(client);
          return List.of(client);
        };
    gateway.up = false;
    gateway.start().run(Duration.ofMillis(600));
    gateway.up = true;
    gateway.run(Duration.ofMillis(300));
    assertThat(gateway.events).hasSize(1).first().asString().startsWith("mapped");

    TransportAddress outside = TransportAddress.of("93.184.216.34", 5);
    made.get(0).output.onGranted(made.get(0), outside, Duration.ofHours(1), gateway.now);
    assertThat(gateway.events).hasSize(1);
    assertThat(made.get(0).released).isFalse();
    gateway.lease.close(gateway.now);
    assertThat(made.get(0).released).isTrue();
  }

  @Test
  void whatComesTooLateIsGivenBack() {
    List<ScriptedClient> made = new ArrayList<>();
    VirtualGateway gateway = VirtualGateway.withDefaults();
    gateway.others =
        output -> {
          ScriptedClient client = new ScriptedClient(output);
          made.add(client);
          return List.of(client);
        };
    gateway.up = false;
    gateway.start().run(Duration.ofSeconds(2));

    assertThat(gateway.events)
        .containsExactly("unmapped pcp=SILENT nat-pmp=SILENT upnp=SILENT at 1500");
    assertThat(made.get(0).released).isTrue();
  }

  /** One that does what the test says. */
  private static final class ScriptedClient implements MappingClient {
    final Output output;
    boolean started;
    boolean released;

    ScriptedClient(Output output) {
      this.output = output;
    }

    @Override
    public MappingProtocol protocol() {
      return MappingProtocol.UPNP_IGD;
    }

    @Override
    public void start(Monotonic now) {
      started = true;
    }

    @Override
    public void handleTimeout(Monotonic now) {}

    @Override
    public long nextTimeout() {
      return Monotonic.NEVER;
    }

    @Override
    public void release(Monotonic now) {
      released = true;
    }
  }
}
