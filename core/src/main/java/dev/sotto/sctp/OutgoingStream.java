package dev.sotto.sctp;

import dev.sotto.sctp.wire.Serial;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** One stream that the local side sends on: its waiting messages and its next sequence number. */
final class OutgoingStream {
  private final int id;
  private final ArrayDeque<OutgoingMessage> messages = new ArrayDeque<>(4);
  private int nextSsn;
  private long bufferedAmount;
  private long lowThreshold;
  private boolean resetting;
  private boolean scheduled;

  OutgoingStream(int id) {
    this.id = id;
  }

  int id() {
    return id;
  }

  int takeSsn() {
    int ssn = nextSsn;
    nextSsn = Serial.next16(nextSsn);
    return ssn;
  }

  void add(OutgoingMessage message) {
    messages.add(message);
    bufferedAmount += message.length();
  }

  @Nullable OutgoingMessage head() {
    return messages.peek();
  }

  void removeHead() {
    messages.remove();
  }

  boolean isEmpty() {
    return messages.isEmpty();
  }

  int size() {
    return messages.size();
  }

  long bufferedAmount() {
    return bufferedAmount;
  }

  /** Whether the amount falls from above the threshold to it or below. */
  boolean lowerBufferedAmount(int bytes) {
    boolean wasAbove = bufferedAmount > lowThreshold;
    bufferedAmount -= bytes;
    return wasAbove && bufferedAmount <= lowThreshold;
  }

  void lowThreshold(long bytes) {
    lowThreshold = bytes;
  }

  boolean isResetting() {
    return resetting;
  }

  void resetRequested() {
    resetting = true;
  }

  /** RFC 6525 section 5.2.7: the next message has stream sequence number 0. */
  void resetPerformed() {
    nextSsn = 0;
    resetting = false;
  }

  void resetFailed() {
    resetting = false;
  }

  /** As new, but for the threshold. */
  void clear() {
    messages.clear();
    bufferedAmount = 0;
    nextSsn = 0;
    resetting = false;
    scheduled = false;
  }

  boolean isScheduled() {
    return scheduled;
  }

  void scheduled(boolean is) {
    scheduled = is;
  }
}
