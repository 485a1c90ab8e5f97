package dev.sotto.sctp;

import static dev.sotto.sctp.AssociationState.CLOSED;
import static dev.sotto.sctp.AssociationState.COOKIE_ECHOED;
import static dev.sotto.sctp.AssociationState.COOKIE_WAIT;
import static dev.sotto.sctp.AssociationState.ESTABLISHED;
import static dev.sotto.sctp.AssociationState.SHUTDOWN_ACK_SENT;

import dev.sotto.sctp.wire.AbortChunk;
import dev.sotto.sctp.wire.Chunk;
import dev.sotto.sctp.wire.CommonHeader;
import dev.sotto.sctp.wire.CookieAckChunk;
import dev.sotto.sctp.wire.CookieEchoChunk;
import dev.sotto.sctp.wire.CookieReceivedWhileShuttingDownCause;
import dev.sotto.sctp.wire.ErrorChunk;
import dev.sotto.sctp.wire.ForwardTsnChunk;
import dev.sotto.sctp.wire.ForwardTsnSupportedParameter;
import dev.sotto.sctp.wire.InitAckChunk;
import dev.sotto.sctp.wire.InitChunk;
import dev.sotto.sctp.wire.Initiation;
import dev.sotto.sctp.wire.InvalidMandatoryParameterCause;
import dev.sotto.sctp.wire.MissingMandatoryParameterCause;
import dev.sotto.sctp.wire.Octets;
import dev.sotto.sctp.wire.Parameter;
import dev.sotto.sctp.wire.ReConfigChunk;
import dev.sotto.sctp.wire.ShutdownAckChunk;
import dev.sotto.sctp.wire.StaleCookieCause;
import dev.sotto.sctp.wire.StateCookieParameter;
import dev.sotto.sctp.wire.SupportedExtensionsParameter;
import dev.sotto.sctp.wire.UnknownParameter;
import dev.sotto.sctp.wire.UnrecognizedParameter;
import dev.sotto.sctp.wire.UnrecognizedParametersCause;
import dev.sotto.time.Monotonic;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Opens the association (RFC 9260 sections 5.1 and 5.2): four packets, either side or both begin,
 * and a peer that lost its state may begin again.
 */
final class AssociationSetup {
  private final Context context;
  private final Shutdown shutdown;
  private final CookieSeal seal;
  private final Timer t1 = new Timer();
  private int repetitions;
  private int localTag;
  private int localTsn;
  private List<Chunk> cookieEcho = List.of();

  AssociationSetup(Context context, Shutdown shutdown) {
    this.context = context;
    this.shutdown = shutdown;
    seal = new CookieSeal(context.random());
  }

  // --- our side begins

  void connect(Monotonic now) {
    if (context.state() != CLOSED || context.isOver()) {
      return;
    }
    localTag = context.randomTag();
    localTsn = context.random().nextInt();
    context.state(COOKIE_WAIT);
    repetitions = 0;
    sendInit(now);
  }

  private void sendInit(Monotonic now) {
    context.control().addAlone(0, new InitChunk(initiation(localTag, localTsn, List.of())));
    startTimer(now);
  }

  private Initiation initiation(int tag, int tsn, List<Parameter> more) {
    List<Parameter> parameters = new ArrayList<>(more);
    parameters.add(new ForwardTsnSupportedParameter());
    parameters.add(
        new SupportedExtensionsParameter(
            Octets.of(new byte[] {(byte) ReConfigChunk.TYPE, (byte) ForwardTsnChunk.TYPE})));
    AssociationOptions options = context.options();
    return new Initiation(
        tag, options.receiveWindow(), options.streams(), options.streams(), tsn, parameters);
  }

  private void startTimer(Monotonic now) {
    long nanos = context.options().rtoInitial().toNanos() << Math.min(repetitions, 16);
    t1.start(now, Math.min(nanos, context.options().rtoMax().toNanos()));
  }

  void pathRestored(Monotonic now) {
    t1.hasten(now);
  }

  void handleTimeout(Monotonic now) {
    if (!t1.expires(now)) {
      return;
    }
    if (repetitions == context.options().maxInitRetransmissions()) {
      String unanswered = context.state() == COOKIE_WAIT ? "INIT" : "COOKIE ECHO";
      context.abort(AbortCause.SETUP_TIMEOUT, "no answer to " + unanswered, List.of());
      return;
    }
    repetitions++;
    if (context.state() == COOKIE_WAIT) {
      sendInit(now);
    } else {
      sendCookieEcho(now);
    }
  }

  long nextTimeout() {
    return t1.deadline();
  }

  /** The association has ended. */
  void stop() {
    t1.stop();
    cookieEcho = List.of();
  }

  /** The verification tag that the peer was told, before there is a peer. */
  int localTag() {
    return localTag;
  }

