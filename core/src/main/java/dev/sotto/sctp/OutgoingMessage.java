package dev.sotto.sctp;

import dev.sotto.time.Monotonic;

/** A message on its way out, from {@link Association#send} until the peer has all of it. */
final class OutgoingMessage {
  private static final byte[] NOTHING = new byte[0];

  private final OutgoingStream stream;
  private final int ppid;
  private final boolean ordered;
  private final int maxRetransmits;
  private final long expiry;
  private final int length;
  private byte[] payload;
  private int ssn;
  private int sent;
  private int chunksOutstanding;
  private boolean abandoned;

  OutgoingMessage(OutgoingStream stream, int ppid, byte[] payload, SendOptions how, Monotonic now) {
    this.stream = stream;
    this.ppid = ppid;
    this.payload = payload;
    this.length = payload.length;
    this.ordered = how.ordered();
    this.maxRetransmits = how.maxRetransmits();
    this.expiry = expiry(how.lifetimeMillis(), now);
  }

  private static long expiry(long lifetimeMillis, Monotonic now) {
    long most = (Monotonic.NEVER - now.nanos()) / 1_000_000 - 1;
    return lifetimeMillis < 0 || lifetimeMillis > most
        ? Monotonic.NEVER
        : now.nanos() + lifetimeMillis * 1_000_000;
  }

  OutgoingStream stream() {
    return stream;
  }

  int ppid() {
    return ppid;
  }

  boolean isOrdered() {
    return ordered;
  }

  byte[] payload() {
    return payload;
  }

  int length() {
    return length;
  }

  int ssn() {
    return ssn;
  }

  /** Bytes handed to the wire at least once. */
  int sent() {
    return sent;
  }

  int unsent() {
    return length - sent;
  }

  /**
   * The stream sequence number is taken with the first fragment, so that what is dropped has none.
   */
  void fragmentSent(int bytes) {
    if (sent == 0 && ordered) {
      ssn = stream.takeSsn();
    }
    sent += bytes;
    chunksOutstanding++;
  }

  /** One of its chunks is no longer outstanding; whether the peer now has all of the message. */
  boolean chunkDone() {
    chunksOutstanding--;
    return chunksOutstanding == 0 && sent == length && !abandoned;
  }

  /** RFC 7496: after this many retransmissions, or this time, it is given up. */
  boolean isUpAfter(int transmissions, Monotonic now) {
    return hasExpired(now) || (maxRetransmits >= 0 && transmissions > maxRetransmits);
  }

  boolean hasExpired(Monotonic now) {
    return now.hasReached(expiry);
  }

  boolean isAbandoned() {
    return abandoned;
  }

  /** Given up: its bytes are not needed any more. */
  void abandon() {
    abandoned = true;
    payload = NOTHING;
  }
}
