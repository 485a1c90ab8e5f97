package dev.sotto.web;

import dev.sotto.time.Monotonic;
import dev.sotto.web.rooms.RoomStore;
import dev.sotto.web.rooms.SeatKey;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Where all visits come in: counts them, has time pass for them and holds what they share. Safe for
 * use by several threads; knows neither sockets nor clocks.
 */
final class Reception {
  private static final int TAG_BYTES = 12;

  private final RendezvousLimits limits;
  private final Supplier<Monotonic> clock;
  private final RandomGenerator random;
  private final RoomStore store;
  private final OpenTokens tokens;
  private final IceServerSource iceServers;
  private final ServerMetrics metrics;
  private final Doorkeeper door;
  private final Set<Visit> visits = ConcurrentHashMap.newKeySet();
  private final Map<Prefix, Integer> places = new HashMap<>();
  private volatile boolean stopping;

  /**
   * An empty one.
   *
   * @param random a cryptographically strong source
   */
  Reception(
      RendezvousLimits limits,
      Supplier<Monotonic> clock,
      RandomGenerator random,
      RoomStore store,
      OpenTokens tokens,
      IceServerSource iceServers,
      ServerMetrics metrics) {
    this.limits = limits;
    this.clock = clock;
    this.random = random;
    this.store = store;
    this.tokens = tokens;
    this.iceServers = iceServers;
    this.metrics = metrics;
    this.door = new Doorkeeper(limits.door(), random);
  }

  /** A connection is there. It counts until it has ended, closed or not. */
  Visit enter(Line line, InetAddress address) {
    Visit visit = new Visit(this, line, address, now());
    visits.add(visit);
    boolean fits = takePlace(address);
    if (!fits || visits.size() > limits.connections()) {
      visit.refuse(CloseReason.BUSY);
    } else if (stopping) {
      visit.stop();
    }
    return visit;
  }

  /** Lets time pass; called about once a second. */
  void tick() {
    store.sweep();
    door.sweep(now());
    visits.forEach(Visit::tick);
  }

  /** Ends all visits, present and future, because the server stops. */
  void stop() {
    stopping = true;
    visits.forEach(Visit::stop);
  }

  /** Waits until the last visit has ended, but no longer than this. */
  synchronized void awaitEmpty(Duration atMost) {
    long until = System.nanoTime() + atMost.toNanos();
    boolean interrupted = false;
    long left = atMost.toMillis();
    while (!visits.isEmpty() && left > 0 && !interrupted) {
      try {
        wait(left);
      } catch (InterruptedException e) {
        interrupted = true;
      }
      left = (until - System.nanoTime()) / 1_000_000;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** How many connections there are. */
  int connections() {
    return visits.size();
  }

  void gone(Visit visit) {
    if (visits.remove(visit)) {
      leavePlace(visit.address());
    }
  }

  /** The store could not do something. What a store says of it may not name a room. */
  void failed(@Nullable Throwable failure) {
    if (failure != null) {
      metrics.storeFailed();
    }
  }

  Monotonic now() {
    return clock.get();
  }

  SeatKey newKey() {
    synchronized (random) {
      return SeatKey.random(random);
    }
  }

  String newTag() {
    byte[] tag = new byte[TAG_BYTES];
    synchronized (random) {
      random.nextBytes(tag);
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(tag);
  }

  RendezvousLimits limits() {
    return limits;
  }

  RoomStore store() {
    return store;
  }

  OpenTokens tokens() {
    return tokens;
  }

  IceServerSource iceServers() {
    return iceServers;
  }

  ServerMetrics metrics() {
    return metrics;
  }

  Doorkeeper door() {
    return door;
  }

  private synchronized boolean takePlace(InetAddress address) {
    List<Prefix> prefixes = Prefix.of(address);
    prefixes.forEach(prefix -> places.merge(prefix, 1, Integer::sum));
    return prefixes.stream()
        .allMatch(prefix -> places.getOrDefault(prefix, 0) <= limits.connectionsOfOne());
  }

  private synchronized void leavePlace(InetAddress address) {
    Prefix.of(address)
        .forEach(prefix -> places.computeIfPresent(prefix, (p, n) -> n == 1 ? null : n - 1));
    notifyAll();
  }
}