  void handleInitAck(Initiation peer, Monotonic now) {
    if (context.state() != COOKIE_WAIT) {
      return; // RFC 9260 section 5.2.3
    }
    if (peer.tag() == 0 || peer.outboundStreams() == 0 || peer.inboundStreams() == 0) {
      giveUp(peer, new AbortChunk(false, List.of(new InvalidMandatoryParameterCause())));
      return;
    }
    StateCookieParameter cookie = cookie(peer);
    if (cookie == null) {
      MissingMandatoryParameterCause missing =
          new MissingMandatoryParameterCause(List.of(StateCookieParameter.TYPE));
      giveUp(peer, new AbortChunk(false, List.of(missing)));
      return;
    }
    context.associate(PeerSetup.of(peer, context.options()), localTag, localTsn);
    context.state(COOKIE_ECHOED);
    repetitions = 0;
    cookieEcho = new ArrayList<>(2);
    cookieEcho.add(new CookieEchoChunk(cookie.value()));
    Octets unrecognized = unrecognizedParameters(peer);
    if (unrecognized.length() > 0) {
      cookieEcho.add(new ErrorChunk(List.of(new UnrecognizedParametersCause(unrecognized))));
    }
    sendCookieEcho(now);
  }

  private void giveUp(Initiation peer, AbortChunk abort) {
    if (peer.tag() != 0) {
      context.control().addAlone(peer.tag(), abort);
    }
    context.end(
        new AssociationEvent.Aborted(AbortCause.PROTOCOL_VIOLATION, "the INIT ACK was invalid"));
  }

  private static @Nullable StateCookieParameter cookie(Initiation peer) {
    for (Parameter parameter : peer.parameters()) {
      if (parameter instanceof StateCookieParameter cookie) {
        return cookie;
      }
    }
    return null;
  }

  /** RFC 9260 section 3.2.2: reported in an ERROR, as much of them as fits beside the cookie. */
  private Octets unrecognizedParameters(Initiation peer) {
    ByteBuffer all = ByteBuffer.allocate(context.options().mtu() / 4);
    for (Parameter parameter : peer.parameters()) {
      if (parameter instanceof UnknownParameter unknown
          && unknown.isToBeReported()
          && unknown.length() + 3 <= all.remaining()) {
        unknown.writeTo(all);
      }
    }
    return Octets.rest(all.flip());
  }

  private void sendCookieEcho(Monotonic now) {
    context.control().clear();
    cookieEcho.forEach(context.control()::add);
    startTimer(now);
  }

  void handleCookieAck(Monotonic now) {
    if (context.state() == COOKIE_ECHOED) {
      establish(now);
    }
  }

  /** RFC 9260 section 5.2.6: our cookie took too long, a fresh one is asked for. */
  void handleStaleCookie(Monotonic now) {
    if (context.state() != COOKIE_ECHOED) {
      return;
    }
    if (repetitions == context.options().maxInitRetransmissions()) {
      context.abort(AbortCause.SETUP_TIMEOUT, "the cookie was stale", List.of());
      return;
    }
    repetitions++;
    context.control().clear();
    context.dissociate();
    context.state(COOKIE_WAIT);
    sendInit(now);
  }

  // --- the peer begins

  /** RFC 9260 sections 5.1 B, 5.2.1 and 5.2.2: answers with a cookie, and changes nothing. */
  void handleInit(Initiation peer, Monotonic now) {
    if (peer.tag() == 0) {
      return; // RFC 9260 section 3.3.2
    }
    if (context.isOver()) {
      context.control().addAlone(peer.tag(), new AbortChunk(false, List.of()));
      return;
    }
    if (peer.outboundStreams() == 0 || peer.inboundStreams() == 0) {
      AbortChunk abort = new AbortChunk(false, List.of(new InvalidMandatoryParameterCause()));
      context.control().addAlone(peer.tag(), abort);
      return;
    }
    if (context.state() == SHUTDOWN_ACK_SENT) {
      context.control().add(new ShutdownAckChunk()); // RFC 9260 section 9.2
      return;
    }
    StateCookie cookie = cookieFor(PeerSetup.of(peer, context.options()), now);
    InitAckChunk answer =
        new InitAckChunk(
            initiation(cookie.localTag(), cookie.localTsn(), cookieAndUnrecognized(cookie, peer)));
    context.control().addAlone(peer.tag(), answer);
  }

  private StateCookie cookieFor(PeerSetup peer, Monotonic when) {
    TransmissionControlBlock existing = context.block();
    long now = when.nanos();
    if (context.state() == COOKIE_WAIT || context.state() == COOKIE_ECHOED) {
      int localTie = existing == null ? 0 : existing.localTag();
      int peerTie = existing == null ? 0 : existing.peer().tag();
      return new StateCookie(now, localTag, localTsn, localTie, peerTie, peer);
    }
    int tag = context.randomTag();
    int tsn = context.random().nextInt();
    return existing == null
        ? new StateCookie(now, tag, tsn, 0, 0, peer)
        : new StateCookie(now, tag, tsn, existing.localTag(), existing.peer().tag(), peer);
  }

