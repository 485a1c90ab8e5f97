package dev.sotto.sctp;

import dev.sotto.sctp.wire.DataChunk;
import dev.sotto.sctp.wire.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The DATA chunks that were given a TSN and are not yet cumulatively acknowledged: a ring of
 * consecutive TSNs, held in arrays so that a chunk is no object.
 *
 * <p>A chunk is in flight, lost (to be sent again), acknowledged by a gap ack block, or abandoned
 * (RFC 3758). Only chunks in flight count against windows.
 */
final class OutstandingData {
  /** More could not be named in the 16 bits of a gap ack block. */
  static final int MAX_CHUNKS = 32_768;

  private static final byte IN_FLIGHT = 0;
  private static final byte LOST = 1;
  private static final byte ACKNOWLEDGED = 2;
  private static final byte ABANDONED = 3;

  private @Nullable OutgoingMessage[] messages = new OutgoingMessage[16];
  private int[] offsets = new int[16];
  private char[] lengths = new char[16];
  private long[] sentAt = new long[16];
  private int[] orders = new int[16];
  private int[] transmissions = new int[16];
  private byte[] states = new byte[16];
  private byte[] misses = new byte[16];

  private int first;
  private int next;
  private long bytesInFlight;
  private long payloadInFlight;
  private int lost;
  private int lostHint;
  private int sendings;

  OutstandingData(int initialTsn) {
    first = initialTsn;
    next = initialTsn;
    lostHint = initialTsn;
  }

  /** The lowest TSN that is not cumulatively acknowledged. */
  int first() {
    return first;
  }

  /** The TSN that the next new chunk gets. */
  int next() {
    return next;
  }

  int count() {
    return next - first;
  }

  boolean isEmpty() {
    return first == next;
  }

  boolean isFull() {
    return count() >= MAX_CHUNKS; // a placeholder may have been added to a full ring
  }

  /** Bytes of chunks in flight, with header and padding. */
  long bytesInFlight() {
    return bytesInFlight;
  }

  /** Bytes of user data in flight. */
  long payloadInFlight() {
    return payloadInFlight;
  }

  boolean hasLost() {
    return lost > 0;
  }

  /** A fragment is sent for the first time; its TSN is {@link #next()} before the call. */
  void add(OutgoingMessage message, int offset, int length, long now) {
    int at = append(message, offset, length);
    transmissions[at] = 1;
    sentAt[at] = now;
    orders[at] = sendings++;
    enter(at);
  }

  /** A TSN that is never sent and stands for the unsent rest of an abandoned message. */
  void addPlaceholder(OutgoingMessage message) {
    int at = append(message, message.sent(), 0);
    states[at] = ABANDONED;
  }

  private int append(OutgoingMessage message, int offset, int length) {
    if (count() == states.length) {
      grow();
    }
    int at = index(next++);
    messages[at] = message;
    offsets[at] = offset;
    lengths[at] = (char) length;
    misses[at] = 0;
    transmissions[at] = 0;
    return at;
  }

