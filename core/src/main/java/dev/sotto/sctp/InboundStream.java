package dev.sotto.sctp;

import dev.sotto.sctp.wire.Serial;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One stream that the peer sends on: which ordered message is next, and which are too early. */
final class InboundStream {
  /** A whole message that waits for earlier ones. */
  static final class Waiting {
    private final int ppid;
    private final byte[] payload;

    Waiting(int ppid, byte[] payload) {
      this.ppid = ppid;
      this.payload = payload;
    }

    int ppid() {
      return ppid;
    }

    byte[] payload() {
      return payload;
    }
  }

  private final int id;
  private int nextSsn;
  private @Nullable NavigableMap<Integer, Waiting> early;

  InboundStream(int id) {
    this.id = id;
  }

  int id() {
    return id;
  }

  boolean isNext(int ssn) {
    return ssn == nextSsn;
  }

  boolean isOld(int ssn) {
    return Serial.before16(ssn, nextSsn);
  }

  int nextSsn() {
    return nextSsn;
  }

  void advance() {
    nextSsn = Serial.next16(nextSsn);
  }

  /** Keeps a message; whether there was none with its number. */
  boolean keep(int ssn, Waiting message) {
    if (early == null) {
      // What is kept lies within 32767 of the next number, so serial numbers are in order here.
      early = new TreeMap<>((first, second) -> (short) (first - second));
    }
    return early.putIfAbsent(ssn, message) == null;
  }

  /** Takes the kept message with the next number, or null. */
  @Nullable Waiting takeNext() {
    return takeUpTo(nextSsn);
  }

  /** Takes the earliest kept message up to a number that is not old, or null. */
  @Nullable Waiting takeUpTo(int ssn) {
    if (early == null || Serial.before16(ssn, early.firstKey())) {
      return null;
    }
    Waiting message = early.remove(early.firstKey());
    if (early.isEmpty()) {
      early = null;
    }
    return message;
  }

  /** All up to a number are delivered or will never come. */
  void jumpTo(int ssn) {
    nextSsn = ssn;
  }

  /** Forgets what is kept and starts again at 0; how many messages and bytes are gone with that. */
  long[] reset() {
    long messages = 0;
    long bytes = 0;
    if (early != null) {
      for (Waiting message : early.values()) {
        messages++;
        bytes += message.payload().length;
      }
    }
    early = null;
    nextSsn = 0;
    return new long[] {messages, bytes};
  }
}
