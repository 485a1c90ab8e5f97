package dev.sotto.turn;

import dev.sotto.address.TransportAddress;
import dev.sotto.stun.ErrorCode;
import dev.sotto.stun.MessageClass;
import dev.sotto.stun.StunMessage;
import dev.sotto.stun.TransactionId;
import dev.sotto.time.Monotonic;
import dev.sotto.turn.TurnFailure.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The requests that wait for a response, each retransmitted, authenticated and, when the nonce is
 * stale, asked anew. Knows what makes a response believable, and no method.
 *
 * <p>RFC 8489 section 9.2.5 has every unauthenticated response to an authenticated request
 * discarded. That holds here for success and for renewals. Servers in use leave MESSAGE-INTEGRITY
 * out of error responses, so an error is believed where nothing is lost by it: while the thing
 * asked for is not there yet.
 */
final class Requests {
  /** The longest request: all attributes, and user name, realm and nonce at their limits. */
  static final int MAX_LENGTH = 2200;

  private static final int MAX_STALE_NONCES = 3;

  private final TurnOptions options;
  private final RandomGenerator random;
  private final LongTermCredential credential;
  private final List<Transaction> inFlight = new ArrayList<>();

  Requests(TurnOptions options, RandomGenerator random) {
    this.options = options;
    this.random = random;
    this.credential = new LongTermCredential(options.credentials());
  }

  void start(Request request) {
    start(request, 0);
  }

  private void start(Request request, int staleNonces) {
    TransactionId id = TransactionId.random(random);
    var builder = StunMessage.builder(request.method(), MessageClass.REQUEST, id);
    request.attributes().accept(builder);
    inFlight.add(
        new Transaction(
            request,
            id,
            credential.seal(builder),
            credential.isChallenged(),
            staleNonces,
            options));
  }

  /** Forgets all of them; nobody is told. */
  void clear() {
    inFlight.clear();
  }

  void handle(StunMessage response, Monotonic now) {
    Transaction transaction = find(response.transactionId());
    if (transaction == null || transaction.request().method() != response.method()) {
      return;
    }
    boolean proven = !transaction.isAuthenticated() || credential.proves(response);
    if (!proven && response.hasIntegrity()) {
      return;
    }
    if (response.messageClass() == MessageClass.ERROR_RESPONSE) {
      response.errorCode().ifPresent(code -> refused(transaction, response, code, proven, now));
    } else if (proven) {
      fulfilled(transaction, response, now);
    }
  }

  private @Nullable Transaction find(TransactionId id) {
    for (Transaction transaction : inFlight) {
      if (transaction.id().equals(id)) {
        return transaction;
      }
    }
    return null;
  }

  private void fulfilled(Transaction transaction, StunMessage response, Monotonic now) {
    inFlight.remove(transaction);
    Request.Outcome outcome = transaction.request().outcome();
    // RFC 8489 6.3.3: with unknown comprehension-required attributes the transaction has failed.
    if (response.unknownRequiredAttributes(TurnNumbers::isUnderstood).length == 0) {
      outcome.succeeded(response, now);
    } else {
      TurnFailure failure = TurnFailure.of(Reason.BAD_RESPONSE, "an attribute nobody knows");
      outcome.failed(failure, Optional.empty(), now);
    }
  }

  private void refused(
      Transaction transaction,
      StunMessage response,
      ErrorCode error,
      boolean proven,
      Monotonic now) {
    if (isWorthAnotherTry(transaction, error.code()) && credential.challenge(response)) {
      inFlight.remove(transaction);
      boolean stale = error.code() == ErrorCode.STALE_NONCE;
      start(transaction.request(), transaction.staleNonces() + (stale ? 1 : 0));
      return;
    }
    TurnFailure failure = TurnFailure.of(error);
    if (transaction.request().renewal() && !proven) {
      transaction.disbelieve(failure);
      return;
    }
    inFlight.remove(transaction);
    Optional<TransportAddress> alternate =
        error.code() == ErrorCode.TRY_ALTERNATE ? response.alternateServer() : Optional.empty();
    transaction.request().outcome().failed(failure, alternate, now);
  }

  private static boolean isWorthAnotherTry(Transaction transaction, int code) {
    return switch (code) {
      case ErrorCode.UNAUTHENTICATED -> !transaction.isAuthenticated();
      case ErrorCode.STALE_NONCE ->
          transaction.isAuthenticated() && transaction.staleNonces() < MAX_STALE_NONCES;
      default -> false;
    };
  }

  int poll(byte[] into, int offset, Monotonic now) {
    int length = 0;
    for (int i = 0; i < inFlight.size() && length == 0; i++) {
      length = inFlight.get(i).poll(into, offset, now);
    }
    return length;
  }

  long nextTimeout() {
    long next = Monotonic.NEVER;
    for (int i = 0; i < inFlight.size(); i++) {
      next = Math.min(next, inFlight.get(i).deadline());
    }
    return next;
  }

  void handleTimeout(Monotonic now) {
    if (!now.hasReached(nextTimeout())) {
      return;
    }
    for (Transaction transaction : List.copyOf(inFlight)) {
      // What one outcome ends may have been waiting too.
      if (inFlight.contains(transaction) && !transaction.handleTimeout(now)) {
        inFlight.remove(transaction);
        transaction.request().outcome().failed(transaction.timeout(), Optional.empty(), now);
      }
    }
  }
}
