package dev.sotto.sctp;

import dev.sotto.sctp.wire.CommonHeader;
import dev.sotto.sctp.wire.DataChunk;
import dev.sotto.sctp.wire.SackChunk;
import dev.sotto.sctp.wire.Serial;
import dev.sotto.time.Monotonic;
import org.jspecify.annotations.Nullable;

/**
 * Sends DATA and sees that it arrives: acknowledgments, the timer T3-rtx (RFC 9260 section 6.3),
 * fast retransmit (7.2.4), windows (6.1) and giving messages up (RFC 3758).
 */
final class RetransmissionQueue {
  private static final int MISSES_THAT_MEAN_LOSS = 3;

  private final AssociationOptions options;
  private final SendQueue sendQueue;
  private final RetransmissionTimeout timeout;
  private final Counters counters;
  private final boolean partialReliability;
  private final CongestionControl congestion;
  private final OutstandingData outstanding;
  private final PeerAckPoint peerAckPoint;
  private final Timer t3 = new Timer();
  private long advertisedWindow;
  private long burst;
  private int recoveryExit;
  private boolean fastRetransmit;
  private boolean probing;
  private long lastSentAt;

  RetransmissionQueue(
      AssociationOptions options,
      SendQueue sendQueue,
      RetransmissionTimeout timeout,
      Counters counters,
      PeerSetup peer,
      int initialTsn) {
    this.options = options;
    this.sendQueue = sendQueue;
    this.timeout = timeout;
    this.counters = counters;
    partialReliability = peer.partialReliability();
    advertisedWindow = peer.window();
    congestion = new CongestionControl(options, peer.window());
    outstanding = new OutstandingData(initialTsn);
    peerAckPoint = new PeerAckPoint(outstanding, timeout, initialTsn);
    grantBurst();
  }

  // --- acknowledgments

  /**
   * Takes a SACK that is whole. One that names TSNs never sent, or acknowledges less than before,
   * is ignored.
   *
   * @return whether the peer made progress, so that errors need no longer be counted
   */
  boolean handleSack(byte[] in, int at, Monotonic now) {
    int cumulative = SackChunk.cumulativeTsn(in, at);
    int gaps = SackChunk.gapCount(in, at);
    if (!isPlausible(cumulative) || !areGapsPlausible(in, at, cumulative, gaps)) {
      return false;
    }
    long inFlightBefore = outstanding.bytesInFlight();
    boolean advanced = Serial.atMost(outstanding.first(), cumulative);
    long acknowledged = acknowledgeUpTo(cumulative, gaps == 0, now);
    advertisedWindow = SackChunk.advertisedWindow(in, at);
    if (gaps > 0) {
      acknowledged += acknowledgeGaps(in, at, cumulative, gaps, advanced, now);
    }
    detectReneging(now);
    finishAcknowledgment(acknowledged, inFlightBefore, advanced, now);
    return acknowledged > 0 || advanced || advertisedWindow == 0;
  }

  /** The cumulative TSN of a SHUTDOWN (RFC 9260 section 9.2). */
  void handleCumulativeTsn(int cumulative, Monotonic now) {
    if (!isPlausible(cumulative)) {
      return;
    }
    long inFlightBefore = outstanding.bytesInFlight();
    boolean advanced = Serial.atMost(outstanding.first(), cumulative);
    long acknowledged = acknowledgeUpTo(cumulative, true, now);
    finishAcknowledgment(acknowledged, inFlightBefore, advanced, now);
  }

  private boolean isPlausible(int cumulative) {
    return Serial.atMost(outstanding.first() - 1, cumulative)
        && Serial.before(cumulative, outstanding.next());
  }

  /**
   * Blocks end before they start, or reach beyond what was sent, only when a peer makes them up.
   */
  private boolean areGapsPlausible(byte[] in, int at, int cumulative, int gaps) {
    int reach = outstanding.next() - 1 - cumulative;
    for (int i = 0; i < gaps; i++) {
      int start = SackChunk.gapStart(in, at, i);
      int end = SackChunk.gapEnd(in, at, i);
      if (start < 2 || end < start || end > reach) {
        return false;
      }
    }
    return true;
  }

