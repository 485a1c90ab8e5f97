package dev.sotto.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.interop.Talk.Outcome;
import dev.sotto.interop.lab.Access;
import dev.sotto.interop.lab.GatewayProtocol;
import dev.sotto.interop.lab.NatKind;
import dev.sotto.interop.lab.NatLab;
import dev.sotto.interop.lab.NatLab.Hosts;
import dev.sotto.interop.lab.NeedsLab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kind of NAT with every other, with the times to connect in {@code
 * target/connectivity-matrix.md}.
 */
@NeedsLab
@Tag("long")
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NatMatrixTest {
  @TempDir Path folder;

  private final Map<Help, Map<Net, Map<Net, Outcome>>> measured = new EnumMap<>(Help.class);
  private NatLab lab;

  /** What is before a host. */
  private enum Net {
    NONE,
    FULL_CONE,
    ADDRESS_RESTRICTED,
    PORT_RESTRICTED,
    SYMMETRIC;

    Access access() {
      return nat().map(Access::behind).orElse(Access.open());
    }

    private Optional<NatKind> nat() {
      return this == NONE ? Optional.empty() : Optional.of(NatKind.valueOf(name()));
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /** Who helps two hosts. */
  private enum Help {
    STUN,
    TURN,
    MAPPING
  }

  @BeforeAll
  void start() {
    lab = new NatLab();
  }

  @AfterAll
  void stop() throws IOException {
    Files.writeString(
        Path.of("target", "connectivity-matrix.md"),
        measured.keySet().stream().map(this::table).collect(Collectors.joining("\n")));
    lab.close();
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void withStunOnlyTheyConnectWhereTheoryAllowsIt(Net a, Net b) throws Exception {
    Outcome outcome = measure(Help.STUN, a, b, a.access(), Ways.stun());
    assertThat(outcome.connected()).as(outcome.toString()).isEqualTo(canBeDirect(a, b));
    assertThat(outcome.route().isRelayed()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void withTurnTheyAlwaysConnect(Net a, Net b) throws Exception {
    Outcome outcome = measure(Help.TURN, a, b, a.access(), Ways.turn(folder));
    assertThat(outcome.connected()).as(outcome.toString()).isTrue();
    assertThat(outcome.route().isRelayed()).as(outcome.toString()).isNotEqualTo(canBeDirect(a, b));
  }

  @ParameterizedTest
  @MethodSource("pairsWithAGateway")
  void withAGatewayOnOneSideTheyConnectDirectly(Net a, Net b) throws Exception {
    Access mapped =
        a.access().withMapping(GatewayProtocol.PCP, GatewayProtocol.NAT_PMP, GatewayProtocol.UPNP);
    Outcome outcome = measure(Help.MAPPING, a, b, mapped, Ways.turn(folder));
    assertThat(outcome.connected()).as(outcome.toString()).isTrue();
    assertThat(outcome.route().isRelayed()).as(outcome.toString()).isFalse();
  }

  static Stream<Arguments> pairs() {
    return Arrays.stream(Net.values())
        .flatMap(a -> Arrays.stream(Net.values()).map(b -> Arguments.of(a, b)));
  }

  static Stream<Arguments> pairsWithAGateway() {
    return pairs().filter(pair -> pair.get()[0] != Net.NONE);
  }

  /**
   * RFC 5128 section 3.3: a port that nobody can foretell meets a filter that has to know it. All
   * others can be punched.
   */
  private static boolean canBeDirect(Net a, Net b) {
    boolean strictA = a == Net.PORT_RESTRICTED || a == Net.SYMMETRIC;
    boolean strictB = b == Net.PORT_RESTRICTED || b == Net.SYMMETRIC;
    return !(strictA && strictB) || (a == Net.PORT_RESTRICTED && b == Net.PORT_RESTRICTED);
  }

  /** What they settle on: a relayed path that a direct one follows counts as that. */
  private Outcome measure(Help help, Net a, Net b, Access accessOfA, Ways ways)
      throws IOException, InterruptedException {
    try (Hosts hosts = lab.connect(accessOfA, b.access());
        Talk talk = Talk.begin(hosts, ways, ways)) {
      Outcome outcome = talk.outcome();
      if (outcome.connected()) {
        if (help == Help.MAPPING || canBeDirect(a, b)) {
          outcome = new Outcome(true, talk.awaitDirect(outcome), outcome.milliseconds());
        }
        talk.say(1, 2);
        talk.awaitAll(1, 2);
        talk.end();
      } else {
        talk.awaitNoPath();
      }
      measured
          .computeIfAbsent(help, none -> new EnumMap<>(Net.class))
          .computeIfAbsent(a, none -> new EnumMap<>(Net.class))
          .put(b, outcome);
      return outcome;
    }
  }

  private String table(Help help) {
    StringBuilder table = new StringBuilder("| " + help + " |");
    Arrays.stream(Net.values()).forEach(b -> table.append(" ").append(b).append(" |"));
    table.append("\n|").append("---|".repeat(Net.values().length + 1)).append('\n');
    measured
        .getOrDefault(help, Map.of())
        .forEach(
            (a, row) -> {
              table.append("| ").append(a).append(" |");
              Arrays.stream(Net.values())
                  .forEach(b -> table.append(" ").append(cell(row.get(b))).append(" |"));
              table.append('\n');
            });
    return table.toString();
  }

  private static String cell(@Nullable Outcome outcome) {
    if (outcome == null) {
      return "";
    }
    return outcome.connected()
        ? "%s–%s %d ms"
            .formatted(outcome.route().local(), outcome.route().remote(), outcome.milliseconds())
        : "no path";
  }
}
