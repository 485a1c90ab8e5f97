package dev.sotto.sctp;

import dev.sotto.sctp.wire.ForwardTsnChunk;
import dev.sotto.sctp.wire.ForwardTsnChunk.SkippedStream;
import dev.sotto.sctp.wire.Serial;
import dev.sotto.time.Monotonic;
import java.util.ArrayList;
import java.util.List;

/**
 * The Advanced.Peer.Ack.Point of RFC 3758 section 3.5: up to where the peer need not wait, because
 * all between its cumulative TSN and there was abandoned; and the FORWARD-TSN that says so.
 */
final class PeerAckPoint {
  private static final int MAX_DELAY_NANOS = 200_000_000;
  private static final int FORWARD_TSN_HEADER = 8;

  private final OutstandingData outstanding;
  private final RetransmissionTimeout timeout;
  private int point;
  private boolean due;
  private long sentAt = Long.MIN_VALUE / 2;

  PeerAckPoint(OutstandingData outstanding, RetransmissionTimeout timeout, int initialTsn) {
    this.outstanding = outstanding;
    this.timeout = timeout;
    point = initialTsn - 1;
  }

  /** RFC 3758 section 3.5 C1 to C4; repeated at most once in 200 ms or a round trip. */
  void advance(Monotonic now) {
    int before = point;
    move();
    long roundTrip = Math.max(0, timeout.smoothedRoundTrip());
    boolean repeat = now.nanos() - sentAt >= Math.min(MAX_DELAY_NANOS, roundTrip);
    due = isAheadOfPeer() && (due || before != point || repeat);
  }

  /** T3-rtx expired: what the peer has not acknowledged is said again. */
  void timedOut() {
    move();
    due = isAheadOfPeer();
  }

  private void move() {
    if (Serial.before(point, outstanding.first() - 1)) {
      point = outstanding.first() - 1;
    }
    while (Serial.before(point + 1, outstanding.next()) && outstanding.isAbandoned(point + 1)) {
      point++;
    }
  }

  private boolean isAheadOfPeer() {
    return Serial.atMost(outstanding.first(), point);
  }

  /** Puts a FORWARD-TSN into the packet when one is due and fits; whether it did. */
  boolean write(PacketWriter packet, Monotonic now) {
    int mostStreams = (packet.room() - FORWARD_TSN_HEADER) / 4;
    if (!due || mostStreams < 1) {
      return false;
    }
    due = false;
    sentAt = now.nanos();
    packet.put(forwardTsn(mostStreams));
    return true;
  }

  /** Goes only as far as the list of streams fits; the acknowledgment of it brings the rest. */
  private ForwardTsnChunk forwardTsn(int mostStreams) {
    List<SkippedStream> skipped = new ArrayList<>();
    int tsn = outstanding.first();
    for (; Serial.atMost(tsn, point); tsn++) {
      OutgoingMessage message = outstanding.message(tsn);
      if (message.isOrdered()
          && !skip(new SkippedStream(message.stream().id(), message.ssn()), skipped, mostStreams)) {
        break;
      }
    }
    return new ForwardTsnChunk(tsn - 1, skipped);
  }

  private static boolean skip(SkippedStream stream, List<SkippedStream> skipped, int most) {
    for (int i = skipped.size() - 1; i >= 0; i--) {
      if (skipped.get(i).streamId() == stream.streamId()) {
        skipped.set(i, stream);
        return true;
      }
    }
    return skipped.size() < most && skipped.add(stream);
  }
}
