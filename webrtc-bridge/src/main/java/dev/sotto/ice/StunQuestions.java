package dev.sotto.ice;

import dev.sotto.address.TransportAddress;
import dev.sotto.stun.MessageClass;
import dev.sotto.stun.StunFormatException;
import dev.sotto.stun.StunMessage;
import dev.sotto.stun.TransactionId;
import dev.sotto.time.Monotonic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Asks STUN servers how they see our sockets (RFC 8489 section 6.2.1), each question again and
 * again until it is answered or given up. An answer is one to an open question, from the server
 * that was asked.
 *
 * <p>A state machine without socket or clock.
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
    /** A request to send. */
    void ask(Pair pair, byte[] request);

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
    send(question, now);
  }

  /**
   * Takes a STUN message if it answers a question.
   *
   * @return whether it does; then it is for nobody else
   */
  boolean handlePacket(Pair pair, byte[] packet, int offset, int length) {
    if (open.isEmpty() || !StunMessage.looksLikeStun(packet, offset, length)) {
      return false;
    }
    TransactionId id = TransactionId.of(packet, offset + 8);
    Question question = open.get(id);
    if (question == null || !question.pair.equals(pair)) {
      return false;
    }
    try {
      StunMessage message = StunMessage.parse(packet, offset, length);
      if (message.method() == StunMessage.BINDING) {
        handle(id, pair, message);
      }
    } catch (StunFormatException e) {
      // RFC 8489 section 6.3: what is not well formed is silently discarded.
    }
    return true;
  }

  private void handle(TransactionId id, Pair pair, StunMessage message) {
    boolean intact = !message.hasFingerprint() || message.fingerprintValid();
    boolean answer = message.messageClass() == MessageClass.SUCCESS_RESPONSE;
    if (intact && (answer || message.messageClass() == MessageClass.ERROR_RESPONSE)) {
      open.remove(id);
      if (answer) {
        message.mappedAddress().ifPresent(mapped -> output.onMapped(pair, mapped));
      }
    }
  }

  /** Forgets the questions from a base. */
  void forget(Base base) {
    open.values().removeIf(question -> question.pair.local().equals(base));
  }

  /** The time that {@link #nextTimeout} named has come. */
  void handleTimeout(Monotonic now) {
    open.values()
        .removeIf(question -> now.hasReached(question.next) && question.attempts == ATTEMPTS);
    for (Question question : List.copyOf(open.values())) {
      if (now.hasReached(question.next)) {
        send(question, now);
      }
    }
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

  private void send(Question question, Monotonic now) {
    question.attempts++;
    question.next = now.plus(question.pause).nanos();
    question.pause = question.pause.multipliedBy(2);
    output.ask(question.pair, question.request);
  }
}
