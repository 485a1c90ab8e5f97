package dev.sotto.dtls;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.bouncycastle.tls.AlertDescription;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams on their way from the loop's thread to the handshake's: first in, first out, bounded,
 * and the place where the handshake waits and learns that it must end. Thread-safe.
 */
final class Inbox {
  private static final int MAX_DATAGRAMS = 64;
  private static final int MAX_BYTES = 96 * 1024;

  private final Queue<byte[]> datagrams = new ArrayDeque<>();
  private final LongSupplier nanoTime;
  private final long timeoutNanos;
  private final long silenceNanos;
  private long startNanos;
  private int bytes;
  private boolean closed;
  private OptionalInt alert = OptionalInt.empty();
  private long lastHeardNanos;

  /**
   * @param nanoTime a clock as {@link System#nanoTime()}
   * @param timeoutNanos how long the handshake may take
   * @param silenceNanos how long the peer must be silent after an alert to be believed
   */
  Inbox(LongSupplier nanoTime, long timeoutNanos, long silenceNanos) {
    this.nanoTime = nanoTime;
    this.startNanos = nanoTime.getAsLong();
    this.timeoutNanos = timeoutNanos;
    this.silenceNanos = silenceNanos;
  }

  /** Lets the handshake's time begin now. */
  synchronized void startTimeout() {
    startNanos = nanoTime.getAsLong();
  }

  /** Whether a datagram of this length would be taken. */
  synchronized boolean hasRoomFor(int length) {
    return !closed && datagrams.size() < MAX_DATAGRAMS && bytes + length <= MAX_BYTES;
  }

  /**
   * Adds a copy, unless it is empty or there is no room: then the datagram is lost, as on any
   * network.
   */
  synchronized void offer(byte[] datagram, int offset, int length) {
    if (length == 0 || !hasRoomFor(length)) {
      return;
    }
    datagrams.add(Arrays.copyOfRange(datagram, offset, offset + length));
    bytes += length;
    lastHeardNanos = nanoTime.getAsLong();
    notifyAll();
  }

  /**
   * The peer seems to have ended the handshake. Alerts before the keys are in use carry no proof,
   * so this one counts only when the peer then falls silent.
   *
   * @param description the alert's, RFC 5246 section 7.2
   */
  synchronized void refuse(int description) {
    alert = OptionalInt.of(description);
    lastHeardNanos = nanoTime.getAsLong();
    notifyAll();
  }

  /** Wakes whoever waits; nothing is taken any more. */
  synchronized void close() {
    closed = true;
    datagrams.clear();
    bytes = 0;
    notifyAll();
  }

  synchronized byte @Nullable [] poll() {
    byte[] next = datagrams.poll();
    if (next != null) {
      bytes -= next.length;
    }
    return next;
  }

  /**
   * The next datagram, waiting for it.
   *
   * @param waitMillis how long at most
   * @return the datagram, or null when there was none in time
   * @throws HandshakeFailure when the handshake must end: closed, timed out or refused
   */
  synchronized byte @Nullable [] take(int waitMillis) throws HandshakeFailure {
    long waitNanos = TimeUnit.MILLISECONDS.toNanos(waitMillis);
    long waitStart = nanoTime.getAsLong();
    try {
      while (true) {
        if (closed) {
          throw failure(DtlsFailure.CLOSED, "closed during the handshake");
        }
        byte[] next = poll();
        if (next != null) {
          return next;
        }
        long now = nanoTime.getAsLong();
        long patience = Math.min(waitNanos - (now - waitStart), nanosToEnd(now));
        if (patience <= 0) {
          return null;
        }
        wait(patience / 1_000_000 + 1); // rounded up: a wait of 0 is for ever
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure(DtlsFailure.CLOSED, "interrupted during the handshake");
    }
  }

  /** How long until there is no use in waiting; always more than 0. */
  private long nanosToEnd(long now) throws HandshakeFailure {
    long toTimeout = timeoutNanos - (now - startNanos);
    if (alert.isPresent()) {
      long toRefusal = silenceNanos - (now - lastHeardNanos);
      if (Math.min(toRefusal, toTimeout) <= 0) {
        String description = AlertDescription.getText((short) alert.getAsInt());
        throw failure(DtlsFailure.REFUSED, "the peer ended the handshake: " + description);
      }
      return Math.min(toRefusal, toTimeout);
    }
    if (toTimeout <= 0) {
      throw failure(DtlsFailure.TIMEOUT, "the handshake timed out");
    }
    return toTimeout;
  }

  private static HandshakeFailure failure(DtlsFailure reason, String text) {
    return new HandshakeFailure(reason, AlertDescription.user_canceled, text);
  }
}
