package dev.sotto.sctp;

import dev.sotto.sctp.wire.AbortChunk;
import dev.sotto.sctp.wire.ErrorCause;
import dev.sotto.sctp.wire.Octets;
import dev.sotto.sctp.wire.ProtocolViolationCause;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What the parts of one association share: its state, its peer, and the ways out. */
final class Context {
  private final AssociationOptions options;
  private final RandomGenerator random;
  private final MessageReceiver receiver;
  private final Events events = new Events();
  private final Counters counters = new Counters();
  private final ControlQueue control;
  private final SendQueue sendQueue;
  private AssociationState state = AssociationState.CLOSED;
  private @Nullable TransmissionControlBlock block;
  private boolean over;
  private int errors;

  Context(AssociationOptions options, RandomGenerator random, MessageReceiver receiver) {
    this.options = options;
    this.random = random;
    this.receiver = receiver;
    control = new ControlQueue(options);
    sendQueue = new SendQueue(options, events);
  }

  AssociationOptions options() {
    return options;
  }

  RandomGenerator random() {
    return random;
  }

  /** RFC 9260 section 5.3.1: tags are random and never 0. */
  int randomTag() {
    int tag = random.nextInt();
    while (tag == 0) {
      tag = random.nextInt();
    }
    return tag;
  }

  Events events() {
    return events;
  }

  Counters counters() {
    return counters;
  }

  ControlQueue control() {
    return control;
  }

  SendQueue sendQueue() {
    return sendQueue;
  }

  AssociationState state() {
    return state;
  }

  void state(AssociationState next) {
    state = next;
  }

  /** What is known about the peer: null before its INIT ACK or COOKIE ECHO, and after the end. */
  @Nullable TransmissionControlBlock block() {
    return block;
  }

  /** The association has a peer, perhaps a new one. */
  void associate(PeerSetup peer, int localTag, int localInitialTsn) {
    block = new TransmissionControlBlock(this, receiver, peer, localTag, localInitialTsn);
  }

  /** The peer that answered is not the peer after all: the cookie has to be asked for again. */
  void dissociate() {
    block = null;
  }

  /** Whether the association has ended; it cannot be opened again. */
  boolean isOver() {
    return over;
  }

  // --- errors (RFC 9260 section 8.1)

  void progressMade() {
    errors = 0;
  }

  /** The peer left something unanswered. */
  void errorCounted() {
    errors++;
    int most = options.maxRetransmissions();
    if (most > 0 && errors > most) {
      abort(
          AbortCause.TOO_MANY_RETRANSMISSIONS,
          "no answer to " + most + " retransmissions",
          List.of());
    }
  }

  // --- ways out

  /** The peer broke the rules: RFC 9260 section 3.3.10.13. */
  void violation(String what) {
    abort(
        AbortCause.PROTOCOL_VIOLATION,
        what,
        List.of(new ProtocolViolationCause(Octets.utf8(what))));
  }

  /** Tells the peer, if there is one, and ends. */
  void abort(AbortCause cause, String reason, List<ErrorCause> told) {
    if (block != null) {
      control.addAlone(block.peer().tag(), new AbortChunk(false, told));
    }
    end(new AssociationEvent.Aborted(cause, reason));
  }

  /** Nothing is kept but what still has to be sent alone. */
  void end(AssociationEvent last) {
    over = true;
    state = AssociationState.CLOSED;
    block = null;
    control.clear();
    sendQueue.clear();
    events.add(last);
  }
}