  private long acknowledgeUpTo(int cumulative, boolean measure, Monotonic now) {
    long acknowledged = 0;
    long roundTrip = -1;
    while (Serial.atMost(outstanding.first(), cumulative)) {
      int tsn = outstanding.first();
      // Karn (RFC 9260 section 6.3.1 C5): what was sent twice says nothing about the time it took.
      if (outstanding.transmissions(tsn) == 1 && outstanding.isUnacknowledged(tsn)) {
        roundTrip = now.nanos() - outstanding.sentAt(tsn);
      } else {
        measure = false;
      }
      OutgoingMessage message = outstanding.message(tsn);
      acknowledged += outstanding.removeFirst();
      if (message.chunkDone()) {
        sendQueue.release(message);
      }
    }
    if (measure && roundTrip >= 0) {
      timeout.observe(roundTrip);
    }
    return acknowledged;
  }

  /** Blocks that do not ascend are passed over, so that the work stays linear. */
  private long acknowledgeGaps(
      byte[] in, int at, int cumulative, int gaps, boolean advanced, Monotonic now) {
    long acknowledged = 0;
    int highestNew = cumulative;
    int newestOrder = 0;
    boolean anyNew = false;
    int previousEnd = 0;
    for (int i = 0; i < gaps; i++) {
      int end = SackChunk.gapEnd(in, at, i);
      for (int d = Math.max(SackChunk.gapStart(in, at, i), previousEnd + 1); d <= end; d++) {
        int bytes = outstanding.acknowledge(cumulative + d);
        if (bytes > 0) {
          acknowledged += bytes;
          highestNew = cumulative + d;
          int order = outstanding.order(cumulative + d);
          newestOrder = anyNew && Serial.before(order, newestOrder) ? newestOrder : order;
          anyNew = true;
        }
      }
      previousEnd = Math.max(previousEnd, end);
    }
    if (anyNew) {
      // RFC 9260 section 7.2.4: in a recovery that advances, all that are reported missing count;
      // else only those below the highest TSN that is newly acknowledged.
      boolean countAll = advanced && congestion.isRecovering();
      countMisses(countAll ? cumulative + previousEnd : highestNew, newestOrder, now);
    }
    return acknowledged;
  }

  /** A chunk that was sent again later than what now arrived cannot be missed yet. */
  private void countMisses(int limit, int newestOrder, Monotonic now) {
    boolean lossFound = false;
    for (int tsn = outstanding.first(); Serial.before(tsn, limit); tsn++) {
      if (outstanding.isInFlight(tsn)
          && Serial.before(outstanding.order(tsn), newestOrder)
          && outstanding.miss(tsn) >= MISSES_THAT_MEAN_LOSS) {
        lossFound = true;
        counters.fastRetransmits++;
        loseOrAbandon(tsn, now);
      }
    }
    if (lossFound && !congestion.isRecovering()) {
      congestion.enterRecovery();
      recoveryExit = outstanding.next() - 1;
      fastRetransmit = true;
    }
  }

  /**
   * A peer may take back what a gap ack block said (RFC 9260 section 6.2). It did when the chunk
   * after the cumulative TSN, which it evidently lacks, was acknowledged before.
   */
  private void detectReneging(Monotonic now) {
    if (!outstanding.isEmpty() && outstanding.isAcknowledged(outstanding.first())) {
      loseOrAbandon(outstanding.first(), now);
    }
  }

  private void finishAcknowledgment(
      long acknowledged, long inFlightBefore, boolean advanced, Monotonic now) {
    congestion.acknowledged(acknowledged, inFlightBefore, advanced);
    endProbe(acknowledged > 0, now);
    if (congestion.isRecovering() && Serial.before(recoveryExit, outstanding.first())) {
      congestion.leaveRecovery();
    }
    peerAckPoint.advance(now);
    if (outstanding.isEmpty()) {
      t3.stop();
      outstanding.shrinkWhenEmpty();
    } else if (advanced) {
      t3.start(now, timeout.current());
    }
    grantBurst();
  }

  /** A probe that found the window closed is sent again as soon as the window is open. */
  private void endProbe(boolean progress, Monotonic now) {
    if (progress || outstanding.isEmpty()) {
      probing = false;
    } else if (probing
        && outstanding.isInFlight(outstanding.first())
        && outstanding.length(outstanding.first()) <= advertisedWindow) {
      probing = false;
      loseOrAbandon(outstanding.first(), now);
    }
  }

  // --- loss

