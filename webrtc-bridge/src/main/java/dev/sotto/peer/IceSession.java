package dev.sotto.peer;

import dev.sotto.ice.ConnectivityReport;
import dev.sotto.ice.IceGatherer;
import dev.sotto.ice.IceOptions;
import dev.sotto.ice.IceState;
import dev.sotto.ice.IceTransport;
import dev.sotto.ice.StunServer;
import dev.sotto.ice.TurnServer;
import dev.sotto.net.Loop;
import dev.sotto.net.Path;
import dev.sotto.net.Timer;
import dev.sotto.sdp.Candidate;
import dev.sotto.sdp.IceDescription;
import dev.sotto.sdp.IceFragment;
import dev.sotto.sdp.IceParameters;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ICE of one connection over its whole life: one transport after another, each with credentials
 * of its own, the next connected before the one in use is left (RFC 8445 section 2.4).
 *
 * <p>A restart is agreed on in one of two ways. By descriptions: {@link #restart} gives fresh
 * credentials, {@link #startRestart} begins when the peer's are known. Or in advance, between peers
 * of our own kind: while the path lives, each tells the other with which credentials and at which
 * candidates it would begin anew, so that either can do so when nothing gets through any more.
 *
 * <p>Confined to the loop's thread.
 */
final class IceSession {
  /** What was sent on the path that is left may still be on its way. */
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  /** Candidates come in bursts; each telling has all of them. */
  private static final Duration PREPARATION_PAUSE = Duration.ofMillis(200);

  private final PeerContext context;
  private final Loop loop;
  private final Output output;
  private final IceGatherer gatherer;
  private final boolean ownsGatherer;
  private final Timer giveUp;
  private final Timer farewell;
  private final Timer tellPrepared;
  private final Generation first;
  private Generation current;
  private @Nullable Generation prepared;
  private @Nullable Generation signalled;
  private @Nullable Generation previous;
  private @Nullable IceFragment peerPrepared;
  private @Nullable ConnectivityReport lastReport;
  private IceState told = IceState.NEW;
  private boolean controlling;
  private boolean preparing;
  private boolean wanted;
  private boolean baseLost;
  private boolean patient = true;
  private boolean closed;

  /** Where its news go; on the loop's thread. */
  interface Output extends PeerTransport.IceObserver {
    /** The state of the session: FAILED only when no restart is waited for any more. */
    void onIceState(IceState state);

    /** Packets get through again, or take another way: what waits may be sent at once. */
    void onRestored();

    /** The path is silent or lost: whoever can reach the peer otherwise may agree on a restart. */
    void onRestartWanted();

    /** What the peer is to know for a restart without descriptions, and whether it has begun. */
    void tellPrepared(IceFragment fragment, boolean begun);

    void onPacket(byte[] packet, int offset, int length);
  }

  IceSession(PeerContext context, Output output) {
    this.context = context;
    this.loop = context.loop();
    this.output = output;
    IceGatherer shared = context.sharedGatherer();
    this.ownsGatherer = shared == null;
    this.gatherer =
        shared == null ? new IceGatherer(context.configuration().ice(), context.ice()) : shared;
    this.giveUp = loop.timer(this::patienceEnds);
    this.farewell = loop.timer(this::settle);
    this.tellPrepared = loop.timer(this::tellPrepared);
    this.first = new Generation(context.configuration().ice(), false);
    this.current = first;
  }

  /** Our credentials for descriptions: of the restart that is being agreed on, if there is one. */
  IceParameters local() {
    return described().transport.localParameters();
  }

  void gather() {
    described().transport.gather();
  }

  void hurry() {
    gatherer.hurry();
  }

  /** Begins, once, with the peer's credentials. */
  void start(boolean weControl, IceParameters peer) {
    controlling = weControl;
    current.peer = peer;
    current.transport.start(weControl, peer);
  }

  /**
   * Fresh credentials for a restart by descriptions; an unfinished one of that kind is given up.
   * One that was prepared goes on: the peer may never get our description.
   */
  IceParameters restart() {
    drop(signalled);
    Generation made = new Generation(patiently(), false);
    signalled = made;
    return made.transport.localParameters();
  }

  /** Begins the restart, with the peer's fresh credentials. */
  void startRestart(boolean weControl, IceParameters peer) {
    Generation begun = signalled;
    if (begun != null && begun.transport.state() == IceState.NEW) {
      // Of two that both sides have begun each side might take another one.
      drop(prepared);
      controlling = weControl;
      gatherer.refresh();
      begun.peer = peer;
      begun.transport.start(weControl, peer);
    }
  }

  void addRemoteCandidate(Candidate candidate) {
    described().transport.addRemoteCandidate(candidate);
  }

  void endOfRemoteCandidates() {
    described().transport.endOfRemoteCandidates();
  }

  IceState state() {
    return told;
  }

  @Nullable Path path() {
    return current.transport.selectedPath();
  }

  boolean send(byte[] packet, int offset, int length) {
    return current.transport.send(packet, offset, length);
  }

  ConnectivityReport report() {
    ConnectivityReport last = lastReport;
    return last == null ? current.transport.report() : last;
  }

  void close() {
    if (closed) {
      return;
    }
    lastReport = current.transport.report();
    closed = true;
    giveUp.cancel();
    farewell.cancel();
    tellPrepared.cancel();
    drop(prepared);
    drop(signalled);
    leavePrevious();
    current.transport.close();
    if (ownsGatherer) {
      gatherer.close();
    } else {
      gatherer.closeRetired();
    }
  }

  /** Other servers are asked from the next time on. */
  void useServers(List<StunServer> stun, List<TurnServer> turn) {
    if (!closed) {
      gatherer.useServers(stun, turn);
    }
  }

  /** The machine's addresses are not what they were. */
  void onNetworkChanged() {
    if (!closed) {
      gatherer.refresh();
    }
  }

  // Restarts prepared in advance.

  /** The peer can restart without descriptions, and hears us: it is told how, from now on. */
  void prepareRestarts() {
    preparing = true;
    prepareNext();
  }

  /** What the peer told us for a restart without descriptions. */
  void onPeerPrepared(IceFragment fragment) {
    // The addresses are those of the path in use too, and one may make a better one.
    fragment.candidates().forEach(current.transport::learnRemoteCandidate);
    Generation begun = prepared;
    if (begun != null && begun.isOf(fragment)) {
      fragment.candidates().forEach(begun.transport::addRemoteCandidate);
    } else if (!current.isOf(fragment)) {
      peerPrepared = fragment;
      if (wanted) {
        beginPrepared();
      }
    }
  }

  /** The peer has begun: so do we. */
  void onPeerRestarts(IceFragment fragment) {
    onPeerPrepared(fragment);
    beginPrepared();
  }

  /** Begins anew, without descriptions if that has been prepared. */
  void wantRestart() {
    if (closed || current.transport.state() == IceState.NEW) {
      return;
    }
    wanted = true;
    gatherer.refresh();
    beginPrepared();
    output.onRestartWanted();
  }

  private void prepareNext() {
    if (preparing && prepared == null && !isSignalledRestartBegun() && !closed) {
      Generation made = new Generation(patiently(), true);
      prepared = made;
      made.transport.gather();
      tellPrepared.schedule(loop.now().nanos());
      if (wanted) {
        beginPrepared();
      }
    }
  }

  private boolean isSignalledRestartBegun() {
    Generation pending = signalled;
    return pending != null && pending.transport.state() != IceState.NEW;
  }

  private void tellPrepared() {
    Generation told = prepared;
    if (told != null && !closed) {
      output.tellPrepared(
          new IceFragment(
              told.transport.localParameters(),
              told.transport.localCandidates().stream()
                  .limit(IceDescription.MAX_CANDIDATES)
                  .toList()),
          told.transport.state() != IceState.NEW);
    }
  }

  private void beginPrepared() {
    Generation begun = prepared;
    IceFragment peer = peerPrepared;
    if (begun != null && peer != null && begun.transport.state() == IceState.NEW) {
      peerPrepared = null;
      begun.peer = peer.parameters();
      begun.transport.start(controlling, peer.parameters());
      peer.candidates().forEach(begun.transport::addRemoteCandidate);
      tellPrepared();
    }
  }

  // One transport after another.

  /** The one that descriptions are about. */
  private Generation described() {
    Generation pending = signalled;
    return pending == null ? current : pending;
  }

  /** A restart is looked for as long as the connection is held. */
  private IceOptions patiently() {
    Duration patience = context.configuration().reconnectTimeout();
    IceOptions options = context.configuration().ice();
    return patience.isZero() ? options : options.withConnectTimeout(patience);
  }

  private void drop(@Nullable Generation dropped) {
    forget(dropped);
    if (dropped != null) {
      dropped.transport.close();
    }
  }

  private void forget(@Nullable Generation one) {
    prepared = prepared == one ? null : prepared;
    signalled = signalled == one ? null : signalled;
  }

  /** The next has a path: it is the one in use from now on. */
  private void promote(Generation connected) {
    leavePrevious();
    previous = current;
    current = connected;
    forget(connected);
    wanted = false;
    baseLost = false;
    farewell.schedule(loop.now().plus(FAREWELL).nanos());
  }

  /** Only now may the next be prepared, and so begun: a peer cannot have us search all the time. */
  private void settle() {
    leavePrevious();
    prepareNext();
  }

  private void leavePrevious() {
    Generation left = previous;
    previous = null;
    if (left != null) {
      left.transport.close();
      gatherer.closeRetired();
    }
  }

  private void changed() {
    IceState state = current.transport.state();
    boolean broken =
        state == IceState.DISCONNECTED
            || (state == IceState.CONNECTED && baseLost)
            || (state == IceState.FAILED && wasConnected());
    if (broken && mayComeBack()) {
      tell(IceState.DISCONNECTED);
    } else {
      tell(state);
    }
  }

  private boolean wasConnected() {
    return told == IceState.CONNECTED || told == IceState.DISCONNECTED;
  }

  private boolean mayComeBack() {
    return current.transport.state() != IceState.FAILED || patient;
  }

  private void tell(IceState state) {
    if (closed || told == state || told == IceState.FAILED) {
      return;
    }
    told = state;
    Duration patience = context.configuration().reconnectTimeout();
    patient = !patience.isZero();
    if (state == IceState.DISCONNECTED) {
      giveUp.schedule(loop.now().plus(patience).nanos());
      output.onIceState(state);
      wantRestart();
    } else {
      wanted &= state != IceState.CONNECTED;
      giveUp.cancel();
      output.onIceState(state);
    }
  }

  /** A path that is only silent is still kept: its own consent decides. */
  private void patienceEnds() {
    patient = false;
    changed();
  }

  /** One transport and what it tells. */
  private final class Generation implements IceTransport.Listener {
    final IceTransport transport;
    private final boolean inAdvance;
    @Nullable IceParameters peer;

    Generation(IceOptions options, boolean inAdvance) {
      this.transport = new IceTransport(options, context.ice(), gatherer, this);
      this.inAdvance = inAdvance;
    }

    boolean isOf(IceFragment fragment) {
      return fragment.parameters().equals(peer);
    }

    private boolean isCurrent() {
      return this == current && !closed;
    }

    private boolean isNext() {
      return (this == prepared || this == signalled) && !closed;
    }

    /** Whether descriptions have our credentials, and so want our candidates. */
    private boolean isDescribed() {
      return this == described() && !inAdvance;
    }

    @Override
    public void onLocalCandidate(Candidate candidate) {
      if (this == prepared && !closed) {
        tellPrepared.schedule(loop.now().plus(PREPARATION_PAUSE).nanos());
      } else if (isDescribed()) {
        output.onLocalCandidate(candidate);
      }
    }

    @Override
    public void onGatheringComplete() {
      if (isDescribed()) {
        output.onGatheringComplete();
      }
    }

    @Override
    public void onState(IceState state) {
      if (isNext() && state == IceState.FAILED) {
        drop(this);
        prepareNext();
      }
      if (isCurrent()) {
        changed();
        if (state == IceState.CONNECTED && this != first) {
          output.onRestored();
        }
      }
    }

    @Override
    public void onPath(Path path) {
      if (isNext()) {
        promote(this);
      }
      if (isCurrent()) {
        output.onPath(path);
      }
    }

    @Override
    public void onPacket(byte[] packet, int offset, int length) {
      if (!closed) {
        output.onPacket(packet, offset, length);
      }
    }

    @Override
    public void onRestored() {
      if (isCurrent()) {
        output.onRestored();
      }
    }

    @Override
    public void onBaseLost() {
      if (isCurrent()) {
        baseLost = true;
        changed();
      }
    }

    @Override
    public void onEarlyCheck() {
      if (this == prepared) {
        beginPrepared();
      }
    }
  }
}
