package dev.sotto.turn;

import dev.sotto.address.TransportAddress;
import dev.sotto.stun.StunBuilder;
import dev.sotto.stun.StunMessage;
import dev.sotto.time.Monotonic;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Something that the server grants for a fixed time, a permission or a channel; renewed at half of
 * it, so that a renewal that goes unanswered ends before the grant does.
 */
final class Lease implements Request.Outcome {
  private final Requests requests;
  private final Terms terms;
  private State state = State.REFUSED;
  private long renewal = Monotonic.NEVER;

  private enum State {
    REQUESTED,
    GRANTED,
    REFUSED
  }

  /** What is asked for, for how long it is given, and who is told of the beginning and the end. */
  record Terms(
      int method,
      Consumer<StunBuilder> attributes,
      Duration lifetime,
      Runnable granted,
      Consumer<TurnFailure> refused) {}

  Lease(Requests requests, Terms terms) {
    this.requests = requests;
    this.terms = terms;
  }

  /** Asks for it, unless that has been done and was not refused. */
  void request() {
    if (state == State.REFUSED) {
      state = State.REQUESTED;
      start(false);
    }
  }

  private void start(boolean renews) {
    requests.start(new Request(terms.method(), renews, terms.attributes(), this));
  }

  boolean isGranted() {
    return state == State.GRANTED;
  }

  /** Granted, or perhaps so by a response that is still on its way. */
  boolean isExpected() {
    return state != State.REFUSED;
  }

  @Override
  public void succeeded(StunMessage response, Monotonic now) {
    boolean first = state == State.REQUESTED;
    state = State.GRANTED;
    renewal = now.plus(terms.lifetime().dividedBy(2)).nanos();
    if (first) {
      terms.granted().run();
    }
  }

  @Override
  public void failed(TurnFailure failure, Optional<TransportAddress> alternate, Monotonic now) {
    state = State.REFUSED;
    renewal = Monotonic.NEVER;
    terms.refused().accept(failure);
  }

  long nextTimeout() {
    return renewal;
  }

  void handleTimeout(Monotonic now) {
    if (now.hasReached(renewal)) {
      renewal = Monotonic.NEVER;
      start(true);
    }
  }
}
