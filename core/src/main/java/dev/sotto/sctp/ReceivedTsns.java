package dev.sotto.sctp;

import dev.sotto.sctp.wire.BigEndian;
import dev.sotto.sctp.wire.SackChunk;
import dev.sotto.sctp.wire.Serial;
import dev.sotto.time.Monotonic;

/**
 * Which TSNs have arrived, and when that is acknowledged (RFC 9260 section 6.2). It knows nothing
 * of what the chunks carry.
 */
final class ReceivedTsns {
  /** TSNs further ahead than this are not taken: a gap ack block could not name them. */
  static final int MAX_AHEAD = 65_535;

  private static final int MAX_GAP_BLOCKS = 64;
  private static final int MAX_DUPLICATES = 20;

  private final long delayNanos;
  private final TsnBitmap ahead = new TsnBitmap();
  private final Timer delayedAck = new Timer();
  private final int[] duplicates = new int[MAX_DUPLICATES];
  private int cumulative;
  private int highest;
  private int duplicateCount;
  private int packetsUnacknowledged;
  private boolean dataInPacket;
  private boolean due;
  private boolean first = true;

  ReceivedTsns(AssociationOptions options, int peerInitialTsn) {
    delayNanos = options.delayedAck().toNanos();
    cumulative = peerInitialTsn - 1;
    highest = cumulative;
  }

  int cumulative() {
    return cumulative;
  }

  /** The highest TSN that has arrived. */
  int highest() {
    return highest;
  }

  boolean isNext(int tsn) {
    return tsn == cumulative + 1;
  }

  /** Whether it arrived before, or was skipped by the peer. */
  boolean isDuplicate(int tsn) {
    return Serial.atMost(tsn, cumulative) || (isWithinReach(tsn) && isAhead(tsn));
  }

  private boolean isAhead(int tsn) {
    return Serial.atMost(tsn, highest) && ahead.contains(tsn);
  }

  boolean isWithinReach(int tsn) {
    int distance = tsn - cumulative;
    return distance > 0 && distance <= MAX_AHEAD;
  }

  /** A chunk arrived that is new and within reach. */
  void add(int tsn) {
    if (isNext(tsn)) {
      moveTo(tsn);
    } else {
      ahead.reach(cumulative + 1, tsn - cumulative);
      ahead.set(tsn);
      if (Serial.before(highest, tsn)) {
        highest = tsn;
      }
    }
  }

  /** Everything up to a TSN counts as received: the peer gave it up (RFC 3758 section 3.6). */
  void forwardTo(int tsn) {
    int end = Serial.before(highest, tsn) ? highest : tsn;
    for (int t = cumulative + 1; Serial.atMost(t, end); t++) {
      ahead.clear(t);
    }
    moveTo(tsn);
  }

  private void moveTo(int tsn) {
    cumulative = tsn;
    while (Serial.before(cumulative, highest) && ahead.contains(cumulative + 1)) {
      cumulative++;
      ahead.clear(cumulative);
    }
    if (Serial.before(highest, cumulative)) {
      highest = cumulative;
    }
  }

  boolean hasGap() {
    return highest != cumulative;
  }

  // --- when to acknowledge

  /** A DATA chunk was in the packet that is being read. */
  void dataSeen(boolean acknowledgeAtOnce) {
    dataInPacket = true;
    due |= acknowledgeAtOnce || first;
    first = false;
  }

  /** RFC 9260 section 6.2: a duplicate is reported, without delay. */
  void duplicateSeen(int tsn) {
    dataSeen(true);
    if (duplicateCount < MAX_DUPLICATES) {
      duplicates[duplicateCount++] = tsn;
    }
  }

  /** An acknowledgment goes out with the next packet. */
  void acknowledgeNow() {
    due = true;
  }

  /** The packet is read: at once for a gap, else every second packet, else after the delay. */
  void packetEnds(boolean gapBefore, Monotonic now) {
    if (!dataInPacket) {
      return;
    }
    dataInPacket = false;
    packetsUnacknowledged++;
    due |= gapBefore || hasGap() || packetsUnacknowledged >= 2;
    if (!due && !delayedAck.isRunning()) {
      delayedAck.start(now, delayNanos);
    }
  }

  void handleTimeout(Monotonic now) {
    due |= delayedAck.expires(now);
  }

  /** Whether a SACK has to go out even with nothing else. */
  boolean isAcknowledgmentDue() {
    return due;
  }

  /** Whether a SACK would say something new, so that data on the way out should take it along. */
  boolean isAcknowledgmentWaiting() {
    return due || packetsUnacknowledged > 0;
  }

  /** Puts a SACK into the packet, with as many blocks as fit. */
  void writeSack(PacketWriter packet, long window) {
    int room = (packet.room() - SackChunk.HEADER) / SackChunk.BLOCK;
    if (room < 0) {
      return;
    }
    byte[] out = packet.array();
    int at = packet.position();
    int end = at + SackChunk.HEADER;
    int gaps = 0;
    int tsn = ahead.nextSet(cumulative + 1, highest + 1);
    while (tsn != highest + 1 && gaps < Math.min(MAX_GAP_BLOCKS, room)) {
      int after = ahead.nextClear(tsn, highest + 1);
      BigEndian.put16(out, end, tsn - cumulative);
      BigEndian.put16(out, end + 2, after - 1 - cumulative);
      end += SackChunk.BLOCK;
      gaps++;
      tsn = ahead.nextSet(after, highest + 1);
    }
    int reported = Math.min(duplicateCount, room - gaps);
    for (int i = 0; i < reported; i++) {
      BigEndian.put32(out, end, duplicates[i]);
      end += SackChunk.BLOCK;
    }
    SackChunk.writeHeader(out, at, cumulative, window, gaps, reported);
    packet.wrote(end - at);
    duplicateCount = 0;
    packetsUnacknowledged = 0;
    due = false;
    delayedAck.stop();
  }

  long nextTimeout() {
    return delayedAck.deadline();
  }
}
