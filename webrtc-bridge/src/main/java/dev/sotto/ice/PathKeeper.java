package dev.sotto.ice;

import dev.sotto.sdp.IceParameters;
import dev.sotto.stun.AttributeType;
import dev.sotto.stun.ErrorCode;
import dev.sotto.stun.MessageClass;
import dev.sotto.stun.StunBuilder;
import dev.sotto.stun.StunMessage;
import dev.sotto.stun.TransactionId;
import dev.sotto.time.Monotonic;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Keeps a path once it is found: answers the peer's checks, asks for its consent (RFC 7675), and
 * follows it to another pair when it nominates one, or when ours is silent and the peer is heard
 * elsewhere.
 *
 * <p>A state machine without socket or clock. It is handed only what {@link StunGate} let in, and
 * finds no pairs by itself.
 */
final class PathKeeper {
  // RFC 8445 section 5.1.2.1, for a peer-reflexive candidate, as section 7.1.1 wants it.
  private static final long CHECK_PRIORITY = (110L << 24) | (65_535L << 8) | 255;
  private static final int MAX_CHECKS = 32;
  private static final int MAX_PROBES = 4;
  private static final int MAX_HOPES = 128;
  private static final int PROBE_ATTEMPTS = 6;
  private static final Duration FIRST_PROBE_WAIT = Duration.ofMillis(200);
  private static final Duration EXTRA_CHECK_WAIT = Duration.ofMillis(500);
  private static final double MISSED_INTERVALS = 1.8;
  // An unanswered check is repeated after a second, so that the end of a break is seen soon.
  private static final int REPEATS_AN_INTERVAL = 5;
  private static final int MISSED_IN_A_BREAK = 2;

  private final IceOptions options;
  private final IceParameters local;
  private final IceParameters remote;
  private final RandomGenerator random;
  private final Output output;
  private final Map<TransactionId, Check> checks = new LinkedHashMap<>();
  private final Map<Pair, Probe> probes = new LinkedHashMap<>();
  private final Set<Pair> hopes = new LinkedHashSet<>();

  private Pair selected;
  private boolean controlling;
  private long tieBreaker;
  private IceState state = IceState.CONNECTED;
  private Monotonic lastConsent;
  private Monotonic lastCheck;
  private long nextCheck;
  private long repeatCheck = Monotonic.NEVER;
  private int missed;

  /**
   * Starts to keep a path.
   *
   * @param role which end we are
   * @param selected the pair that was nominated
   */
  PathKeeper(
      IceOptions options,
      IceParameters local,
      IceParameters remote,
      IceRole role,
      Pair selected,
      RandomGenerator random,
      Output output,
      Monotonic now) {
    this.options = options;
    this.local = local;
    this.remote = remote;
    this.controlling = role.controlling();
    this.tieBreaker = role.tieBreaker();
    this.selected = selected;
    this.random = random;
    this.output = output;
    this.lastConsent = now;
    this.lastCheck = now;
    this.nextCheck = now.nanos();
  }

  /** Where its results go. */
  interface Output {
    /** A request to send, which the gate is to expect an answer to. */
    void ask(Pair pair, TransactionId id, byte[] request);

    /** An answer to send. */
    void answer(Pair pair, byte[] response);

    /** The path is another pair now. */
    void onMoved(Pair pair);

    /** The path in use was silent for a moment or more, and is not any more. */
    void onRestored();

    /** The path in use is silent: {@link #consider} others, as many as there are. */
    void onSilent();

    /** Whether a pair would be a better path than another. */
    boolean isBetter(Pair one, Pair other);

    /** CONNECTED, DISCONNECTED or FAILED. */
    void onState(IceState state);
  }

  private record Check(Pair pair, boolean asControlling) {}

  private record Probe(int attemptsLeft, Duration pause, long next) {}

  /** The pair in use. */
  Pair selected() {
    return selected;
  }