  private List<Parameter> cookieAndUnrecognized(StateCookie cookie, Initiation peer) {
    List<Parameter> parameters = new ArrayList<>();
    parameters.add(new StateCookieParameter(seal.seal(cookie)));
    int room = (context.options().mtu() - CommonHeader.LENGTH) / 4;
    for (Parameter parameter : peer.parameters()) {
      if (parameter instanceof UnknownParameter unknown
          && unknown.isToBeReported()
          && unknown.length() + 11 <= room) {
        ByteBuffer whole = ByteBuffer.allocate(unknown.length() + 3);
        unknown.writeTo(whole);
        parameters.add(new UnrecognizedParameter(Octets.of(whole.array()).first(unknown.length())));
        room -= unknown.length() + 11;
      }
    }
    return parameters;
  }

  /** RFC 9260 sections 5.1.5 and 5.2.4. */
  void handleCookieEcho(Octets sealed, int verificationTag, Monotonic now) {
    StateCookie cookie = context.isOver() ? null : seal.open(sealed);
    if (cookie == null || cookie.localTag() != verificationTag) {
      return;
    }
    TransmissionControlBlock existing = context.block();
    int ownTag = existing == null ? localTag : existing.localTag();
    boolean sameLocal = context.state() != CLOSED && ownTag == cookie.localTag();
    boolean samePeer = existing != null && existing.peer().tag() == cookie.peer().tag();
    if (isStale(cookie, now) && !(sameLocal && samePeer)) {
      return;
    }
    if (context.state() == CLOSED) {
      accept(cookie, now);
    } else if (sameLocal && samePeer) {
      acknowledgeCookie(now); // case D
    } else if (sameLocal && !context.state().isOpen()) {
      accept(cookie, now); // case B
    } else if (existing != null
        && !sameLocal
        && !samePeer
        && context.state().isOpen()
        && cookie.localTieTag() == existing.localTag()
        && cookie.peerTieTag() == existing.peer().tag()) {
      restart(cookie, now); // case A
    }
    // Case C, and what fits no case, is discarded.
  }

  private void acknowledgeCookie(Monotonic now) {
    if (context.state() == COOKIE_ECHOED) {
      context.control().clear();
      context.control().add(new CookieAckChunk());
      establish(now);
    } else {
      context.control().add(new CookieAckChunk());
    }
  }

  private boolean isStale(StateCookie cookie, Monotonic now) {
    long age = now.nanos() - cookie.createdNanos() - context.options().cookieLifetime().toNanos();
    if (age <= 0) {
      return false;
    }
    long micros = Math.min(age / 1000, 0xffff_ffffL);
    ErrorChunk error = new ErrorChunk(List.of(new StaleCookieCause(micros)));
    context.control().addAlone(cookie.peer().tag(), error);
    return true;
  }

  private void accept(StateCookie cookie, Monotonic now) {
    context.associate(cookie.peer(), cookie.localTag(), cookie.localTsn());
    context.control().clear();
    context.control().add(new CookieAckChunk());
    establish(now);
  }

  private void establish(Monotonic now) {
    TransmissionControlBlock block = context.block();
    if (block == null) {
      throw new IllegalStateException("established without a peer");
    }
    t1.stop();
    cookieEcho = List.of();
    context.state(ESTABLISHED);
    block.start(now);
    context.sendQueue().limitStreams(block.peer().outboundStreams());
    context
        .events()
        .add(
            new AssociationEvent.Connected(
                block.peer().outboundStreams(), block.peer().inboundStreams()));
    shutdown.established(now);
  }

  private void restart(StateCookie cookie, Monotonic now) {
    if (context.state() == SHUTDOWN_ACK_SENT) {
      context.control().add(new ShutdownAckChunk());
      context.control().add(new ErrorChunk(List.of(new CookieReceivedWhileShuttingDownCause())));
      return;
    }
    boolean ending = context.state() != ESTABLISHED;
    context.sendQueue().clear();
    context.control().clear();
    context.control().add(new CookieAckChunk());
    context.associate(cookie.peer(), cookie.localTag(), cookie.localTsn());
    context.state(ESTABLISHED);
    TransmissionControlBlock block = context.block();
    if (block != null) {
      block.start(now);
    }
    context.sendQueue().limitStreams(cookie.peer().outboundStreams());
    context.events().add(new AssociationEvent.Restarted());
    shutdown.restarted(ending, now);
  }
}
