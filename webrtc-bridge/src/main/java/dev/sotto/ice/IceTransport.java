package dev.sotto.ice;

import dev.sotto.address.TransportAddress;
import dev.sotto.ice.LocalCandidates.LocalCandidate;
import dev.sotto.ice.StunGate.Admitted;
import dev.sotto.ice.StunGate.Asker;
import dev.sotto.net.CandidateKind;
import dev.sotto.net.Loop;
import dev.sotto.net.PacketKind;
import dev.sotto.net.Path;
import dev.sotto.net.Timer;
import dev.sotto.sdp.Candidate;
import dev.sotto.sdp.IceParameters;
import dev.sotto.stun.StunMessage;
import dev.sotto.stun.TransactionId;
import dev.sotto.time.Monotonic;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the path to one peer and keeps it, on the bases of an {@link IceGatherer}: checks,
 * nominates or follows the nomination, and asks for consent as long as the path is used (RFC 8445,
 * 7675).
 *
 * <pre>
 *   IceGatherer ──▶ StunGate ──▶ PathSearch (ice4j) until a path has stood for a while,
 *               │                then PathKeeper
 *               └──▶ DTLS of valid pairs ──▶ listener
 * </pre>
 *
 * <p>All calls, and all calls of the listener, are on the loop thread; only the constructor may be
 * called from elsewhere. Closing is possible at any time, also from inside the listener, which is
 * not called any more afterwards. Close before the gatherer is closed.
 *
 * <p>A transport has one set of credentials. A restart is a new transport on the same gatherer.
 */
public final class IceTransport implements AutoCloseable {
  private final IceOptions options;
  private final IceContext context;
  private final Loop loop;
  private final Listener listener;
  private final IceParameters local;
  private final StunGate gate;
  private final IceGatherer gatherer;
  private final RemoteCandidates remotes;
  private final RemoteNames remoteNames;
  private final PathSearch search;
  private final Attachment attachment = new Attachment();
  private final List<Base> bases = new ArrayList<>();
  private final List<LocalCandidate> told = new ArrayList<>();
  private final HeldPackets heldData = new HeldPackets(16, 32 << 10);

  // Twice what an agent that checks every 5 ms causes. Each costs a thread of ice4j some work.
  private final RateLimit requests = new RateLimit(256, 400);
  private final Timer work;
  private final Timer connectTimer;
  private final Timer relayTimer;
  private final Timer takeoverTimer;

  private IceState state = IceState.NEW;
  private IceRole role = new IceRole(false, 0);
  private boolean attached;
  private boolean remotesEnded;
  private boolean toldComplete;
  private boolean takeoverDue;
  private @Nullable IceParameters remote;
  private @Nullable PathKeeper keeper;
  private @Nullable Pair selected;
  private @Nullable Path path;

  /**
   * Makes a transport with fresh credentials. Nothing is opened and nothing blocks.
   *
   * @param options how it behaves
   * @param context what it shares with others
   * @param gatherer whose bases it uses; stays the caller's
   * @param listener told what happens
   */
  public IceTransport(
      IceOptions options, IceContext context, IceGatherer gatherer, Listener listener) {
    this.options = options;
    this.context = context;
    this.loop = context.loop();
    this.listener = listener;
    this.local = IceParameters.random(context.random());
    this.gate = new StunGate(local);
    this.gatherer = gatherer;
    this.remotes = new RemoteCandidates(options);
    this.remoteNames = new RemoteNames(gatherer::resolve, this::addRemote);
    this.search = new PathSearch(options, loop, context.blocking(), remotes, new SearchOutput());
    this.work = loop.timer(this::workDue);
    this.connectTimer = loop.timer(() -> fail());
    this.relayTimer = loop.timer(this::relaysDue);
    this.takeoverTimer = loop.timer(this::takeOver);
  }

