package dev.sotto.messenger;

import dev.sotto.pairing.CodeLife;
import dev.sotto.pairing.PairingSecret;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds the peer of before again: pairings with the secret that the last connection left, one after
 * another, for ten minutes. Confined to the course.
 */
final class Rejoin implements AutoCloseable {
  /** At most ten runs a minute. */
  private static final Duration BETWEEN = CodeLife.REJOIN_WINDOW.dividedBy(CodeLife.REJOIN_RUNS);

  private final Course course;
  private final Function<PairingSecret, Pairing> pairings;
  private final Runnable tooLate;
  private @Nullable PairingSecret secret;
  private @Nullable Pairing pairing;
  private Course.Alarm deadline = Course.none();
  private Course.Alarm next = Course.none();
  private boolean running;

  /** Makes pairings, whose failures come back to {@link #again}. */
  Rejoin(Course course, Function<PairingSecret, Pairing> pairings, Runnable tooLate) {
    this.course = course;
    this.pairings = pairings;
    this.tooLate = tooLate;
  }

  /** The reveal of a connection was verified: the pair that it left replaces the one of before. */
  void replace(PairingSecret fresh) {
    if (secret != null) {
      secret.close();
    }
    secret = fresh;
  }

  boolean isPossible() {
    return secret != null;
  }

  /** The connection is lost: the time runs from now, unless it does already. */
  void begin() {
    if (running) {
      again();
      return;
    }
    running = true;
    deadline =
        course.after(
            CodeLife.REJOIN_LIFETIME,
            () -> {
              stop();
              tooLate.run();
            });
    attempt();
  }

  /** A try has failed; there is another after a while. */
  void again() {
    if (running) {
      endAttempt();
      next.cancel();
      next = course.after(BETWEEN, this::attempt);
    }
  }

  private void attempt() {
    PairingSecret known = secret;
    if (running && known != null) {
      endAttempt();
      Pairing begun = pairings.apply(known);
      pairing = begun;
      begun.start();
    }
  }

  /** The peer is back. */
  void succeeded() {
    stop();
  }

  private void stop() {
    running = false;
    deadline.cancel();
    next.cancel();
    endAttempt();
  }

  private void endAttempt() {
    if (pairing != null) {
      pairing.close();
      pairing = null;
    }
  }

  @Override
  public void close() {
    stop();
    if (secret != null) {
      secret.close();
    }
  }
}
