package dev.sotto.nat;

import dev.sotto.address.TransportAddress;
import dev.sotto.stun.ChangeRequest;
import dev.sotto.stun.MessageClass;
import dev.sotto.stun.StunBuilder;
import dev.sotto.stun.StunMessage;
import dev.sotto.stun.TransactionId;
import dev.sotto.time.Monotonic;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One Binding request, sent up to {@link #SENDINGS} times until it is answered from where the
 * answer must come from, or given up: 1.6 s, less than RFC 8489 allows, as a person waits for it.
 */
final class Question {
  static final int SENDINGS = 4;

  private static final long[] PAUSES_MILLIS = {200, 300, 500, 600};

  private final int socket;
  private final TransportAddress to;
  private final TransportAddress answerer;
  private final TransactionId id;
  private final byte[] request;
  private final Monotonic asked;
  private int sendings;
  private long next;
  private State state = State.OPEN;
  private @Nullable StunMessage answer;
  private Duration time = Duration.ZERO;

  private enum State {
    OPEN,
    ANSWERED,
    REFUSED,
    SILENT
  }

  private Question(
      int socket,
      TransportAddress to,
      TransportAddress answerer,
      @Nullable ChangeRequest change,
      RandomGenerator random,
      Monotonic now) {
    this.socket = socket;
    this.to = to;
    this.answerer = answerer;
    this.id = TransactionId.random(random);
    this.asked = now;
    this.next = now.nanos();
    StunBuilder builder = StunMessage.bindingRequest(id);
    if (change != null) {
      builder.changeRequest(change);
    }
    this.request = builder.toBytes(null, true);
  }

  /** A question that is answered from where it is sent. */
  static Question plain(int socket, TransportAddress to, RandomGenerator random, Monotonic now) {
    return new Question(socket, to, to, null, random, now);
  }

  /** A question that is to be answered from elsewhere. */
  static Question answeredFrom(
      int socket,
      TransportAddress to,
      TransportAddress answerer,
      RandomGenerator random,
      Monotonic now) {
    ChangeRequest change =
        new ChangeRequest(!answerer.ip().equals(to.ip()), answerer.port() != to.port());
    return new Question(socket, to, answerer, change, random, now);
  }

  /** The packet to be sent now, if one is due. */
  @Nullable ProbePacket poll(Monotonic now) {
    if (state != State.OPEN || !now.hasReached(next)) {
      return null;
    }
    if (sendings == SENDINGS) {
      state = State.SILENT;
      return null;
    }
    next = now.plus(Duration.ofMillis(PAUSES_MILLIS[sendings++])).nanos();
    return new ProbePacket(socket, to, request);
  }

  /** Takes a response; whether it is for this question, as far as its id says. */
  boolean handle(int at, TransportAddress from, StunMessage response, Monotonic now) {
    if (at != socket || !response.transactionId().equals(id)) {
      return false;
    }
    boolean refused = response.messageClass() == MessageClass.ERROR_RESPONSE && from.equals(to);
    boolean answered =
        response.messageClass() == MessageClass.SUCCESS_RESPONSE
            && from.equals(answerer)
            && response.mappedAddress().isPresent();
    if (state == State.OPEN && (refused || answered)) {
      state = answered ? State.ANSWERED : State.REFUSED;
      answer = answered ? response : null;
      time = now.since(asked);
    }
    return true;
  }

  /** Takes a request that came round by the NAT (hairpinning); whether it is this one. */
  boolean cameRound(int at, StunMessage received, Monotonic now) {
    if (at == socket || !received.transactionId().equals(id)) {
      return false;
    }
    state = State.ANSWERED;
    time = now.since(asked);
    return true;
  }

  long nextTimeout() {
    return state == State.OPEN ? next : Monotonic.NEVER;
  }

  boolean isOver() {
    return state != State.OPEN;
  }

  boolean isAnswered() {
    return state == State.ANSWERED;
  }

  boolean isSilent() {
    return state == State.SILENT;
  }

  TransportAddress to() {
    return to;
  }

  Optional<TransportAddress> mapped() {
    return Optional.ofNullable(answer).flatMap(StunMessage::mappedAddress);
  }

  /** Another address of the server that can be used to tell addresses and ports apart. */
  Optional<TransportAddress> other() {
    return Optional.ofNullable(answer)
        .flatMap(StunMessage::otherAddress)
        .filter(
            other ->
                other.ip().isUnicast()
                    && other.ip().isIpv4() == to.ip().isIpv4()
                    && !other.ip().equals(to.ip())
                    && other.port() != to.port()
                    && other.port() != 0);
  }

  ServerAnswer serverAnswer() {
    return new ServerAnswer(to, isAnswered() || state == State.REFUSED, mapped(), time);
  }
}