  private void loseOrAbandon(int tsn, Monotonic now) {
    OutgoingMessage message = outstanding.message(tsn);
    if (partialReliability && message.isUpAfter(outstanding.transmissions(tsn), now)) {
      abandon(tsn);
    } else {
      outstanding.markLost(tsn);
    }
  }

  /** The path is back: what waits for a timeout is sent again at once. */
  void pathRestored(Monotonic now) {
    t3.hasten(now);
  }

  /** Whether T3-rtx expired: a timeout without an acknowledgment to be counted. */
  boolean handleTimeout(Monotonic now) {
    if (!t3.expires(now)) {
      return false;
    }
    counters.timeouts++;
    timeout.backOff();
    if (!probing) {
      congestion.timedOut();
    }
    fastRetransmit = false;
    for (int tsn = outstanding.first(); Serial.before(tsn, outstanding.next()); tsn++) {
      if (outstanding.isInFlight(tsn)) {
        loseOrAbandon(tsn, now);
      }
    }
    peerAckPoint.timedOut();
    if (!outstanding.isEmpty()) {
      t3.start(now, timeout.current());
    }
    grantBurst();
    return true;
  }

  // --- giving up (RFC 3758)

  private void abandon(int tsn) {
    OutgoingMessage message = outstanding.message(tsn);
    outstanding.abandonMessage(tsn);
    if (message.unsent() > 0) {
      // The peer may have acknowledged all that was sent: only a TSN beyond makes it forget them.
      outstanding.addPlaceholder(message);
    }
    sendQueue.discard(message);
  }

  /** Puts a FORWARD-TSN into the packet when one is due and fits. */
  void writeForwardTsn(PacketWriter packet, Monotonic now) {
    if (peerAckPoint.write(packet, now) && !t3.isRunning()) {
      t3.start(now, timeout.current());
    }
  }

  // --- sending

  /** Whether {@link #writeData} would put something into an empty packet. */
  boolean hasDataToSend(Monotonic now) {
    return (outstanding.hasLost() && mayRetransmit(outstanding.firstLost()))
        || (nextNew(now) != null);
  }

  /** Fills the packet: first what was lost, then what is new (RFC 9260 section 6.1 C). */
  void writeData(PacketWriter packet, Monotonic now) {
    long before = counters.chunksSent;
    writeLost(packet, now);
    writeNew(packet, now);
    boolean wrote = counters.chunksSent != before;
    if (wrote) {
      lastSentAt = now.nanos();
      if (!t3.isRunning()) {
        t3.start(now, timeout.current());
      }
    }
    fastRetransmit = fastRetransmit && !wrote;
  }

  private void writeLost(PacketWriter packet, Monotonic now) {
    while (outstanding.hasLost()) {
      int tsn = outstanding.firstLost();
      OutgoingMessage message = outstanding.message(tsn);
      if (partialReliability && message.hasExpired(now)) {
        abandon(tsn);
        peerAckPoint.advance(now);
        continue;
      }
      int length = outstanding.length(tsn);
      if (DataChunk.HEADER + length > packet.room() || !mayRetransmit(tsn)) {
        break;
      }
      outstanding.retransmitted(tsn, now.nanos());
      if (tsn == outstanding.first()) {
        t3.start(now, timeout.current()); // RFC 9260 section 7.2.4, step 4
      }
      counters.chunksRetransmitted++;
      write(packet, message, tsn, outstanding.offset(tsn), length);
    }
  }

  /**
   * The packet of a fast retransmit ignores the congestion window (RFC 9260 section 7.2.4), and the
   * lowest chunk the peer's window: it is the one that the peer waits for to empty its buffer.
   */
  private boolean mayRetransmit(int tsn) {
    if (outstanding.bytesInFlight() == 0 || fastRetransmit) {
      return true;
    }
    boolean window = tsn == outstanding.first() || outstanding.length(tsn) <= peerWindow();
    return window && burst > 0 && congestion.permits(outstanding.bytesInFlight());
  }

