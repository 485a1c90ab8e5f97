package dev.sotto.sctp;

import dev.sotto.sctp.wire.AddIncomingStreamsParameter;
import dev.sotto.sctp.wire.AddOutgoingStreamsParameter;
import dev.sotto.sctp.wire.ErrorChunk;
import dev.sotto.sctp.wire.ForwardTsnChunk;
import dev.sotto.sctp.wire.IncomingResetRequestParameter;
import dev.sotto.sctp.wire.InvalidStreamIdentifierCause;
import dev.sotto.sctp.wire.NoUserDataCause;
import dev.sotto.sctp.wire.OutgoingResetRequestParameter;
import dev.sotto.sctp.wire.Parameter;
import dev.sotto.sctp.wire.ReConfigChunk;
import dev.sotto.sctp.wire.ReconfigurationResponseParameter;
import dev.sotto.sctp.wire.Serial;
import dev.sotto.sctp.wire.SsnTsnResetRequestParameter;
import dev.sotto.time.Monotonic;
import java.util.List;

/**
 * Everything that belongs to one pair of verification tags (RFC 9260 section 14.2): a restart of
 * the peer replaces it as a whole.
 */
final class TransmissionControlBlock {
  private static final int MAX_RECONFIGURATION_PARAMETERS = 2;

  private final Context context;
  private final PeerSetup peer;
  private final int localTag;
  private final RetransmissionTimeout timeout;
  private final RetransmissionQueue retransmissions;
  private final ReceivedTsns received;
  private final ReassemblyQueue reassembly;
  private final Heartbeat heartbeat;
  private final OutgoingStreamReset outgoingReset;
  private final IncomingStreamReset incomingReset;
  private long windowTold;
  private boolean gapBeforePacket;

  TransmissionControlBlock(
      Context context,
      MessageReceiver receiver,
      PeerSetup peer,
      int localTag,
      int localInitialTsn) {
    this.context = context;
    this.peer = peer;
    this.localTag = localTag;
    AssociationOptions options = context.options();
    timeout = new RetransmissionTimeout(options);
    retransmissions =
        new RetransmissionQueue(
            options, context.sendQueue(), timeout, context.counters(), peer, localInitialTsn);
    received = new ReceivedTsns(options, peer.tsn());
    reassembly = new ReassemblyQueue(options, receiver, context.counters());
    heartbeat = new Heartbeat(context, timeout);
    outgoingReset = new OutgoingStreamReset(context, peer, timeout, localInitialTsn);
    incomingReset = new IncomingStreamReset(context, peer, received, reassembly);
    windowTold = options.receiveWindow();
  }

  /** The association is established. */
  void start(Monotonic now) {
    heartbeat.start(now);
  }

  PeerSetup peer() {
    return peer;
  }

  /** The verification tag that the peer's packets carry. */
  int localTag() {
    return localTag;
  }

  RetransmissionTimeout timeout() {
    return timeout;
  }

  RetransmissionQueue retransmissions() {
    return retransmissions;
  }

  ReceivedTsns received() {
    return received;
  }

  ReassemblyQueue reassembly() {
    return reassembly;
  }

  Heartbeat heartbeat() {
    return heartbeat;
  }

  // --- packets in

  void packetBegins() {
    gapBeforePacket = received.hasGap();
  }

  void packetEnds(Monotonic now) {
    received.packetEnds(gapBeforePacket, now);
  }

  /** RFC 9260 section 6.2. */
  void handleData(Fragment fragment) {
    int tsn = fragment.tsn();
    if (fragment.length() == 0) {
      context.abort(
          AbortCause.PROTOCOL_VIOLATION, "DATA without data", List.of(new NoUserDataCause(tsn)));
    } else if (received.isDuplicate(tsn)) {
      received.duplicateSeen(tsn);
    } else if (!received.isWithinReach(tsn)) {
      received.dataSeen(true);
    } else {
      handleNewData(fragment, tsn);
    }
  }

  private void handleNewData(Fragment fragment, int tsn) {
    boolean advances = received.isNext(tsn);
    if (fragment.streamId() >= peer.inboundStreams()) {
      // RFC 9260 section 6.5: acknowledged, but not delivered.
      received.add(tsn);
      received.dataSeen(false);
      context
          .control()
          .add(new ErrorChunk(List.of(new InvalidStreamIdentifierCause(fragment.streamId()))));
      if (advances) {
        reassembly.passOver(tsn, received.cumulative());
        afterReassembly(true);
      }
      return;
    }
    if (!reassembly.hasRoomFor(fragment, advances)) {
      received.dataSeen(true);
      return;
    }
    received.add(tsn);
    received.dataSeen(fragment.wantsAcknowledgment());
    reassembly.add(fragment, advances, received.cumulative());
    afterReassembly(advances);
  }