  private void grow() {
    int size = states.length;
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      order[index(first + i) & (size - 1)] = (first + i) & (2 * size - 1);
    }
    @Nullable OutgoingMessage[] newMessages = new OutgoingMessage[2 * size];
    int[] newOffsets = new int[2 * size];
    char[] newLengths = new char[2 * size];
    long[] newSentAt = new long[2 * size];
    int[] newOrders = new int[2 * size];
    int[] newTransmissions = new int[2 * size];
    byte[] newStates = new byte[2 * size];
    byte[] newMisses = new byte[2 * size];
    for (int old = 0; old < size; old++) {
      int to = order[old];
      newMessages[to] = messages[old];
      newOffsets[to] = offsets[old];
      newLengths[to] = lengths[old];
      newSentAt[to] = sentAt[old];
      newOrders[to] = orders[old];
      newTransmissions[to] = transmissions[old];
      newStates[to] = states[old];
      newMisses[to] = misses[old];
    }
    messages = newMessages;
    offsets = newOffsets;
    lengths = newLengths;
    sentAt = newSentAt;
    orders = newOrders;
    transmissions = newTransmissions;
    states = newStates;
    misses = newMisses;
  }

  private int index(int tsn) {
    return tsn & (states.length - 1);
  }

  private void enter(int at) {
    states[at] = IN_FLIGHT;
    bytesInFlight += wireLength(at);
    payloadInFlight += lengths[at];
  }

  private void leave(int at, byte state) {
    if (states[at] == IN_FLIGHT) {
      bytesInFlight -= wireLength(at);
      payloadInFlight -= lengths[at];
    } else if (states[at] == LOST) {
      lost--;
    }
    states[at] = state;
  }

  private int wireLength(int at) {
    return DataChunk.HEADER + ((lengths[at] + 3) & ~3);
  }

  /** Removes the lowest chunk; how many bytes of it become acknowledged by that. */
  int removeFirst() {
    int at = index(first);
    int newly = isUnacknowledged(first) ? wireLength(at) : 0;
    leave(at, ACKNOWLEDGED);
    messages[at] = null;
    first++;
    if (Serial.before(lostHint, first)) {
      lostHint = first;
    }
    return newly;
  }

  /** Whether it was sent, and no acknowledgment has named it. */
  boolean isUnacknowledged(int tsn) {
    int at = index(tsn);
    return states[at] == IN_FLIGHT || states[at] == LOST;
  }

  /** A gap ack block names the chunk; how many bytes become acknowledged by that. */
  int acknowledge(int tsn) {
    int at = index(tsn);
    if (!isUnacknowledged(tsn)) {
      return 0;
    }
    leave(at, ACKNOWLEDGED);
    return wireLength(at);
  }

  void markLost(int tsn) {
    int at = index(tsn);
    leave(at, LOST);
    misses[at] = 0;
    lost++;
    if (Serial.before(tsn, lostHint)) {
      lostHint = tsn;
    }
  }

  /** The lowest lost chunk; there must be one. */
  int firstLost() {
    while (states[index(lostHint)] != LOST) {
      lostHint++;
    }
    return lostHint;
  }

  void retransmitted(int tsn, long now) {
    int at = index(tsn);
    lost--;
    transmissions[at]++;
    sentAt[at] = now;
    orders[at] = sendings++;
    misses[at] = 0;
    enter(at);
  }

  /** One more report that misses the chunk; how many there are now. */
  int miss(int tsn) {
    return ++misses[index(tsn)];
  }

  /**
   * Abandons all chunks of the message that a TSN belongs to: their TSNs are consecutive (RFC 3758
   * section 3.5 A3).
   */
  void abandonMessage(int tsn) {
    OutgoingMessage message = message(tsn);
    for (int t = tsn; Serial.atMost(first, t) && messages[index(t)] == message; t--) {
      abandon(t);
    }
    for (int t = tsn + 1; Serial.before(t, next) && messages[index(t)] == message; t++) {
      abandon(t);
    }
  }

  private void abandon(int tsn) {
    leave(index(tsn), ABANDONED);
  }

  OutgoingMessage message(int tsn) {
    OutgoingMessage message = messages[index(tsn)];
    if (message == null) {
      throw new IllegalStateException("not outstanding: " + tsn);
    }
    return message;
  }

  int offset(int tsn) {
    return offsets[index(tsn)];
  }

  int length(int tsn) {
    return lengths[index(tsn)];
  }

  long sentAt(int tsn) {
    return sentAt[index(tsn)];
  }

  /** Which of all transmissions the latest of this chunk was; compared as a serial number. */
  int order(int tsn) {
    return orders[index(tsn)];
  }

  int transmissions(int tsn) {
    return transmissions[index(tsn)];
  }

  boolean isInFlight(int tsn) {
    return states[index(tsn)] == IN_FLIGHT;
  }

  boolean isAcknowledged(int tsn) {
    return states[index(tsn)] == ACKNOWLEDGED;
  }

  boolean isAbandoned(int tsn) {
    return states[index(tsn)] == ABANDONED;
  }

  /** Memory of an idle association is small again after a burst. */
  void shrinkWhenEmpty() {
    if (isEmpty() && states.length > 1024) {
      messages = new OutgoingMessage[16];
      offsets = new int[16];
      lengths = new char[16];
      sentAt = new long[16];
      orders = new int[16];
      transmissions = new int[16];
      states = new byte[16];
      misses = new byte[16];
    }
  }
}
