package dev.sotto.sctp;

import dev.sotto.sctp.wire.HeartbeatAckChunk;
import dev.sotto.sctp.wire.HeartbeatChunk;
import dev.sotto.sctp.wire.Octets;
import dev.sotto.time.Monotonic;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Probes an idle path, and answers the peer's probes (RFC 9260 section 8.3). */
final class Heartbeat {
  private static final int INFORMATION_TYPE = 1;
  private static final int INFORMATION_LENGTH = 12;

  private final Context context;
  private final RetransmissionTimeout timeout;
  private final Timer interval = new Timer();
  private final Timer answer = new Timer();
  private @Nullable Octets awaited;
  private long sentAt;

  Heartbeat(Context context, RetransmissionTimeout timeout) {
    this.context = context;
    this.timeout = timeout;
  }

  void start(Monotonic now) {
    long nanos = context.options().heartbeatInterval().toNanos();
    if (nanos > 0) {
      interval.start(now, nanos + timeout.current());
    }
  }

  void handleTimeout(RetransmissionQueue retransmissions, Monotonic now) {
    if (answer.expires(now)) {
      awaited = null;
      timeout.backOff();
      context.errorCounted();
    }
    if (interval.expires(now) && !context.isOver()) {
      long idleSince = now.nanos() - retransmissions.lastSentAt();
      boolean idle =
          !retransmissions.hasOutstanding()
              && idleSince >= context.options().heartbeatInterval().toNanos();
      if (idle) {
        probe(now);
      }
      start(now);
    }
  }

  private void probe(Monotonic now) {
    ByteBuffer information = ByteBuffer.allocate(INFORMATION_LENGTH);
    information.putShort((short) INFORMATION_TYPE).putShort((short) INFORMATION_LENGTH);
    information.putLong(context.random().nextLong());
    awaited = Octets.of(information.array());
    sentAt = now.nanos();
    context.control().add(new HeartbeatChunk(awaited));
    answer.start(now, timeout.current());
  }

  void handle(HeartbeatChunk chunk) {
    context.control().add(new HeartbeatAckChunk(chunk.information()));
  }

  /** Only what was asked for, and once, says anything about the path. */
  void handle(HeartbeatAckChunk chunk, Monotonic now) {
    if (awaited != null && awaited.equals(chunk.information())) {
      awaited = null;
      answer.stop();
      timeout.observe(now.nanos() - sentAt);
      context.progressMade();
    }
  }

  long nextTimeout() {
    return Math.min(interval.deadline(), answer.deadline());
  }
}
