package dev.sotto.sctp;

import dev.sotto.sctp.wire.CommonHeader;
import dev.sotto.sctp.wire.OutgoingResetRequestParameter;
import dev.sotto.sctp.wire.ReConfigChunk;
import dev.sotto.sctp.wire.ReconfigurationResponseParameter;
import dev.sotto.time.Monotonic;
import java.util.List;

/**
 * Resets streams that the local side sends on (RFC 6525 section 5.1.2): one request at a time, sent
 * again under the same number until the peer has answered for good.
 */
final class OutgoingStreamReset {
  private static final int REQUEST_LENGTH = 20;

  private final Context context;
  private final PeerSetup peer;
  private final RetransmissionTimeout timeout;
  private final Timer timer = new Timer();
  private List<OutgoingStream> asked = List.of();
  private int number;
  private int lastTsn;
  private int backOff;
  private boolean inProgress;

  OutgoingStreamReset(
      Context context, PeerSetup peer, RetransmissionTimeout timeout, int localInitialTsn) {
    this.context = context;
    this.peer = peer;
    this.timeout = timeout;
    number = localInitialTsn; // RFC 6525 section 4.1
  }

  /** Asks for the streams that wait to be reset and are drained, unless a request is under way. */
  void sendWhenReady(int lastAssignedTsn, int responseNumber, Monotonic now) {
    if (!asked.isEmpty() || !context.sendQueue().hasResetWaiting()) {
      return;
    }
    int most = (context.options().mtu() - CommonHeader.LENGTH - REQUEST_LENGTH - 2) / 2;
    List<OutgoingStream> ready = context.sendQueue().takeReadyForReset(most);
    if (ready.isEmpty()) {
      return;
    }
    asked = ready;
    lastTsn = lastAssignedTsn;
    backOff = 0;
    if (peer.reconfiguration()) {
      send(responseNumber, now);
    } else {
      fail("the peer cannot reset streams");
    }
  }

  private void send(int responseNumber, Monotonic now) {
    OutgoingResetRequestParameter request =
        new OutgoingResetRequestParameter(number, responseNumber, lastTsn, streamIds());
    context.control().add(new ReConfigChunk(List.of(request)));
    inProgress = false;
    startTimer(now);
  }

  private void startTimer(Monotonic now) {
    long nanos = timeout.withoutBackOff() << Math.min(backOff, 16);
    timer.start(now, Math.min(nanos, context.options().rtoMax().toNanos()));
  }

  private List<Integer> streamIds() {
    return asked.stream().map(OutgoingStream::id).toList();
  }

  void pathRestored(Monotonic now) {
    backOff = 0;
    timer.hasten(now);
  }

  void handleTimeout(int responseNumber, Monotonic now) {
    if (!timer.expires(now)) {
      return;
    }
    if (!inProgress) {
      backOff++;
      context.errorCounted();
    }
    if (!context.isOver()) {
      send(responseNumber, now);
    }
  }

  void handle(ReconfigurationResponseParameter response, Monotonic now) {
    if (asked.isEmpty() || response.responseNumber() != number) {
      return;
    }
    context.progressMade();
    switch (response.result()) {
      case ReconfigurationResponseParameter.NOTHING_TO_DO,
          ReconfigurationResponseParameter.PERFORMED -> {
        List<Integer> streamIds = streamIds();
        asked.forEach(OutgoingStream::resetPerformed);
        finish();
        context.events().add(new AssociationEvent.OutgoingStreamsReset(streamIds));
      }
      case ReconfigurationResponseParameter.IN_PROGRESS -> {
        inProgress = true;
        backOff = 0;
        startTimer(now);
      }
      case ReconfigurationResponseParameter.DENIED -> fail("the peer denied it");
      case ReconfigurationResponseParameter.WRONG_SSN -> fail("the peer knows no such stream");
      case ReconfigurationResponseParameter.ALREADY_IN_PROGRESS ->
          fail("the peer is busy with another request");
      default -> fail("the peer answered with error " + (response.result() & 0xffff_ffffL));
    }
  }

  private void fail(String reason) {
    List<Integer> streamIds = streamIds();
    asked.forEach(OutgoingStream::resetFailed);
    finish();
    context.events().add(new AssociationEvent.OutgoingResetFailed(streamIds, reason));
  }

  private void finish() {
    asked = List.of();
    timer.stop();
    number++;
  }

  long nextTimeout() {
    return timer.deadline();
  }
}
