package dev.sotto.sctp;

import static dev.sotto.sctp.AssociationState.CLOSED;
import static dev.sotto.sctp.AssociationState.COOKIE_ECHOED;
import static dev.sotto.sctp.AssociationState.COOKIE_WAIT;
import static dev.sotto.sctp.AssociationState.ESTABLISHED;
import static dev.sotto.sctp.AssociationState.SHUTDOWN_ACK_SENT;
import static dev.sotto.sctp.AssociationState.SHUTDOWN_PENDING;
import static dev.sotto.sctp.AssociationState.SHUTDOWN_RECEIVED;
import static dev.sotto.sctp.AssociationState.SHUTDOWN_SENT;

import dev.sotto.sctp.wire.ShutdownAckChunk;
import dev.sotto.sctp.wire.ShutdownChunk;
import dev.sotto.sctp.wire.ShutdownCompleteChunk;
import dev.sotto.time.Monotonic;
import java.util.List;

/** Ends the association gracefully, from either side or both (RFC 9260 section 9.2). */
final class Shutdown {
  private static final int GUARD_TIMEOUTS = 5;

  private final Context context;
  private final Timer t2 = new Timer();
  private final Timer t5Guard = new Timer();
  private int repetitions;
  private boolean wanted;

  Shutdown(Context context) {
    this.context = context;
  }

  /** The user wants the end. */
  void request(Monotonic now) {
    AssociationState state = context.state();
    if (context.isOver()) {
      return;
    }
    if (state == CLOSED || state == COOKIE_WAIT) {
      context.end(new AssociationEvent.Closed());
    } else if (state == COOKIE_ECHOED) {
      wanted = true;
    } else if (state == ESTABLISHED) {
      context.state(SHUTDOWN_PENDING);
      progress(now);
    }
  }

  /** Whether the user asked for the end before the association was established. */
  boolean isWanted() {
    return wanted;
  }

  void established(Monotonic now) {
    if (wanted) {
      request(now);
    }
  }

  void restarted(boolean wasEnding, Monotonic now) {
    t2.stop();
    t5Guard.stop();
    repetitions = 0;
    if (wasEnding) {
      request(now);
    }
  }

  /** Goes on when everything that was accepted has been acknowledged. */
  void progress(Monotonic now) {
    TransmissionControlBlock block = context.block();
    if (block == null || !block.retransmissions().isIdle()) {
      return;
    }
    if (context.state() == SHUTDOWN_PENDING) {
      context.state(SHUTDOWN_SENT);
      t5Guard.start(now, GUARD_TIMEOUTS * context.options().rtoMax().toNanos());
      send(block, now);
    } else if (context.state() == SHUTDOWN_RECEIVED) {
      context.state(SHUTDOWN_ACK_SENT);
      t5Guard.start(now, GUARD_TIMEOUTS * context.options().rtoMax().toNanos());
      send(block, now);
    }
  }

  private void send(TransmissionControlBlock block, Monotonic now) {
    context
        .control()
        .add(
            context.state() == SHUTDOWN_SENT
                ? new ShutdownChunk(block.received().cumulative())
                : new ShutdownAckChunk());
    long nanos = block.timeout().withoutBackOff() << Math.min(repetitions, 16);
    t2.start(now, Math.min(nanos, context.options().rtoMax().toNanos()));
  }

  void pathRestored(Monotonic now) {
    t2.hasten(now);
  }

  void handleTimeout(Monotonic now) {
    TransmissionControlBlock block = context.block();
    if (block == null) {
      return;
    }
    if (t5Guard.expires(now)) {
      giveUp();
    } else if (t2.expires(now)) {
      if (repetitions == context.options().maxInitRetransmissions()) {
        giveUp();
        return;
      }
      repetitions++;
      send(block, now);
    }
  }

  private void giveUp() {
    context.abort(AbortCause.TOO_MANY_RETRANSMISSIONS, "no answer to the shutdown", List.of());
  }

  long nextTimeout() {
    return Math.min(t2.deadline(), t5Guard.deadline());
  }

  /** The association has ended. */
  void stop() {
    t2.stop();
    t5Guard.stop();
  }

  /** The peer still sends data: it is acknowledged, and reminded. */
  void dataReceived(TransmissionControlBlock block, Monotonic now) {
    if (context.state() == SHUTDOWN_SENT) {
      block.received().acknowledgeNow();
      send(block, now);
    }
  }

  void handleShutdown(ShutdownChunk chunk, Monotonic now) {
    TransmissionControlBlock block = context.block();
    if (block == null || !context.state().isOpen()) {
      return;
    }
    switch (context.state()) {
      case ESTABLISHED, SHUTDOWN_PENDING, SHUTDOWN_RECEIVED -> {
        block.retransmissions().handleCumulativeTsn(chunk.cumulativeTsn(), now);
        context.state(SHUTDOWN_RECEIVED);
        progress(now);
      }
      default -> {
        context.state(SHUTDOWN_ACK_SENT);
        send(block, now);
      }
    }
  }

  void handleShutdownAck() {
    TransmissionControlBlock block = context.block();
    if (block != null
        && (context.state() == SHUTDOWN_SENT || context.state() == SHUTDOWN_ACK_SENT)) {
      context.control().addAlone(block.peer().tag(), new ShutdownCompleteChunk(false));
      context.end(new AssociationEvent.Closed());
    }
  }

  void handleShutdownComplete() {
    if (context.state() == SHUTDOWN_ACK_SENT) {
      context.end(new AssociationEvent.Closed());
    }
  }
}