  /** Told what happens to a transport, on the loop thread. */
  public interface Listener {
    /**
     * A candidate of ours to tell the peer.
     *
     * @param candidate the candidate
     */
    void onLocalCandidate(Candidate candidate);

    /** There will be no more candidates of ours, as far as is known now; told once. */
    void onGatheringComplete();

    /**
     * The state has changed.
     *
     * @param state the new state; never NEW or CLOSED
     */
    void onState(IceState state);

    /**
     * There is a path, or another one than before. Comes before the state CONNECTED.
     *
     * @param path the path to send on from now on
     */
    void onPath(Path path);

    /**
     * A packet in the range of DTLS (RFC 7983) from an address at which the peer has answered us
     * authentically. Never before {@link #onPath}. The array is used again on return.
     *
     * @param buffer holds the packet
     * @param offset where it starts
     * @param length its length in bytes
     */
    void onPacket(byte[] buffer, int offset, int length);

    /** The path in use answers again after a moment of silence, or longer. */
    default void onRestored() {}

    /** Our end of the path in use is gone: the machine does not have the address any more. */
    default void onBaseLost() {}

    /** The peer has sent an authentic check before {@link IceTransport#start}. */
    default void onEarlyCheck() {}
  }

  /**
   * Our credentials, for the peer.
   *
   * @return the user name fragment and the password
   */
  public IceParameters localParameters() {
    return local;
  }

  /** Starts to gather candidates, or to tell those that there are; harmless when repeated. */
  public void gather() {
    if (!attached && !isOver()) {
      attached = true;
      gatherer.attach(attachment);
    }
    gatherer.gather();
  }

  /**
   * Starts to check, with whatever candidates of the peer are known. Gathers if that has not been
   * asked for. Does nothing once the transport is closed.
   *
   * @param controlling whether we nominate: the side that offered does
   * @param peer the peer's credentials
   * @throws IllegalStateException when it was started before
   */
  public void start(boolean controlling, IceParameters peer) {
    if (state == IceState.CLOSED) {
      return;
    }
    if (state != IceState.NEW) {
      throw new IllegalStateException("started before: " + state);
    }
    role = new IceRole(controlling, context.random().nextLong());
    remote = peer;
    gate.expect(peer);
    connectTimer.schedule(loop.now().plus(options.connectTimeout()).nanos());
    relayTimer.schedule(loop.now().plus(options.staging().relayDelay()).nanos());
    gather();
    search.start(new PathSearch.Ends(local, peer, role));
    enter(IceState.CHECKING);
  }

  /**
   * Adds a candidate of the peer, before or after the start. What cannot be used is ignored: other
   * components, and all beyond 64. Of names below {@code .local} the first 8 are asked for.
   *
   * @param candidate the candidate
   */
  public void addRemoteCandidate(Candidate candidate) {
    if (!remotesEnded) {
      learnRemoteCandidate(candidate);
    }
  }

  /**
   * Adds a candidate that the peer told over the connection itself, also after the end of those
   * that were signalled: perhaps it makes a better path.
   *
   * @param candidate the candidate
   */
  public void learnRemoteCandidate(Candidate candidate) {
    if (isOver()) {
      return;
    }
    if (remotes.refuse(candidate)) {
      leaveRefused();
      return;
    }
    if (!remotes.isWelcome(candidate)) {
      return;
    }
    if (candidate.transportAddress().isPresent()) {
      addRemote(candidate);
    } else {
      remoteNames.add(candidate);
    }
  }

  /** The peer may have come through its relay before it told us that this is one. */
  private void leaveRefused() {
    Pair inUse = selected;
    if (inUse != null && remotes.isRefused(inUse.remote())) {
      fail();
    }
  }

  private void addRemote(Candidate candidate) {
    if (isOver()) {
      return;
    }
    remotes
        .add(candidate)
        .ifPresent(
            added -> {
              search.add(added);
              considerBetter(added);
            });
  }