  /** A pair that may be worth moving to: it is tried, a few at a time, and taken if it works. */
  void consider(Pair pair, Monotonic now) {
    if (state != IceState.FAILED && hopes.size() < MAX_HOPES && !pair.equals(selected)) {
      hopes.add(pair);
      probeHopes(now);
    }
  }

  private void probeHopes(Monotonic now) {
    for (Pair pair : List.copyOf(hopes)) {
      if (probes.size() >= MAX_PROBES) {
        return;
      }
      hopes.remove(pair);
      probe(pair, now);
    }
  }

  /** The peer's authentic check came in. */
  void handleRequest(Pair pair, StunMessage request, Monotonic now) {
    if (state == IceState.FAILED) {
      return;
    }
    int[] unknown = request.unknownRequiredAttributes(AttributeType::isKnown);
    if (unknown.length > 0) {
      refuse(
          pair,
          request
              .errorResponse(ErrorCode.UNKNOWN_ATTRIBUTE, "Unknown Attribute")
              .unknownAttributes(unknown));
      return;
    }
    if (!settleRoles(pair, request)) {
      return;
    }
    StunBuilder response = request.successResponse().xorMappedAddress(Pair.address(pair.remote()));
    output.answer(pair, response.toBytes(local.key(), true));
    if (pair.equals(selected)) {
      checkAgainSoon(now);
    } else if (isNomination(request) || missed > 0 || output.isBetter(pair, selected)) {
      probe(pair, now);
    }
  }

  /** The peer's authentic answer came in. */
  void handleResponse(Pair pair, StunMessage response, Monotonic now) {
    Check check = checks.remove(response.transactionId());
    if (check == null || state == IceState.FAILED) {
      return;
    }
    if (response.messageClass() == MessageClass.SUCCESS_RESPONSE) {
      succeeded(pair, now);
    } else if (response.errorCode().map(ErrorCode::code).orElse(0) == ErrorCode.ROLE_CONFLICT) {
      // RFC 8445 section 7.2.5.1: switch, unless we already have, and change the tie-breaker.
      if (check.asControlling() == controlling) {
        controlling = !controlling;
        tieBreaker = random.nextLong();
      }
      check(pair, now);
    }
  }

  /** The time that {@link #nextTimeout} named has come. */
  void handleTimeout(Monotonic now) {
    if (state == IceState.FAILED) {
      return;
    }
    if (now.hasReached(lastConsent.plus(options.keeping().consentTimeout()).nanos())) {
      // RFC 7675 section 5.1: on expiry nothing more may be sent on the pair.
      checks.clear();
      probes.clear();
      hopes.clear();
      become(IceState.FAILED);
      return;
    }
    if (now.hasReached(lastConsent.plus(patience()).nanos()) && state == IceState.CONNECTED) {
      become(IceState.DISCONNECTED);
      output.onSilent();
    }
    if (now.hasReached(repeatCheck)) {
      missed++;
      check(selected, now);
      repeatCheck = now.plus(repeatPause()).nanos();
    }
    if (now.hasReached(nextCheck)) {
      check(selected, now);
      repeatCheck = Math.min(repeatCheck, now.plus(repeatPause()).nanos());
      nextCheck = now.plus(randomised(options.keeping().consentInterval())).nanos();
      if (state == IceState.DISCONNECTED && hopes.isEmpty()) {
        output.onSilent();
      }
    }
    for (Pair pair : probes.keySet().toArray(new Pair[0])) {
      retryProbe(pair, now);
    }
    probeHopes(now);
  }

  /** When {@link #handleTimeout} wants to be called, in nanoseconds, or NEVER. */
  long nextTimeout() {
    if (state == IceState.FAILED) {
      return Monotonic.NEVER;
    }
    Duration limit = state == IceState.CONNECTED ? patience() : options.keeping().consentTimeout();
    long next = Math.min(Math.min(nextCheck, repeatCheck), lastConsent.plus(limit).nanos());
    for (Probe probe : probes.values()) {
      next = Math.min(next, probe.next());
    }
    return next;
  }