  private void afterReassembly(boolean advanced) {
    if (reassembly.isViolated()) {
      context.violation("a message or what is sent ahead of it is too long");
    } else if (advanced) {
      incomingReset.cumulativeTsnAdvanced();
    }
  }

  /** RFC 3758 section 3.6. */
  void handle(ForwardTsnChunk chunk) {
    if (!peer.partialReliability()) {
      context.violation("FORWARD TSN was not negotiated");
      return;
    }
    received.dataSeen(true);
    int newCumulative = chunk.newCumulativeTsn();
    int before = received.cumulative();
    if (!received.isWithinReach(newCumulative)) {
      return;
    }
    reassembly.forget(before, newCumulative, received.highest());
    received.forwardTo(newCumulative);
    reassembly.forwarded(newCumulative, received.cumulative(), chunk.skipped());
    afterReassembly(Serial.before(before, received.cumulative()));
  }

  /** RFC 6525 section 5.2. */
  void handle(ReConfigChunk chunk, Monotonic now) {
    List<Parameter> parameters = chunk.parameters();
    int count = Math.min(parameters.size(), MAX_RECONFIGURATION_PARAMETERS);
    for (Parameter parameter : parameters.subList(0, count)) {
      if (parameter instanceof OutgoingResetRequestParameter request) {
        incomingReset.handle(request);
      } else if (parameter instanceof ReconfigurationResponseParameter response) {
        outgoingReset.handle(response, now);
      } else if (parameter instanceof IncomingResetRequestParameter request) {
        incomingReset.deny(request.requestNumber());
      } else if (parameter instanceof SsnTsnResetRequestParameter request) {
        incomingReset.deny(request.requestNumber());
      } else if (parameter instanceof AddOutgoingStreamsParameter request) {
        incomingReset.deny(request.requestNumber());
      } else if (parameter instanceof AddIncomingStreamsParameter request) {
        incomingReset.deny(request.requestNumber());
      }
    }
  }

  // --- packets out

  /**
   * Fills the packet: control first, then the acknowledgment, then data (RFC 9260 section 6.10).
   */
  void write(PacketWriter packet, Monotonic now) {
    outgoingReset.sendWhenReady(
        retransmissions.lastAssignedTsn(), incomingReset.answeredNumber(), now);
    context.control().writeBundled(packet);
    boolean sendsData = maySend() && retransmissions.hasDataToSend(now);
    if (received.isAcknowledgmentDue() || (sendsData && received.isAcknowledgmentWaiting())) {
      windowTold = reassembly.window();
      received.writeSack(packet, windowTold);
    }
    retransmissions.writeForwardTsn(packet, now);
    if (sendsData) {
      retransmissions.writeData(packet, now);
      if (packet.isEmpty()) {
        // All that was to be sent again has expired instead, and the peer waits for it.
        retransmissions.writeForwardTsn(packet, now);
      }
    }
  }

  private boolean maySend() {
    return switch (context.state()) {
      case ESTABLISHED, SHUTDOWN_PENDING, SHUTDOWN_RECEIVED -> true;
      case CLOSED, COOKIE_WAIT, COOKIE_ECHOED, SHUTDOWN_SENT, SHUTDOWN_ACK_SENT -> false;
    };
  }

  void release(int bytes) {
    if (reassembly.release(bytes, windowTold)) {
      received.acknowledgeNow();
    }
  }

  // --- timers

  void pathRestored(Monotonic now) {
    timeout.forgetBackOff();
    retransmissions.pathRestored(now);
    outgoingReset.pathRestored(now);
  }

  void handleTimeout(Monotonic now) {
    received.handleTimeout(now);
    if (retransmissions.handleTimeout(now)) {
      context.errorCounted();
    }
    heartbeat.handleTimeout(retransmissions, now);
    if (!context.isOver()) {
      outgoingReset.handleTimeout(incomingReset.answeredNumber(), now);
    }
  }

  long nextTimeout() {
    return Math.min(
        Math.min(received.nextTimeout(), retransmissions.nextTimeout()),
        Math.min(heartbeat.nextTimeout(), outgoingReset.nextTimeout()));
  }
}