  /** The peer has no more candidates: what it adds later is ignored. */
  public void endOfRemoteCandidates() {
    remotesEnded = true;
  }

  /**
   * Where the transport stands.
   *
   * @return the state
   */
  public IceState state() {
    return state;
  }

  /**
   * The path in use.
   *
   * @return the path, or null before there is one and after failure or close
   */
  public @Nullable Path selectedPath() {
    return path;
  }

  /**
   * Our candidates as far as they have been found, and are not gone again.
   *
   * @return of what the listener was told, what still holds
   */
  public List<Candidate> localCandidates() {
    return told.stream().map(LocalCandidate::candidate).toList();
  }

  /**
   * What was done and what came of it.
   *
   * @return the facts as they are now
   */
  public ConnectivityReport report() {
    return ConnectivityReports.of(
        gatherer.options(), gatherer.log().steps(), localCandidates(), remotes, gate, path);
  }

  /**
   * Sends one datagram on the path in use.
   *
   * @param packet holds the datagram
   * @param offset where it starts
   * @param length its length in bytes
   * @return false when it was dropped at once, also for want of a path
   */
  public boolean send(byte[] packet, int offset, int length) {
    Path current = path;
    return current != null && current.send(packet, offset, length);
  }

  /** Lets go of the bases and frees everything; harmless when repeated. */
  @Override
  public void close() {
    if (state != IceState.CLOSED) {
      state = IceState.CLOSED;
      release();
    }
  }

  private void fail() {
    if (!isOver()) {
      release();
      enter(IceState.FAILED);
    }
  }

  /** RFC 7675 section 5.1: without consent nothing more is sent. */
  private void release() {
    path = null;
    selected = null;
    keeper = null;
    heldData.clear();
    connectTimer.cancel();
    relayTimer.cancel();
    takeoverTimer.cancel();
    search.close();
    work.cancel();
    gatherer.detach(attachment);
  }

  private boolean isOver() {
    return state == IceState.CLOSED || state == IceState.FAILED;
  }

  private void enter(IceState next) {
    if (state != next && !isOver()) {
      state = next;
      listener.onState(next);
    }
  }

  // Packets.

  private boolean onStun(Pair pair, byte[] buffer, int offset, int length) {
    if (remotes.isRefused(pair.remote())) {
      return false;
    }
    Admitted admitted = gate.admit(pair, buffer, offset, length);
    if (admitted == null) {
      return false;
    }
    boolean isRequest = admitted.asker() == null;
    if (isRequest && !requests.permits(loop.now())) {
      return true;
    }
    trust(pair);
    if (isRequest && state == IceState.NEW) {
      listener.onEarlyCheck();
    }
    StunMessage message = admitted.message();
    PathKeeper keeping = keeper;
    if (admitted.asker() == Asker.KEEPER && keeping != null) {
      keeping.handleResponse(pair, message, loop.now());
    } else if (isRequest && keeping != null) {
      keeping.handleRequest(pair, message, loop.now());
    } else {
      search.handle(pair, buffer, offset, length);
      followNomination(pair, message);
    }
    releaseData();
    moveWork();
    return true;
  }

  private void trust(Pair pair) {
    gatherer.expect(attachment, pair.remote());
    Wire wire = gatherer.wire(pair.local());
    if (wire != null) {
      wire.trust(pair.remote());
    }
  }

  private boolean onData(Wire wire, InetSocketAddress source, byte[] buffer, int off, int length) {
    Pair inUse = selected;
    if (inUse != null && inUse.joins(wire.base(), source)) {
      listener.onPacket(buffer, off, length);
      return true;
    }
    return onOtherData(new Pair(wire.base(), source), buffer, off, length);
  }

