package dev.sotto.turn;

import dev.sotto.stun.TransactionId;
import dev.sotto.time.Monotonic;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way (RFC 8489 section 6.2): over datagrams sent up to {@link #MAX_SENDINGS}
 * times at doubled intervals, over a stream once; waited for equally long.
 */
final class Transaction {
  /** Rc of RFC 8489 section 6.2.1. */
  private static final int MAX_SENDINGS = 7;

  /** Rm of RFC 8489 section 6.2.1: what is waited for after the last, in initial timeouts. */
  private static final int LAST_WAIT = 16;

  /** 1 + 2 + 4 + 8 + 16 + 32 + 16: Ti of RFC 8489 section 6.2.2, 39.5 s with the default. */
  private static final int WHOLE_WAIT = (1 << (MAX_SENDINGS - 1)) - 1 + LAST_WAIT;

  private final Request request;
  private final TransactionId id;
  private final byte[] packet;
  private final boolean authenticated;
  private final int staleNonces;
  private final boolean reliable;
  private final long initialTimeout;
  private int sendings;
  private boolean waitsForPoll = true;
  private long deadline = Monotonic.NEVER;
  private @Nullable TurnFailure disbelieved;

  Transaction(
      Request request,
      TransactionId id,
      byte[] packet,
      boolean authenticated,
      int staleNonces,
      TurnOptions options) {
    this.request = request;
    this.id = id;
    this.packet = packet;
    this.authenticated = authenticated;
    this.staleNonces = staleNonces;
    this.reliable = options.transport() == TurnTransport.STREAM;
    this.initialTimeout = options.initialTimeout().toNanos();
  }

  Request request() {
    return request;
  }

  TransactionId id() {
    return id;
  }

  /** Whether the request carries proof, so that the response must. */
  boolean isAuthenticated() {
    return authenticated;
  }

  /** How many nonces of this request the server has called stale. */
  int staleNonces() {
    return staleNonces;
  }

  /** Writes the packet if it is time to send it; its length, or 0. */
  int poll(byte[] into, int offset, Monotonic now) {
    if (!waitsForPoll) {
      return 0;
    }
    System.arraycopy(packet, 0, into, offset, packet.length);
    waitsForPoll = false;
    sendings++;
    deadline = now.nanos() + timeouts() * initialTimeout;
    return packet.length;
  }

  private long timeouts() {
    if (reliable) {
      return WHOLE_WAIT;
    }
    return sendings == MAX_SENDINGS ? LAST_WAIT : 1L << (sendings - 1);
  }

  long deadline() {
    return waitsForPoll ? Monotonic.NEVER : deadline;
  }

  /** Has the packet sent again if it is time and may be; false when all hope is lost. */
  boolean handleTimeout(Monotonic now) {
    if (!now.hasReached(deadline())) {
      return true;
    }
    waitsForPoll = !reliable && sendings < MAX_SENDINGS;
    return waitsForPoll;
  }

  /** Remembers an error that was not authentic, to be named should nothing better come. */
  void disbelieve(TurnFailure failure) {
    disbelieved = failure;
  }

  TurnFailure timeout() {
    String text =
        disbelieved == null
            ? "no answer from the server"
            : "no authentic answer from the server, but " + disbelieved.text();
    return new TurnFailure(
        TurnFailure.Reason.TIMEOUT, disbelieved == null ? 0 : disbelieved.code(), text);
  }
}
