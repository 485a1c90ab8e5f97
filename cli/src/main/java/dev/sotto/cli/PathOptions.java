package dev.sotto.cli;

import dev.sotto.cli.Failure.Kind;
import dev.sotto.ice.CandidatePolicy;
import dev.sotto.ice.IceOptions;
import dev.sotto.ice.PortRange;
import dev.sotto.peer.PeerConfiguration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which ways to the other side are tried. */
final class PathOptions {
  private static final Pattern RANGE = Pattern.compile("(\\d{1,5})-(\\d{1,5})");
  private static final String RELAY_ONLY = "--relay-only";
  private static final String DIRECT_ONLY = "--direct-only";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Mixin private final IceServers servers = new IceServers();
  @Mixin private final InterfaceOption networks = new InterfaceOption();

  @Option(
      names = RELAY_ONLY,
      description =
          "Go through a TURN server only: the other side learns no address of this machine.")
  private boolean relayOnly;

  @Option(names = DIRECT_ONLY, description = "Go through no TURN server.")
  private boolean directOnly;

  @Option(names = "--no-port-mapping", description = "Do not ask the gateway to open ports.")
  private boolean noPortMapping;

  @Option(
      names = "--port-range",
      paramLabel = "LOW-HIGH",
      description = "Use only these local ports, for instance 50000-50100.")
  private @Nullable String portRange;

  @Option(
      names = "--hide-addresses",
      description =
          "Tell names that only the local network can look up, instead of this machine's"
              + " addresses.")
  private boolean hideAddresses;

  /**
   * The configuration of connections.
   *
   * @param usual what holds for everything that is not said
   * @param terminal told of files with secrets that everybody can read
   * @throws Failure when the arguments make no sense
   */
  PeerConfiguration configuration(PeerConfiguration usual, Terminal terminal) {
    IceServers.Given given = servers.read(terminal);
    CandidatePolicy policy = policy();
    PeerConfiguration configuration = networks.configuration(usual);
    IceOptions ice =
        configuration
            .ice()
            .withServers(given.stun(), given.turn())
            .withPolicy(policy)
            .withPorts(ports())
            .withHiddenAddresses(hideAddresses);
    boolean mapping = !noPortMapping && policy != CandidatePolicy.RELAY_ONLY;
    return configuration
        .withIce(ice)
        .withPortMapping(mapping ? configuration.portMapping() : Optional.empty());
  }

  /**
   * Refuses to hide behind a relay where none is known and no rendezvous server can name one.
   *
   * @param ice what was read
   */
  static void requireRelay(IceOptions ice) {
    if (ice.policy() == CandidatePolicy.RELAY_ONLY && ice.turnServers().isEmpty()) {
      throw new Failure(
          Kind.USAGE, RELAY_ONLY + " needs a TURN server", "name one with --ice-server turn:HOST");
    }
  }

  /** What is on the command line goes before what the environment says. */
  private CandidatePolicy policy() {
    boolean relayGiven = isGiven(RELAY_ONLY);
    boolean directGiven = isGiven(DIRECT_ONLY);
    boolean given = relayGiven || directGiven;
    boolean relay = given ? relayGiven : relayOnly;
    boolean direct = given ? directGiven : directOnly;
    if (relay && direct) {
      throw new Failure(Kind.USAGE, RELAY_ONLY + " and " + DIRECT_ONLY + " exclude each other", "");
    }
    return relay
        ? CandidatePolicy.RELAY_ONLY
        : direct ? CandidatePolicy.DIRECT_ONLY : CandidatePolicy.ALL;
  }

  private boolean isGiven(String option) {
    return command.commandLine().getParseResult().hasMatchedOption(option);
  }

  private PortRange ports() {
    String range = portRange;
    if (range == null) {
      return PortRange.ANY;
    }
    Matcher matcher = RANGE.matcher(range);
    try {
      if (matcher.matches() && !matcher.group(1).matches("0+")) {
        return new PortRange(
            Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
      }
    } catch (IllegalArgumentException e) {
      throw noRange(range);
    }
    throw noRange(range);
  }

  private static Failure noRange(String range) {
    return new Failure(
        Kind.USAGE, "not a range of ports: " + range, "write LOW-HIGH, for instance 50000-50100");
  }
}