  private void writeNew(PacketWriter packet, Monotonic now) {
    while (true) {
      OutgoingMessage message = nextNew(now);
      if (message == null) {
        return;
      }
      int length = fragmentLength(message, packet.room() - DataChunk.HEADER, packet.isEmpty());
      if (length == 0) {
        return;
      }
      // RFC 9260 section 6.1 A: with nothing in flight one chunk may be sent whatever the window.
      probing |= outstanding.bytesInFlight() == 0 && length > peerWindow();
      int offset = message.sent();
      int tsn = outstanding.next();
      sendQueue.sent(message, length);
      if (message.unsent() == 0) {
        counters.messagesSent++;
      }
      outstanding.add(message, offset, length, now.nanos());
      write(packet, message, tsn, offset, length);
    }
  }

  /** The message to send from, or null when there is none or no window permits it. */
  private @Nullable OutgoingMessage nextNew(Monotonic now) {
    if (outstanding.hasLost() || outstanding.isFull()) {
      return null;
    }
    OutgoingMessage message = head(now);
    if (message == null || outstanding.bytesInFlight() == 0) {
      return message;
    }
    int whole = Math.min(message.unsent(), largestFragment());
    boolean permitted =
        whole <= peerWindow() && burst > 0 && congestion.permits(outstanding.bytesInFlight());
    return permitted ? message : null;
  }

  /** A message whose time is up while half of it is sent is given up here. */
  private @Nullable OutgoingMessage head(Monotonic now) {
    OutgoingMessage message = sendQueue.head(now);
    while (message != null
        && partialReliability
        && message.sent() > 0
        && message.hasExpired(now)
        && !outstanding.isFull()) {
      giveUpUnsent(message, now);
      message = sendQueue.head(now);
    }
    return message;
  }

  private void giveUpUnsent(OutgoingMessage message, Monotonic now) {
    int placeholder = outstanding.next();
    outstanding.addPlaceholder(message);
    outstanding.abandonMessage(placeholder);
    sendQueue.discard(message);
    peerAckPoint.advance(now);
    if (!t3.isRunning()) {
      t3.start(now, timeout.current());
    }
  }

  private int largestFragment() {
    return (options.mtu() - CommonHeader.LENGTH - DataChunk.HEADER) & ~3;
  }

  /** A small rest of a packet is not worth a fragment of its own. */
  private int fragmentLength(OutgoingMessage message, int room, boolean packetIsEmpty) {
    int unsent = message.unsent();
    if (unsent <= room) {
      return unsent;
    }
    return packetIsEmpty || room >= options.mtu() / 4 ? room & ~3 : 0;
  }

  private void write(
      PacketWriter packet, OutgoingMessage message, int tsn, int offset, int length) {
    int flags =
        (offset == 0 ? DataChunk.BEGINNING : 0)
            | (offset + length == message.length() ? DataChunk.ENDING : 0)
            | (message.isOrdered() ? 0 : DataChunk.UNORDERED);
    byte[] out = packet.array();
    int at = packet.position();
    DataChunk.writeHeader(
        out, at, flags, length, tsn, message.stream().id(), message.ssn(), message.ppid());
    System.arraycopy(message.payload(), offset, out, at + DataChunk.HEADER, length);
    packet.wrote(DataChunk.HEADER + length);
    counters.chunksSent++;
    burst -= DataChunk.HEADER + length;
  }

  /** The user sends after a pause: windows as after an acknowledgment, less what idling costs. */
  void resume(Monotonic now) {
    if (outstanding.isEmpty()) {
      congestion.idle((now.nanos() - lastSentAt) / timeout.withoutBackOff());
      grantBurst();
    }
  }

  /** RFC 9260 section 6.1 D: a burst stays within Max.Burst packets for each acknowledgment. */
  private void grantBurst() {
    burst =
        Math.min(
            congestion.window(), Math.max(burst, 0) + (long) options.maxBurst() * options.mtu());
  }

  // --- what others ask

  /** Nothing of the user's is unsent or unacknowledged. */
  boolean isIdle() {
    return outstanding.isEmpty() && sendQueue.isEmpty();
  }

  boolean hasOutstanding() {
    return !outstanding.isEmpty();
  }

  int lastAssignedTsn() {
    return outstanding.next() - 1;
  }

  long lastSentAt() {
    return lastSentAt;
  }

  long peerWindow() {
    return Math.max(0, advertisedWindow - outstanding.payloadInFlight());
  }

  long bytesInFlight() {
    return outstanding.bytesInFlight();
  }

  CongestionControl congestion() {
    return congestion;
  }

  long nextTimeout() {
    return t3.deadline();
  }
}
