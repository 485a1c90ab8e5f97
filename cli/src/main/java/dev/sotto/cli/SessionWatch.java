package dev.sotto.cli;

import dev.sotto.cli.Failure.Kind;
import dev.sotto.messenger.SessionEnd;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Waits for something as long as a session lasts and somebody reads what is written.
 *
 * @param session the session
 * @param outputLost done when nobody reads standard output any more
 */
record SessionWatch(Talk session, CompletableFuture<Void> outputLost) {
  /** Whether there is nothing more to be waited for. */
  boolean isOver() {
    return session.ended().isDone() || outputLost.isDone();
  }

  /** Waits until one of these is done, or it is over. */
  void await(CompletableFuture<?>... also) {
    CompletableFuture<?>[] all = new CompletableFuture<?>[also.length + 2];
    all[0] = session.ended();
    all[1] = outputLost;
    System.arraycopy(also, 0, all, 2, also.length);
    Await.any(all);
  }

  /** The next line; empty at the end of input, and when it is over. */
  Optional<String> next(Lines input) {
    CompletableFuture<Optional<String>> next = input.next();
    await(next);
    return next.isDone() && !isOver() ? Await.result(next) : Optional.empty();
  }

  /** Why it is over. */
  SessionEnd end() {
    if (outputLost.isDone()) {
      session.abort();
      throw new Failure(Kind.DISK, "standard output was closed", "");
    }
    return Await.result(session.ended());
  }

  /**
   * Takes leave, and waits until the other side knows.
   *
   * @return how it ended; empty when nobody reads standard output any more
   */
  Optional<SessionEnd> leave() {
    session.close();
    await();
    return session.ended().isDone() ? Optional.of(Await.result(session.ended())) : Optional.empty();
  }
}
