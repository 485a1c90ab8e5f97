package dev.sotto.ice;

import dev.sotto.address.TransportAddress;
import dev.sotto.stun.MessageClass;
import dev.sotto.stun.StunMessage;
import dev.sotto.stun.TransactionId;
import dev.sotto.time.Monotonic;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Asks STUN servers how they see our sockets (RFC 8489 section 6.2.1), each question again and
 * again until it is answered or given up.
 *
 * <p>A state machine without socket or clock. It is handed only answers that {@link StunGate} let
 * in: to one of these questions, from the server that was asked.
 */
final class StunQuestions {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final int ATTEMPTS = 5;

  private final RandomGenerator random;
  private final Output output;
  private final Map<TransactionId, Question> open = new HashMap<>();

  StunQuestions(RandomGenerator random, Output output) {
    this.random = random;
    this.output = output;
  }

  /** Where its results go. */
  interface Output {
    /** A request to send, which the gate is to expect an answer to. */
    void ask(Pair pair, TransactionId id, byte[] request);

    /** A server has seen a socket of ours at this address. */
    void onMapped(Pair pair, TransportAddress mapped);
  }

  private static final class Question {
    final Pair pair;
    final byte[] request;
    int attempts;
    Duration pause = FIRST_PAUSE;
    long next;

    Question(Pair pair, byte[] request) {
      this.pair = pair;
      this.request = request;
    }
  }

  /** Starts to ask; the pair's remote end is the server. */
  void ask(Pair pair, Monotonic now) {
    TransactionId id = TransactionId.random(random);
    byte[] request = StunMessage.bindingRequest(id).toBytes(null, true);
    Question question = new Question(pair, request);
    open.put(id, question);
    send(id, question, now);
  }

  /** An answer from a server came in. */
  void handleResponse(Pair pair, StunMessage response) {
    boolean asked = open.remove(response.transactionId()) != null;
    if (asked && response.messageClass() == MessageClass.SUCCESS_RESPONSE) {
      response.mappedAddress().ifPresent(mapped -> output.onMapped(pair, mapped));
    }
  }

  /** The time that {@link #nextTimeout} named has come. */
  void handleTimeout(Monotonic now) {
    open.values()
        .removeIf(question -> now.hasReached(question.next) && question.attempts == ATTEMPTS);
    open.forEach(
        (id, question) -> {
          if (now.hasReached(question.next)) {
            send(id, question, now);
          }
        });
  }

  /** When {@link #handleTimeout} wants to be called, in nanoseconds, or NEVER. */
  long nextTimeout() {
    long next = Monotonic.NEVER;
    for (Question question : open.values()) {
      next = Math.min(next, question.next);
    }
    return next;
  }

  /** Whether every question was answered or given up. */
  boolean isDone() {
    return open.isEmpty();
  }

  private void send(TransactionId id, Question question, Monotonic now) {
    question.attempts++;
    question.next = now.plus(question.pause).nanos();
    question.pause = question.pause.multipliedBy(2);
    output.ask(question.pair, id, question.request);
  }
}
