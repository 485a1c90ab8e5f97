package dev.sotto.ice;

import dev.sotto.ice.RemoteCandidates.RemoteAddress;
import dev.sotto.net.Loop;
import dev.sotto.net.Timer;
import dev.sotto.sdp.CandidateTransport;
import dev.sotto.sdp.IceParameters;
import dev.sotto.stun.TransactionId;
import dev.sotto.time.Monotonic;
import java.net.Inet4Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Searches for a path on all our bases at once, and nominates the best one found when that is ours
 * to do: datagrams between the peers at once, what goes by TCP or a relay when there was time for
 * better. What is found better later is nominated then.
 *
 * <p>On the loop thread. Keeping the path is not its job.
 */
final class PathSearch {
  private static final Duration TCP_BEGINS = Duration.ofMillis(500);
  private static final Duration TCP_NOMINATED = Duration.ofMillis(800);
  private static final Duration RELAY_NOMINATED = Duration.ofSeconds(1);

  private final IceOptions options;
  private final Loop loop;
  private final Executor blocking;
  private final RemoteCandidates remotes;
  private final Output output;
  private final List<CheckGroup> groups = new ArrayList<>();
  private final Set<Valid> valid = new LinkedHashSet<>();
  private final Set<CheckGroup> nominated = new HashSet<>();
  private final Timer tcpTimer;
  private final Timer nominationTimer;
  private @Nullable Ends ends;
  private long start;
  private boolean tcpBegun;
  private boolean closed;
  private int bestNominated = Integer.MAX_VALUE;

  /**
   * Who searches for whom.
   *
   * @param local our credentials
   * @param remote the peer's
   * @param role which end we are
   */
  record Ends(IceParameters local, IceParameters remote, IceRole role) {}

  private record Valid(CheckGroup group, Pair pair, int rank) {}

  PathSearch(
      IceOptions options, Loop loop, Executor blocking, RemoteCandidates remotes, Output output) {
    this.options = options;
    this.loop = loop;
    this.blocking = blocking;
    this.remotes = remotes;
    this.output = output;
    this.tcpTimer = loop.timer(this::beginTcp);
    this.nominationTimer = loop.timer(this::nominateBest);
  }

  /** Where its results go, on the loop thread. */
  interface Output {
    /** A request to send, which the gate is to expect an answer to. */
    void ask(Pair pair, TransactionId id, byte[] request);

    /** Anything else to send. */
    void transmit(Pair pair, byte[] packet);

    /** A pair is valid and nominated; more may follow. */
    void onFound(Pair pair, boolean controlling);
  }

  /** Starts with what is there. */
  void start(Ends between) {
    if (ends == null && !closed) {
      ends = between;
      start = loop.now().nanos();
      tcpTimer.schedule(start + TCP_BEGINS.toNanos());
      List.copyOf(groups).forEach(this::startIfDue);
    }
  }

  /** Adds bases that are to be checked together. */
  void add(List<Base> together) {
    if (closed) {
      return;
    }
    CheckGroup group =
        new CheckGroup(loop, blocking, together, () -> reachable(together), new GroupOutput());
    groups.add(group);
    startIfDue(group);
  }

  /** Adds a candidate, which is among the remote ones already. */
  void add(RemoteAddress remote) {
    for (CheckGroup group : List.copyOf(groups)) {
      if (reaches(group.bases(), remote)) {
        group.add(remote);
      }
    }
  }

  /** A message for ice4j came in; what comes before the start is kept until then. */
  void handle(Pair pair, byte[] buffer, int offset, int length) {
    for (CheckGroup group : groups) {
      if (group.bases().contains(pair.local())) {
        group.handle(pair, buffer, offset, length);
        start(group);
        return;
      }
    }
  }

  /** Whether we nominate, as far as that has been settled by the group that found a pair. */
  boolean controlling(Pair pair, boolean usually) {
    for (CheckGroup group : groups) {
      if (group.bases().contains(pair.local())) {
        return group.controlling(usually);
      }
    }
    return usually;
  }

