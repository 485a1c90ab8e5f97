package dev.sotto.web;

import dev.sotto.time.Monotonic;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Tells one member of a room the ICE servers, and tells it again before they expire. */
final class RelayServers {
  private final IceServerSource source;
  private final String tag;
  private long nextAt;

  /**
   * Nothing is told yet.
   *
   * @param tag the member's name at TURN servers
   */
  RelayServers(IceServerSource source, String tag) {
    this.source = source;
    this.tag = tag;
  }

  /**
   * Tells them if it is time to.
   *
   * @param granted asked whether credentials may be given out, if there are any
   */
  void renew(BooleanSupplier granted, Line line, Monotonic now) {
    if (!now.hasReached(nextAt)) {
      return;
    }
    Duration lifetime = source.lifetime();
    nextAt = now.plus(lifetime.multipliedBy(4).dividedBy(5)).nanos();
    List<IceServer> servers = source.servers(tag);
    boolean secrets = servers.stream().anyMatch(server -> server.credentials().isPresent());
    if (secrets && !granted.getAsBoolean()) {
      servers = servers.stream().filter(server -> server.credentials().isEmpty()).toList();
    }
    if (!servers.isEmpty()) {
      line.send(ServerMessage.ice(servers, lifetime));
    }
  }
}
