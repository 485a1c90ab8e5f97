package dev.sotto.web;

import dev.sotto.time.Monotonic;
import dev.sotto.web.ProofOfWork.Work;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Decides who has to work before coming in. A join counts as a failed one from its beginning, and
 * is forgiven once it turns out harmless, so that many at once gain nothing over one after another.
 * Safe for use by several threads.
 */
final class Doorkeeper {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration LIFE_OF_A_ROOM = Duration.ofMinutes(60);
  private static final Duration RELAY_QUOTA = Duration.ofMinutes(10);
  private static final int REMEMBERED = 50_000;
  private static final String OPEN = "open";
  private static final String ALL = "all";

  private final RateLimit<Prefix> failedJoins;
  private final RateLimit<String> failedJoinsInAll;
  private final RateLimit<Prefix> opens;
  private final RateLimit<Visited> excuses = new RateLimit<>(1, LIFE_OF_A_ROOM, REMEMBERED);
  private final RateLimit<String> opensInAll;
  private final RateLimit<Prefix> meetings;
  private final RateLimit<Prefix> relayCredentials;
  private final ProofOfWork work;

  Doorkeeper(DoorRules rules, RandomGenerator random) {
    failedJoins = new RateLimit<>(rules.failedJoins(), MINUTE, REMEMBERED);
    failedJoinsInAll = new RateLimit<>(rules.failedJoinsInAll(), MINUTE, 1);
    opens = new RateLimit<>(rules.opens(), MINUTE, REMEMBERED);
    opensInAll = new RateLimit<>(rules.opensInAll(), MINUTE, 1);
    meetings = new RateLimit<>(rules.meetings(), MINUTE, REMEMBERED);
    relayCredentials = new RateLimit<>(rules.relayCredentials(), RELAY_QUOTA, REMEMBERED);
    work = new ProofOfWork(rules.workBits(), random);
  }

  /** Who came to a room once. */
  private record Visited(String room, Prefix by) {}

  /**
   * What somebody has to do first.
   *
   * @param salt goes into the hash
   * @param bits how many zero bits it has to begin with
   */
  record Demand(String salt, int bits) {}

  /** Whether somebody may open a room now; what to do first if not. */
  synchronized Optional<Demand> open(InetAddress address, Optional<Work> done, Monotonic now) {
    Optional<Demand> demand = demand(opens, opensInAll, OPEN, address, done, now);
    if (demand.isEmpty()) {
      count(opens, opensInAll, address, now);
    }
    return demand;
  }

  /**
   * Whether somebody may try a room now; what to do first if not. Counts as failed until forgiven.
   */
  synchronized Optional<Demand> join(
      String room, InetAddress address, Optional<Work> done, Monotonic now) {
    Optional<Demand> demand = demand(failedJoins, failedJoinsInAll, room, address, done, now);
    if (demand.isEmpty()) {
      count(failedJoins, failedJoinsInAll, address, now);
    }
    return demand;
  }

  /** The last join was no guess. */
  synchronized void forgive(InetAddress address) {
    Prefix.of(address).forEach(failedJoins::uncount);
    failedJoinsInAll.uncount(ALL);
  }

  /**
   * The last join ended before it was a guess. That costs the room one of its runs all the same, so
   * it is forgiven once for each room and address.
   */
  synchronized void excuse(String room, InetAddress address, Monotonic now) {
    List<Visited> visits =
        Prefix.of(address).stream().map(prefix -> new Visited(room, prefix)).toList();
    if (visits.stream().noneMatch(visit -> excuses.isReached(visit, now))) {
      visits.forEach(visit -> excuses.count(visit, now));
      forgive(address);
    }
  }

  /** Whether somebody may enter a meeting room now. */
  synchronized boolean meet(InetAddress address, Monotonic now) {
    return take(meetings, address, now);
  }

  /** Whether somebody may have credentials for a relay now. */
  synchronized boolean relay(InetAddress address, Monotonic now) {
    return take(relayCredentials, address, now);
  }

  synchronized void sweep(Monotonic now) {
    for (RateLimit<Prefix> limit : List.of(failedJoins, opens, meetings, relayCredentials)) {
      limit.sweep(now);
    }
    excuses.sweep(now);
  }

  private Optional<Demand> demand(
      RateLimit<Prefix> own,
      RateLimit<String> all,
      String purpose,
      InetAddress address,
      Optional<Work> done,
      Monotonic now) {
    boolean needed = isReached(own, address, now) || all.isReached(ALL, now);
    if (!needed || done.filter(it -> work.accepts(it, purpose, address, now)).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(new Demand(work.salt(address, now), work.bits()));
  }

  private static boolean take(RateLimit<Prefix> limit, InetAddress address, Monotonic now) {
    if (isReached(limit, address, now)) {
      return false;
    }
    Prefix.of(address).forEach(prefix -> limit.count(prefix, now));
    return true;
  }

  private static boolean isReached(RateLimit<Prefix> limit, InetAddress address, Monotonic now) {
    return Prefix.of(address).stream().anyMatch(prefix -> limit.isReached(prefix, now));
  }

  private static void count(
      RateLimit<Prefix> own, RateLimit<String> all, InetAddress address, Monotonic now) {
    Prefix.of(address).forEach(prefix -> own.count(prefix, now));
    all.count(ALL, now);
  }
}
