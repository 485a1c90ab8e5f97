package dev.sotto.cli;

import dev.sotto.cli.Failure.Kind;
import dev.sotto.ice.StunServer;
import dev.sotto.ice.TurnServer;
import dev.sotto.turn.TurnCredentials;
import dev.sotto.web.IceServerSource;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which STUN and TURN servers are asked, and who asks. */
final class IceServers {
  /** How long credentials made from a shared secret are good for. */
  private static final Duration CREDENTIALS_LAST = Duration.ofDays(1);

  private static final int MOST_STUN = 4;
  private static final int MOST_TURN = 8;

  @Option(
      names = "--ice-server",
      paramLabel = "URI",
      split = ",",
      description =
          "A server that helps to find a path; may be repeated: stun:HOST[:PORT],"
              + " turn:HOST[:PORT][?transport=udp|tcp] or turns:HOST[:PORT]. An IPv6 address"
              + " stands in brackets.")
  private List<String> uris = new ArrayList<>();

  @Option(
      names = "--turn-username",
      paramLabel = "U",
      description = "User name at the TURN servers.")
  private @Nullable String username;

  @Option(
      names = "--turn-password-file",
      paramLabel = "F",
      description = "File with the password at the TURN servers in its first line.")
  private @Nullable Path passwordFile;

  @Option(
      names = "--turn-secret-file",
      paramLabel = "F",
      description =
          "File with the secret shared with the TURN servers in its first line, from which"
              + " credentials for a day (serve: 10 minutes) are made.")
  private @Nullable Path secretFile;

  /**
   * What was given.
   *
   * @param stun asked how they see us
   * @param turn asked for a relayed address
   */
  record Given(List<StunServer> stun, List<TurnServer> turn) {}

  /**
   * Reads the arguments, and the files that they name.
   *
   * @param terminal told of files that everybody can read
   * @throws Failure when something is missing or makes no sense
   */
  Given read(Terminal terminal) {
    Asked asked = asked();
    TurnCredentials credentials = credentials(terminal, CREDENTIALS_LAST);
    if (asked.relays().isEmpty()) {
      return new Given(asked.stun(), List.of());
    }
    TurnCredentials needed = require(credentials);
    return new Given(asked.stun(), asked.relays().stream().map(uri -> uri.turn(needed)).toList());
  }

  /**
   * Reads the same arguments as what a server tells the members of its rooms.
   *
   * @param terminal told of files that everybody can read, and of a password that all will learn
   * @throws Failure when something is missing or makes no sense
   */
  IceServerSource shared(Terminal terminal) {
    Asked asked = asked();
    TurnCredentials credentials = credentials(terminal, SharedIceServers.LIFETIME);
    if (asked.servers().isEmpty()) {
      return IceServerSource.none();
    }
    if (asked.relays().isEmpty()) {
      return SharedIceServers.withoutRelays(asked.servers());
    }
    TurnCredentials needed = require(credentials);
    Path secret = secretFile;
    if (secret != null) {
      return SharedIceServers.minting(asked.servers(), SecretFile.read(secret, terminal));
    }
    terminal.note(
        "sotto: warning: everybody who pairs here learns the password of the TURN servers;"
            + " --turn-secret-file gives out credentials for 10 minutes instead");
    return SharedIceServers.fixed(asked.servers(), needed);
  }

  private record Asked(List<IceServerUri> servers, List<IceServerUri> relays) {
    private List<StunServer> stun() {
      return servers.stream().filter(uri -> !uri.isRelay()).map(IceServerUri::stun).toList();
    }
  }

  private Asked asked() {
    List<IceServerUri> servers = uris.stream().map(IceServerUri::parse).distinct().toList();
    List<IceServerUri> relays = servers.stream().filter(IceServerUri::isRelay).toList();
    if (servers.size() - relays.size() > MOST_STUN || relays.size() > MOST_TURN) {
      throw new Failure(
          Kind.USAGE,
          "too many ICE servers",
          "at most " + MOST_STUN + " for STUN and " + MOST_TURN + " for TURN");
    }
    return new Asked(servers, relays);
  }

  private static TurnCredentials require(@Nullable TurnCredentials credentials) {
    if (credentials == null) {
      throw new Failure(
          Kind.USAGE,
          "a TURN server needs credentials",
          "give --turn-username and --turn-password-file, or --turn-secret-file");
    }
    return credentials;
  }

  private @Nullable TurnCredentials credentials(Terminal terminal, Duration lifetime) {
    String name = username;
    Path password = passwordFile;
    Path secret = secretFile;
    if (secret != null && name == null && password == null) {
      long expiry = InstantSource.system().instant().plus(lifetime).getEpochSecond();
      return TurnCredentials.timeLimited(SecretFile.read(secret, terminal), "sotto", expiry);
    }
    if (secret == null && name != null && password != null) {
      try {
        return new TurnCredentials(name, SecretFile.read(password, terminal));
      } catch (IllegalArgumentException e) {
        throw new Failure(Kind.USAGE, "not a user name: " + e.getMessage(), "");
      }
    }
    if (secret != null || name != null || password != null) {
      throw new Failure(
          Kind.USAGE,
          "these options for TURN do not go together",
          "give --turn-username and --turn-password-file, or --turn-secret-file");
    }
    return null;
  }
}
