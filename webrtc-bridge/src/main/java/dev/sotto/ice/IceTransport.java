package dev.sotto.ice;

import dev.sotto.address.TransportAddress;
import dev.sotto.ice.StunGate.Admitted;
import dev.sotto.ice.StunGate.Asker;
import dev.sotto.net.CandidateKind;
import dev.sotto.net.Loop;
import dev.sotto.net.PacketKind;
import dev.sotto.net.Path;
import dev.sotto.net.Timer;
import dev.sotto.net.UdpPath;
import dev.sotto.net.UdpSocket;
import dev.sotto.sdp.Candidate;
import dev.sotto.sdp.IceParameters;
import dev.sotto.stun.StunMessage;
import dev.sotto.stun.TransactionId;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Finds the path to one peer and keeps it: gathers, checks, nominates or follows the nomination,
 * and asks for consent as long as the path is used (RFC 8445, 8838, 7675).
 *
 * <pre>
 *   sockets ──▶ StunGate ──▶ PathSearch (ice4j) until a path has stood for a while,
 *                  │         then PathKeeper
 *                  ├───────▶ Gatherer, what STUN servers answered
 *   sockets ──▶ DTLS of valid pairs ──▶ listener
 * </pre>
 *
 * <p>All calls, and all calls of the listener, are on the loop thread; only the constructor may be
 * called from elsewhere. Closing is possible at any time, also from inside the listener, which is
 * not called any more afterwards. Close before the loop is closed.
 *
 * <p>A transport has one set of credentials. A restart is a new transport.
 */
public final class IceTransport implements AutoCloseable {
  private final IceOptions options;
  private final Loop loop;
  private final Listener listener;
  private final RandomGenerator random = new SecureRandom();
  private final IceParameters local = IceParameters.random(random);
  private final StunGate gate = new StunGate(local);
  private final RemoteCandidates remotes;
  private final Gatherer gatherer;
  private final PathSearch search;
  private final HeldPackets heldData = new HeldPackets(16, 32 << 10);

  // Twice what an agent that checks every 5 ms causes. Each costs a thread of ice4j some work.
  private final RateLimit requests = new RateLimit(256, 400);
  private final Timer work;
  private final Timer connectTimer;
  private final Timer takeoverTimer;

  private IceState state = IceState.NEW;
  private IceRole role = new IceRole(false, 0);
  private boolean socketsOpen;
  private boolean remotesEnded;
  private @Nullable IceParameters remote;
  private @Nullable PathKeeper keeper;
  private @Nullable Pair selected;
  private @Nullable Path path;

  /**
   * Makes a transport with fresh credentials. Nothing is opened and nothing blocks.
   *
   * @param options how it behaves
   * @param loop the loop that it belongs to
   * @param blocking runs what may block: name lookup and ice4j; at most a few tasks at once for
   *     each transport, none for long
   * @param listener told what happens
   */
  public IceTransport(IceOptions options, Loop loop, Executor blocking, Listener listener) {
    this.options = options;
    this.loop = loop;
    this.listener = listener;
    this.remotes = new RemoteCandidates(options);
    this.search = new PathSearch(loop, blocking, remotes, new SearchOutput());
    this.gatherer =
        new Gatherer(options, loop, blocking, random, this::onPacket, new GathererOutput());
    this.work = loop.timer(this::workDue);
    this.connectTimer = loop.timer(() -> fail());
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

    /** There will be no more candidates of ours. */
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
  }

  /**
   * Our credentials, for the peer.
   *
   * @return the user name fragment and the password
   */
  public IceParameters localParameters() {
    return local;
  }

  /** Starts to gather candidates; harmless when repeated. */
  public void gather() {
    gatherer.start();
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
    role = new IceRole(controlling, random.nextLong());
    remote = peer;
    gate.expect(peer);
    connectTimer.schedule(loop.now().plus(options.connectTimeout()).nanos());
    gatherer.start();
    search();
    enter(IceState.CHECKING);
  }

