package dev.sotto.sctp;

import dev.sotto.sctp.wire.Serial;
import java.util.HashMap;
import java.util.Map;
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
  private @Nullable Map<Integer, Waiting> early;

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
      early = new HashMap<>();
    }
    return early.putIfAbsent(ssn, message) == null;
  }

  /** Takes the kept message with the next number, or null. */
  @Nullable Waiting takeNext() {
    if (early == null) {
      return null;
    }
    Waiting message = early.remove(nextSsn);
    if (early.isEmpty()) {
      early = null;
    }
    return message;
  }

  boolean hasEarly() {
    return early != null;
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