  /**
   * The peer may have seen its nomination confirmed, and speak, a moment before we have: what comes
   * from where it has already asked us is kept until that pair is valid. It is a copy: while ICE
   * begins anew, the same packet is for the path that is still in use.
   */
  private boolean onOtherData(Pair pair, byte[] buffer, int offset, int length) {
    if (path != null && gate.isValid(pair)) {
      listener.onPacket(buffer, offset, length);
      return true;
    }
    if (gate.isValid(pair) || gate.hasSpoken(pair)) {
      heldData.hold(pair, buffer, offset, length);
    }
    return false;
  }

  private void releaseData() {
    if (path != null && !heldData.isEmpty()) {
      heldData.release(
          pair -> gate.isValid(pair) && !isOver(),
          (pair, packet) -> listener.onPacket(packet, 0, packet.length));
    }
  }

  private void transmit(Pair pair, byte[] packet) {
    Wire wire = gatherer.wire(pair.local());
    if (wire != null && !isOver()) {
      wire.send(pair.remote(), packet, 0, packet.length);
    }
  }

  private void ask(Pair pair, TransactionId id, byte[] request, Asker asker) {
    gate.asked(pair, id, asker);
    gatherer.expect(attachment, pair.remote());
    transmit(pair, request);
  }

  /** Once ice4j has selected a pair it takes no other. RFC 8445 section 7.3.1.5 lets the peer. */
  private void followNomination(Pair pair, StunMessage message) {
    boolean nominated = message.useCandidate() && !role.controlling();
    if (nominated && selected != null && !pair.equals(selected) && gate.isValid(pair)) {
      select(pair);
    }
  }

  private void select(Pair pair) {
    Wire wire = gatherer.wire(pair.local());
    if (wire == null || isOver() || pair.equals(selected) || remotes.isRefused(pair.remote())) {
      return;
    }
    TransportAddress mapped = gate.mapped(pair);
    CandidateKind localKind =
        mapped == null ? CandidateKind.PRFLX : gatherer.kind(pair.local(), mapped);
    Path next = new WirePath(wire, pair.remote(), localKind, remotes.kind(pair));
    selected = pair;
    path = next;
    connectTimer.cancel();
    wire.prefer(pair.remote());
    if (keeper == null && !takeoverDue) {
      takeoverDue = true;
      takeoverTimer.schedule(loop.now().plus(options.keeping().takeoverDelay()).nanos());
    }
    if (!next.relayed()) {
      relayTimer.cancel();
      gatherer.relaysNotNeeded();
    }
    listener.onPath(next);
    enter(IceState.CONNECTED);
    releaseData();
  }

  private void relaysDue() {
    if (!isOver() && !search.hasDirect()) {
      gatherer.askRelays();
    }
  }

  // The path is found; ice4j goes.

  private void takeOver() {
    Pair pair = selected;
    IceParameters peer = remote;
    if (pair == null || peer == null) {
      return;
    }
    role = new IceRole(search.controlling(pair, role.controlling()), role.tieBreaker());
    keeper =
        new PathKeeper(
            options, local, peer, role, pair, context.random(), new KeeperOutput(), loop.now());
    search.close();
    if (PathRank.of(pair, remotes.kind(pair)) >= PathRank.TCP) {
      remotes.all().forEach(this::considerBetter);
    }
    moveWork();
  }

  private void considerBetter(RemoteCandidates.RemoteAddress candidate) {
    PathKeeper keeping = keeper;
    if (keeping == null) {
      return;
    }
    for (Base base : bases) {
      Pair pair = new Pair(base, candidate.address());
      if (PathSearch.reaches(base, candidate) && isBetter(pair, keeping.selected())) {
        keeping.consider(pair, loop.now());
      }
    }
    moveWork();
  }

  private boolean isBetter(Pair one, Pair other) {
    return PathRank.of(one, remotes.kind(one)) < PathRank.of(other, remotes.kind(other));
  }