  /**
   * Adds a candidate of the peer, before or after the start. What cannot be used is ignored: TCP,
   * names, other components, and all beyond 64.
   *
   * @param candidate the candidate
   */
  public void addRemoteCandidate(Candidate candidate) {
    if (remotesEnded || isOver()) {
      return;
    }
    remotes.add(candidate).ifPresent(search::add);
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

  /** Closes the sockets and frees everything; harmless when repeated. */
  @Override
  public void close() {
    if (state == IceState.CLOSED) {
      return;
    }
    state = IceState.CLOSED;
    release();
    gatherer.close();
  }

  private void fail() {
    if (!isOver()) {
      release();
      enter(IceState.FAILED);
    }
  }

  /** RFC 7675 section 5.1: without consent nothing more is sent. The sockets stay until close. */
  private void release() {
    path = null;
    selected = null;
    keeper = null;
    heldData.clear();
    connectTimer.cancel();
    takeoverTimer.cancel();
    search.close();
    moveWork();
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

  private void onPacket(
      UdpSocket socket,
      PacketKind kind,
      InetSocketAddress source,
      byte[] buffer,
      int offset,
      int length) {
    if (isOver()) {
      return;
    }
    Pair inUse = selected;
    if (kind == PacketKind.STUN) {
      onStun(new Pair(socket.localAddress(), source), buffer, offset, length);
    } else if (kind == PacketKind.DTLS) {
      if (inUse != null && inUse.joins(socket.localAddress(), source)) {
        listener.onPacket(buffer, offset, length);
      } else {
        onOtherData(new Pair(socket.localAddress(), source), buffer, offset, length);
      }
    }
  }

  /**
   * The peer may have seen its nomination confirmed, and speak, a moment before we have: what comes
   * from where it has already asked us is kept until that pair is valid.
   */
  private void onOtherData(Pair pair, byte[] buffer, int offset, int length) {
    if (path != null && gate.isValid(pair)) {
      listener.onPacket(buffer, offset, length);
    } else if (gate.isValid(pair) || gate.hasSpoken(pair)) {
      heldData.hold(pair, buffer, offset, length);
    }
  }

  private void onStun(Pair pair, byte[] buffer, int offset, int length) {
    Admitted admitted = gate.admit(pair, buffer, offset, length);
    boolean isRequest = admitted != null && admitted.asker() == null;
    if (admitted == null || (isRequest && !requests.permits(loop.now()))) {
      return;
    }
    StunMessage message = admitted.message();
    PathKeeper keeping = keeper;
    if (admitted.asker() == Asker.GATHERER) {
      gatherer.handleResponse(pair, message);
    } else if (admitted.asker() == Asker.KEEPER && keeping != null) {
      keeping.handleResponse(pair, message, loop.now());
    } else if (isRequest && keeping != null) {
      keeping.handleRequest(pair, message, loop.now());
    } else {
      search.handle(pair, buffer, offset, length);
      followNomination(pair, message);
    }
    releaseData();
    moveWork();
  }

  private void releaseData() {
    if (path != null && !heldData.isEmpty()) {
      heldData.release(
          pair -> gate.isValid(pair) && !isOver(),
          (pair, packet) -> listener.onPacket(packet, 0, packet.length));
    }
  }

  private void transmit(Pair pair, byte[] packet) {
    UdpSocket socket = gatherer.socket(pair.local());
    if (socket != null && !isOver()) {
      socket.send(pair.remote(), packet, 0, packet.length);
    }
  }

  private void ask(Pair pair, TransactionId id, byte[] request, Asker asker) {
    gate.asked(pair, id, asker);
    transmit(pair, request);
  }

  private void search() {
    IceParameters peer = remote;
    if (peer != null && socketsOpen && !isOver()) {
      search.start(new Checker.Setup(local, peer, role, gatherer.bases()));
    }
  }

  /** Once ice4j has selected a pair it takes no other. RFC 8445 section 7.3.1.5 lets the peer. */
  private void followNomination(Pair pair, StunMessage message) {
    boolean nominated = message.useCandidate() && !role.controlling();
    if (nominated && selected != null && !pair.equals(selected) && gate.isValid(pair)) {
      select(pair);
    }
  }

  private void select(Pair pair) {
    UdpSocket socket = gatherer.socket(pair.local());
    if (socket == null || isOver()) {
      return;
    }
    TransportAddress mapped = gate.mapped(pair);
    CandidateKind localKind = mapped == null ? CandidateKind.PRFLX : gatherer.kind(mapped);
    Path next = new UdpPath(socket, pair.remote(), localKind, remotes.kind(pair.remote()));
    selected = pair;
    path = next;
    connectTimer.cancel();
    if (keeper == null) {
      takeoverTimer.schedule(loop.now().plus(options.keeping().takeoverDelay()).nanos());
    }
    listener.onPath(next);
    enter(IceState.CONNECTED);
    releaseData();
  }

  // The path is found; ice4j goes.

  private void takeOver() {
    Pair pair = selected;
    IceParameters peer = remote;
    if (pair == null || peer == null) {
      return;
    }
    role = new IceRole(search.controlling(), role.tieBreaker());
    keeper =
        new PathKeeper(options, local, peer, role, pair, random, new KeeperOutput(), loop.now());
    search.close();
    moveWork();
  }

  private void workDue() {
    gatherer.handleTimeout(loop.now());
    PathKeeper keeping = keeper;
    if (keeping != null) {
      keeping.handleTimeout(loop.now());
    }
    moveWork();
  }

  private void moveWork() {
    PathKeeper keeping = keeper;
    long next = gatherer.nextTimeout();
    work.schedule(keeping == null ? next : Math.min(next, keeping.nextTimeout()));
  }

  private final class GathererOutput implements Gatherer.Output {
    @Override
    public void onSockets() {
      socketsOpen = true;
      search();
    }

    @Override
    public void onCandidate(Candidate candidate) {
      if (!isOver()) {
        listener.onLocalCandidate(candidate);
      }
    }

    @Override
    public void onComplete() {
      if (!isOver()) {
        listener.onGatheringComplete();
      }
    }

    @Override
    public void onTimeoutMoved() {
      moveWork();
    }

    @Override
    public void ask(Pair pair, TransactionId id, byte[] request) {
      IceTransport.this.ask(pair, id, request, Asker.GATHERER);
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
    public void onState(IceState next) {
      if (next == IceState.FAILED) {
        fail();
      } else {
        enter(next);
      }
    }
  }
}