  /** Whether the peer has answered directly. */
  boolean hasDirect() {
    return valid.stream().anyMatch(one -> one.rank() < PathRank.RELAYED);
  }

  /** Frees everything; harmless when repeated. */
  void close() {
    closed = true;
    tcpTimer.cancel();
    nominationTimer.cancel();
    groups.forEach(CheckGroup::close);
    groups.clear();
    valid.clear();
    nominated.clear();
  }

  private void startIfDue(CheckGroup group) {
    if (tcpBegun || group.bases().get(0).carrier() != Carrier.TCP) {
      start(group);
    }
  }

  private void start(CheckGroup group) {
    Ends between = ends;
    if (between != null && !group.isStarted() && !closed) {
      group.start(
          new Checker.Setup(between.local(), between.remote(), between.role(), group.bases()));
    }
  }

  private void beginTcp() {
    tcpBegun = true;
    if (!hasDirect()) {
      List.copyOf(groups).forEach(this::start);
    }
  }

  private List<RemoteAddress> reachable(List<Base> bases) {
    return remotes.all().stream().filter(remote -> reaches(bases, remote)).toList();
  }

  private static boolean reaches(List<Base> bases, RemoteAddress remote) {
    return bases.stream().anyMatch(base -> reaches(base, remote));
  }

  /** Whether a base can send to an address at all. */
  static boolean reaches(Base base, RemoteAddress remote) {
    boolean sameFamily =
        base.address().getAddress() instanceof Inet4Address
            == remote.address().getAddress() instanceof Inet4Address;
    CandidateTransport transport = remote.candidate().transport();
    return sameFamily
        && (base.carrier() == Carrier.TCP
            ? base.isActive() && transport == CandidateTransport.TCP_PASSIVE
            : transport == CandidateTransport.UDP);
  }

  private void nominateBest() {
    Valid best = null;
    long next = Monotonic.NEVER;
    for (Valid one : valid) {
      boolean better = one.rank() < (best == null ? bestNominated : best.rank());
      if (better && !nominated.contains(one.group())) {
        long due = start + patience(one.rank()).toNanos();
        if (loop.now().hasReached(due)) {
          best = one;
        } else {
          next = Math.min(next, due);
        }
      }
    }
    if (best != null && ours(best)) {
      bestNominated = best.rank();
      nominated.add(best.group());
      best.group().nominate(best.pair());
    }
    nominationTimer.schedule(next);
  }

  private boolean ours(Valid one) {
    Ends between = ends;
    return between != null && one.group().controlling(between.role().controlling());
  }

  private Duration patience(int rank) {
    if (rank >= PathRank.RELAYED) {
      boolean noOther = options.policy() == CandidatePolicy.RELAY_ONLY;
      return noOther ? Duration.ZERO : RELAY_NOMINATED;
    }
    return rank >= PathRank.TCP ? TCP_NOMINATED : Duration.ZERO;
  }

  private final class GroupOutput implements CheckGroup.Output {
    @Override
    public void ask(Pair pair, TransactionId id, byte[] request) {
      output.ask(pair, id, request);
    }

    @Override
    public void transmit(Pair pair, byte[] packet) {
      output.transmit(pair, packet);
    }

    @Override
    public void onValid(CheckGroup group, Pair pair) {
      if (!closed) {
        valid.add(new Valid(group, pair, PathRank.of(pair, remotes.kind(pair))));
        nominateBest();
      }
    }

    @Override
    public void onBegunAgain(CheckGroup group) {
      valid.removeIf(one -> one.group() == group);
      if (nominated.remove(group)) {
        bestNominated = Integer.MAX_VALUE;
      }
    }

    @Override
    public void onRole() {
      if (!closed) {
        nominateBest();
      }
    }

    @Override
    public void onFound(Pair pair, boolean controlling) {
      output.onFound(pair, controlling);
    }
  }
}
