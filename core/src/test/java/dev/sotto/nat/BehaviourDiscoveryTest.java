package dev.sotto.nat;

import static dev.sotto.nat.ModelNetwork.OTHER;
import static dev.sotto.nat.ModelNetwork.PLAIN;
import static dev.sotto.nat.ModelNetwork.PLAIN_TWO;
import static dev.sotto.nat.ModelNetwork.PRIMARY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.address.TransportAddress;
import dev.sotto.stun.ErrorCode;
import dev.sotto.stun.MessageClass;
import dev.sotto.stun.StunMessage;
import dev.sotto.time.Monotonic;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BehaviourDiscoveryTest {
  private static final MappingBehaviour[] MAPPINGS = {
    MappingBehaviour.ENDPOINT_INDEPENDENT,
    MappingBehaviour.ADDRESS_DEPENDENT,
    MappingBehaviour.ADDRESS_AND_PORT_DEPENDENT
  };
  private static final FilteringBehaviour[] FILTERINGS = {
    FilteringBehaviour.ENDPOINT_INDEPENDENT,
    FilteringBehaviour.ADDRESS_DEPENDENT,
    FilteringBehaviour.ADDRESS_AND_PORT_DEPENDENT
  };

  static Stream<Arguments> everyKind() {
    return Stream.of(MAPPINGS)
        .flatMap(mapping -> Stream.of(FILTERINGS).map(each -> Arguments.of(mapping, each)));
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void tellsEveryKindOfNat(MappingBehaviour mapping, FilteringBehaviour filtering) {
    NatBehaviour found = new ModelNetwork(mapping, filtering).discover(PRIMARY);

    assertThat(found.udp()).isEqualTo(Finding.YES);
    assertThat(found.translated()).isEqualTo(Finding.YES);
    assertThat(found.mapping()).isEqualTo(mapping);
    assertThat(found.filtering()).isEqualTo(filtering);
    assertThat(found.mapped()).contains(TransportAddress.of("192.0.2.1", 1024));
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void tellsEveryKindWhereEveryThirdPacketIsLost(
      MappingBehaviour mapping, FilteringBehaviour filtering) {
    NatBehaviour found =
        new ModelNetwork(mapping, filtering).losing(number -> number % 3 == 1).discover(PRIMARY);

    assertThat(found.mapping()).isEqualTo(mapping);
    assertThat(found.filtering()).isEqualTo(filtering);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNKNOWN")
  void tellsAFirewallFromANat(FilteringBehaviour firewall) {
    NatBehaviour found = ModelNetwork.withoutNat(firewall).discover(PRIMARY);

    assertThat(found.translated()).isEqualTo(Finding.NO);
    assertThat(found.mapping()).isEqualTo(MappingBehaviour.ENDPOINT_INDEPENDENT);
    assertThat(found.filtering()).isEqualTo(firewall);
    assertThat(found.hairpinning()).isEqualTo(Finding.UNKNOWN);
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void seesWhetherPacketsComeRound(MappingBehaviour mapping, FilteringBehaviour filtering) {
    boolean certain = mapping == MappingBehaviour.ENDPOINT_INDEPENDENT;

    NatBehaviour with = new ModelNetwork(mapping, filtering).hairpinning().discover(PRIMARY);
    NatBehaviour without = new ModelNetwork(mapping, filtering).discover(PRIMARY);

    if (certain) {
      assertThat(with.hairpinning()).isEqualTo(Finding.YES);
    }
    assertThat(without.hairpinning()).isEqualTo(certain ? Finding.NO : Finding.UNKNOWN);
  }

  @Test
  void saysThatUdpIsBlockedWhenAllAreSilent() {
    ModelNetwork network = ModelNetwork.withoutNat(FILTERINGS[0]).blockingUdp();
    NatBehaviour found = network.discover(PRIMARY, PLAIN, PLAIN_TWO);

    assertThat(found.udp()).isEqualTo(Finding.NO);
    assertThat(found.translated()).isEqualTo(Finding.UNKNOWN);
    assertThat(found.mapping()).isEqualTo(MappingBehaviour.UNKNOWN);
    assertThat(found.filtering()).isEqualTo(FilteringBehaviour.UNKNOWN);
    assertThat(network.sent()).hasSize(3 * Question.SENDINGS);
  }

  @Test
  void knowsNothingWithoutAServer() {
    assertThat(ModelNetwork.withoutNat(FILTERINGS[0]).discover())
        .isEqualTo(NatBehaviour.unknown())
        .extracting(NatBehaviour::udp)
        .isEqualTo(Finding.UNKNOWN);
  }

  @Test
  void comparesWhatTwoPlainServersSee() {
    NatBehaviour friendly = new ModelNetwork(MAPPINGS[0], FILTERINGS[2]).discover(PLAIN, PLAIN_TWO);
    NatBehaviour symmetric =
        new ModelNetwork(MAPPINGS[2], FILTERINGS[2]).discover(PLAIN, PLAIN_TWO);
    NatBehaviour single = new ModelNetwork(MAPPINGS[2], FILTERINGS[2]).discover(PLAIN);

    assertThat(friendly.mapping()).isEqualTo(MappingBehaviour.ENDPOINT_INDEPENDENT);
    assertThat(symmetric.mapping()).isEqualTo(MappingBehaviour.ENDPOINT_DEPENDENT);
    assertThat(single.mapping()).isEqualTo(MappingBehaviour.UNKNOWN);
    assertThat(List.of(friendly, symmetric, single))
        .extracting(NatBehaviour::filtering)
        .containsOnly(FilteringBehaviour.UNKNOWN);
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void takesNoSilenceOfAServerForAFilter(MappingBehaviour mapping, FilteringBehaviour filtering) {
    NatBehaviour found = new ModelNetwork(mapping, filtering).lyingServer().discover(PRIMARY);

    assertThat(found.mapping()).isEqualTo(MappingBehaviour.UNKNOWN);
    assertThat(found.filtering()).isEqualTo(FilteringBehaviour.UNKNOWN);
  }

  @Test
  void takesNoRefusalForAFilter() {
    NatBehaviour found =
        new ModelNetwork(MAPPINGS[1], FILTERINGS[0]).refusingChange().discover(PRIMARY);

    assertThat(found.mapping()).isEqualTo(MappingBehaviour.ADDRESS_DEPENDENT);
    assertThat(found.filtering()).isEqualTo(FilteringBehaviour.UNKNOWN);
  }

  @Test
  void believesOnlyWhomItAsked() {
    BehaviourDiscovery discovery = discovery();
    ProbePacket asked = asked(discovery);
    byte[] forged =
        ModelNetwork.forged(
            MessageClass.SUCCESS_RESPONSE, asked, TransportAddress.of("192.0.2.66", 66));
    discovery.handlePacket(0, OTHER, forged, 0, forged.length, Monotonic.ZERO);
    discovery.handlePacket(1, PRIMARY, forged, 0, forged.length, Monotonic.ZERO);
    assertThat(discovery.soFar().mapped()).isEmpty();

    discovery.handlePacket(0, PRIMARY, forged, 0, forged.length, Monotonic.ofMillis(30));
    assertThat(discovery.soFar().servers())
        .containsExactly(
            new ServerAnswer(
                PRIMARY,
                true,
                Optional.of(TransportAddress.of("192.0.2.66", 66)),
                Duration.ofMillis(30)));
  }

  @Test
  void aRefusalShowsThatUdpWorks() {
    BehaviourDiscovery discovery = discovery();
    ProbePacket asked = asked(discovery);
    StunMessage request = StunMessage.parse(asked.bytes(), 0, asked.bytes().length);
    byte[] refusal = request.errorResponse(ErrorCode.UNAUTHENTICATED, "no").toBytes(null, false);
    discovery.handlePacket(0, PRIMARY, refusal, 0, refusal.length, Monotonic.ZERO);

    assertThat(discovery.result())
        .hasValueSatisfying(
            found -> {
              assertThat(found.udp()).isEqualTo(Finding.YES);
              assertThat(found.mapped()).isEmpty();
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "224.0.0.1", "203.0.113.2", "2001:db8::1"})
  void sendsNothingToAnAbsurdOtherAddress(String ip) {
    BehaviourDiscovery discovery = discovery();
    ProbePacket asked = asked(discovery);
    StunMessage request = StunMessage.parse(asked.bytes(), 0, asked.bytes().length);
    byte[] answer =
        request
            .successResponse()
            .xorMappedAddress(TransportAddress.of("192.0.2.1", 1))
            .otherAddress(TransportAddress.of(ip, 3479))
            .toBytes(null, false);
    discovery.handlePacket(0, PRIMARY, answer, 0, answer.length, Monotonic.ZERO);

    assertThat(discovery.poll(Monotonic.ZERO)).isNull();
    assertThat(discovery.result()).isPresent();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void survivesAnyBytes(long seed) {
    Random random = new Random(seed);
    BehaviourDiscovery discovery = discovery();
    ProbePacket asked = asked(discovery);
    byte[] answer =
        ModelNetwork.forged(MessageClass.SUCCESS_RESPONSE, asked, TransportAddress.of("::1", 1));
    for (int i = 0; i < 5000; i++) {
      byte[] mutated = answer.clone();
      for (int j = random.nextInt(4); j >= 0; j--) {
        mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
      }
      discovery.handlePacket(
          random.nextInt(2),
          PRIMARY,
          mutated,
          0,
          random.nextInt(mutated.length + 1),
          Monotonic.ZERO);
    }
    assertThat(discovery.soFar().servers()).hasSize(1);
  }

  @Test
  void asksFourServersAtMost() {
    ModelNetwork network = ModelNetwork.withoutNat(FILTERINGS[0]).blockingUdp();
    TransportAddress[] many =
        Stream.iterate(1, i -> i + 1)
            .limit(9)
            .map(i -> TransportAddress.of("198.51.100." + i, 3478))
            .toArray(TransportAddress[]::new);
    assertThat(network.discover(many).servers()).hasSize(BehaviourDiscovery.MOST_SERVERS);
  }

  private static ProbePacket asked(BehaviourDiscovery discovery) {
    return Optional.ofNullable(discovery.poll(Monotonic.ZERO)).orElseThrow();
  }

  private static BehaviourDiscovery discovery() {
    return new BehaviourDiscovery(
        List.of(PRIMARY), Set.of(1, 2), Set.of(), new Random(1), Monotonic.ZERO);
  }
}
