package dev.sotto.sctp;

import dev.sotto.sctp.wire.OutgoingResetRequestParameter;
import dev.sotto.sctp.wire.ReConfigChunk;
import dev.sotto.sctp.wire.ReconfigurationResponseParameter;
import dev.sotto.sctp.wire.Serial;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers the peer's requests to reconfigure (RFC 6525 section 5.2). A reset of streams that the
 * peer sends on is performed once everything sent before it has arrived; all else is denied.
 */
final class IncomingStreamReset {
  private final Context context;
  private final PeerSetup peer;
  private final ReceivedTsns received;
  private final ReassemblyQueue reassembly;
  private int expected;
  private int latestResult = ReconfigurationResponseParameter.BAD_SEQUENCE_NUMBER;
  private int earlierResult = ReconfigurationResponseParameter.BAD_SEQUENCE_NUMBER;
  private @Nullable OutgoingResetRequestParameter deferred;

  IncomingStreamReset(
      Context context, PeerSetup peer, ReceivedTsns received, ReassemblyQueue reassembly) {
    this.context = context;
    this.peer = peer;
    this.received = received;
    this.reassembly = reassembly;
    expected = peer.tsn(); // RFC 6525 section 4.1
  }

  /** The number of the latest request that is answered. */
  int answeredNumber() {
    return expected - 1;
  }

  void handle(OutgoingResetRequestParameter request) {
    int number = request.requestNumber();
    if (deferred != null && number == expected + 1) {
      // The peer gave up the request that waits, and asks anew.
      answered(ReconfigurationResponseParameter.IN_PROGRESS);
    }
    if (number != expected) {
      repeatAnswer(number);
    } else if (request.streamIds().stream().anyMatch(id -> id >= peer.inboundStreams())) {
      deferred = null;
      answer(number, ReconfigurationResponseParameter.WRONG_SSN);
    } else if (Serial.before(received.cumulative(), request.lastTsn())) {
      deferred = request;
      respond(number, ReconfigurationResponseParameter.IN_PROGRESS);
    } else {
      perform(request);
    }
  }

  /** The cumulative TSN has moved on: perhaps to where a deferred reset can be performed. */
  void cumulativeTsnAdvanced() {
    OutgoingResetRequestParameter request = deferred;
    if (request != null && !Serial.before(received.cumulative(), request.lastTsn())) {
      perform(request);
    }
  }

  private void perform(OutgoingResetRequestParameter request) {
    deferred = null;
    reassembly.resetStreams(request.streamIds());
    answer(request.requestNumber(), ReconfigurationResponseParameter.PERFORMED);
    context.events().add(new AssociationEvent.IncomingStreamsReset(request.streamIds()));
  }

  /** Incoming resets, resets of all numbers, more streams: none of them serves data channels. */
  void deny(int number) {
    if (number == expected) {
      deferred = null;
      answer(number, ReconfigurationResponseParameter.DENIED);
    } else {
      repeatAnswer(number);
    }
  }

  private void answer(int number, int result) {
    answered(result);
    respond(number, result);
  }

  private void answered(int result) {
    earlierResult = latestResult;
    latestResult = result;
    expected++;
  }

  /** A chunk has up to two requests, and both may be repeated. */
  private void repeatAnswer(int number) {
    int result = ReconfigurationResponseParameter.BAD_SEQUENCE_NUMBER;
    if (number == expected - 1) {
      result = latestResult;
    } else if (number == expected - 2) {
      result = earlierResult;
    }
    respond(number, result);
  }

  private void respond(int number, int result) {
    context
        .control()
        .add(new ReConfigChunk(List.of(new ReconfigurationResponseParameter(number, result))));
  }
}
