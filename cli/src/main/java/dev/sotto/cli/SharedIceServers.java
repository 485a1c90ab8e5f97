package dev.sotto.cli;

import dev.sotto.turn.TurnCredentials;
import dev.sotto.web.IceServer;
import dev.sotto.web.IceServer.Credentials;
import dev.sotto.web.IceServerSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The ICE servers that a rendezvous server tells the members of its rooms. */
final class SharedIceServers implements IceServerSource {
  /** How long credentials made for a member are good for. */
  static final Duration LIFETIME = Duration.ofMinutes(10);

  private static final Duration FIXED_LIFETIME = Duration.ofDays(1);

  private final List<String> stun;
  private final List<String> relays;
  private final Function<String, Optional<Credentials>> credentials;
  private final Duration lifetime;

  private SharedIceServers(
      List<IceServerUri> servers,
      Function<String, Optional<Credentials>> credentials,
      Duration lifetime) {
    this.stun = servers.stream().filter(uri -> !uri.isRelay()).map(IceServerUri::written).toList();
    this.relays =
        servers.stream().filter(IceServerUri::isRelay).map(IceServerUri::written).toList();
    this.credentials = credentials;
    this.lifetime = lifetime;
  }

  /** Those that need no credentials. */
  static SharedIceServers withoutRelays(List<IceServerUri> servers) {
    return new SharedIceServers(servers, tag -> Optional.empty(), FIXED_LIFETIME);
  }

  /** The same credentials for everybody. */
  static SharedIceServers fixed(List<IceServerUri> servers, TurnCredentials all) {
    return new SharedIceServers(servers, tag -> credentials(all), FIXED_LIFETIME);
  }

  /** Credentials of its own for each member, from a secret shared with the TURN servers. */
  static SharedIceServers minting(List<IceServerUri> servers, String secret) {
    return new SharedIceServers(
        servers,
        tag ->
            credentials(
                TurnCredentials.timeLimited(
                    secret, tag, InstantSource.system().instant().plus(LIFETIME).getEpochSecond())),
        LIFETIME);
  }

  @Override
  public List<IceServer> servers(String tag) {
    List<IceServer> servers = new ArrayList<>();
    if (!stun.isEmpty()) {
      servers.add(new IceServer(stun, Optional.empty()));
    }
    if (!relays.isEmpty()) {
      servers.add(new IceServer(relays, credentials.apply(tag)));
    }
    return servers;
  }

  @Override
  public Duration lifetime() {
    return lifetime;
  }

  private static Optional<Credentials> credentials(TurnCredentials made) {
    return Optional.of(new Credentials(made.username(), made.password()));
  }
}