  /** RFC 8445 section 7.3.1.1; false when the request was answered with a role conflict. */
  private boolean settleRoles(Pair pair, StunMessage request) {
    var theirs = controlling ? request.iceControlling() : request.iceControlled();
    if (theirs.isEmpty()) {
      return true;
    }
    boolean oursIsLarger = Long.compareUnsigned(tieBreaker, theirs.getAsLong()) >= 0;
    if (oursIsLarger == controlling) {
      refuse(pair, request.errorResponse(ErrorCode.ROLE_CONFLICT, "Role Conflict"));
      return false;
    }
    controlling = !controlling;
    return true;
  }

  private void refuse(Pair pair, StunBuilder error) {
    output.answer(pair, error.toBytes(local.key(), true));
  }

  private boolean isNomination(StunMessage request) {
    return request.useCandidate() && !controlling;
  }

  /** A silent peer that speaks again need not wait for the next regular check. */
  private void checkAgainSoon(Monotonic now) {
    if (state == IceState.DISCONNECTED && now.since(lastCheck).compareTo(EXTRA_CHECK_WAIT) >= 0) {
      nextCheck = now.nanos();
    }
  }

  private void succeeded(Pair pair, Monotonic now) {
    if (probes.remove(pair) != null) {
      hopes.clear();
      selected = pair;
      nextCheck = now.plus(randomised(options.keeping().consentInterval())).nanos();
      output.onMoved(pair);
    } else if (!pair.equals(selected)) {
      return;
    }
    lastConsent = now;
    boolean wasSilent = missed >= MISSED_IN_A_BREAK;
    missed = 0;
    repeatCheck = Monotonic.NEVER;
    become(IceState.CONNECTED);
    if (wasSilent) {
      output.onRestored();
    }
  }

  private void probe(Pair pair, Monotonic now) {
    if (probes.containsKey(pair) || probes.size() >= MAX_PROBES) {
      return;
    }
    probes.put(pair, new Probe(PROBE_ATTEMPTS, FIRST_PROBE_WAIT, now.nanos()));
    retryProbe(pair, now);
  }

  private void retryProbe(Pair pair, Monotonic now) {
    Probe probe = probes.get(pair);
    if (probe == null || !now.hasReached(probe.next())) {
      return;
    }
    if (probe.attemptsLeft() == 0) {
      probes.remove(pair);
      return;
    }
    probes.put(
        pair,
        new Probe(
            probe.attemptsLeft() - 1,
            probe.pause().multipliedBy(2),
            now.plus(probe.pause()).nanos()));
    check(pair, now);
  }

  private void check(Pair pair, Monotonic now) {
    TransactionId id = TransactionId.random(random);
    StunBuilder request =
        StunMessage.bindingRequest(id)
            .username(remote.ufrag() + ":" + local.ufrag())
            .priority(CHECK_PRIORITY);
    if (controlling) {
      request.iceControlling(tieBreaker);
      if (!pair.equals(selected)) {
        request.useCandidate();
      }
    } else {
      request.iceControlled(tieBreaker);
    }
    if (checks.size() >= MAX_CHECKS) {
      checks.remove(checks.keySet().iterator().next());
    }
    checks.put(id, new Check(pair, controlling));
    lastCheck = now;
    output.ask(pair, id, request.toBytes(remote.key(), true));
  }

  private Duration repeatPause() {
    return options.keeping().consentInterval().dividedBy(REPEATS_AN_INTERVAL);
  }

  private Duration patience() {
    Duration patience =
        Duration.ofNanos((long) (options.keeping().consentInterval().toNanos() * MISSED_INTERVALS));
    return patience.compareTo(options.keeping().consentTimeout()) < 0
        ? patience
        : options.keeping().consentTimeout();
  }

  /** RFC 7675 section 5.1: between 0.8 and 1.2 of the interval. */
  private Duration randomised(Duration interval) {
    return Duration.ofNanos((long) (interval.toNanos() * (0.8 + 0.4 * random.nextDouble())));
  }

  private void become(IceState next) {
    if (state != next) {
      state = next;
      output.onState(next);
    }
  }
}