  private void considerAll() {
    PathKeeper keeping = keeper;
    if (keeping == null) {
      return;
    }
    // Where the peer is heard is the best guess.
    gate.speakers().forEach(pair -> keeping.consider(pair, loop.now()));
    for (RemoteCandidates.RemoteAddress candidate : remotes.all()) {
      for (Base base : bases) {
        if (PathSearch.reaches(base, candidate)) {
          keeping.consider(new Pair(base, candidate.address()), loop.now());
        }
      }
    }
  }

  private void workDue() {
    PathKeeper keeping = keeper;
    if (keeping != null) {
      keeping.handleTimeout(loop.now());
    }
    moveWork();
  }

  private void moveWork() {
    PathKeeper keeping = keeper;
    work.schedule(keeping == null ? Monotonic.NEVER : keeping.nextTimeout());
  }

  /** What the gatherer has for us. */
  private final class Attachment implements Members.Member {
    @Override
    public String ufrag() {
      return local.ufrag();
    }

    @Override
    public boolean talksTo(InetSocketAddress place) {
      Pair inUse = selected;
      return inUse != null && state == IceState.CONNECTED && inUse.remote().equals(place);
    }

    @Override
    public void onWires(List<Wire> together) {
      List<Base> added = together.stream().map(Wire::base).toList();
      bases.addAll(added);
      search.add(added);
      remotes.all().forEach(IceTransport.this::considerBetter);
    }

    @Override
    public void onGone(Base base) {
      bases.remove(base);
      told.removeIf(candidate -> candidate.base().equals(base));
      Pair inUse = selected;
      if (inUse != null && inUse.local().equals(base) && !isOver()) {
        listener.onBaseLost();
      }
    }

    @Override
    public void onCandidate(LocalCandidate candidate) {
      if (!isOver()) {
        told.add(candidate);
        listener.onLocalCandidate(candidate.candidate());
      }
    }

    @Override
    public boolean uses(Base base) {
      Pair inUse = selected;
      return state == IceState.CHECKING || (inUse != null && inUse.local().equals(base));
    }

    @Override
    public void onComplete() {
      // The gatherer looks again for any of those that share it.
      if (!isOver() && !toldComplete) {
        toldComplete = true;
        listener.onGatheringComplete();
      }
    }

    @Override
    public boolean onPacket(
        Wire wire,
        PacketKind kind,
        InetSocketAddress source,
        byte[] buffer,
        int offset,
        int length) {
      if (isOver()) {
        return false;
      }
      return switch (kind) {
        case STUN -> onStun(new Pair(wire.base(), source), buffer, offset, length);
        case DTLS -> onData(wire, source, buffer, offset, length);
        case TURN_CHANNEL, OTHER -> false;
      };
    }
  }

  private final class SearchOutput implements PathSearch.Output {
    @Override
    public void ask(Pair pair, TransactionId id, byte[] request) {
      IceTransport.this.ask(pair, id, request, Asker.SEARCH);
    }

    @Override
    public void transmit(Pair pair, byte[] packet) {
      IceTransport.this.transmit(pair, packet);
    }

    @Override
    public void onFound(Pair pair, boolean controlling) {
      role = new IceRole(controlling, role.tieBreaker());
      select(pair);
    }
  }

  private final class KeeperOutput implements PathKeeper.Output {
    @Override
    public void ask(Pair pair, TransactionId id, byte[] request) {
      IceTransport.this.ask(pair, id, request, Asker.KEEPER);
    }

    @Override
    public void answer(Pair pair, byte[] response) {
      transmit(pair, response);
    }

    @Override
    public void onMoved(Pair pair) {
      select(pair);
    }

    @Override
    public void onRestored() {
      listener.onRestored();
    }

    @Override
    public void onSilent() {
      considerAll();
    }

    @Override
    public boolean isBetter(Pair one, Pair other) {
      return IceTransport.this.isBetter(one, other);
    }

    @Override
    public void onState(IceState next) {
      if (next == IceState.FAILED) {
        fail();
      } else {
        enter(next);
      }
    }
  }
}
