package dev.sotto.messenger;

import dev.sotto.pairing.CodeLife;
import dev.sotto.pairing.PairingSecret;
import dev.sotto.pairing.Role;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds the peer of before again: pairings with the secret that the last connection left, one after
 * another, for a time. Confined to the course.
 *
 * <p>A break may fall between the two sides' reveals: then one has the new secret and the other
 * only that of before. So the one before is kept, and tried in turn, until the peer has said
 * something that it says only with the new one in its hands.
 */
final class Rejoin implements AutoCloseable {
  private final Course course;
  private final Pace pace;
  private final Function<PairingSecret, Pairing> pairings;
  private final Runnable tooLate;
  private @Nullable PairingSecret secret;

  /** Of before {@link #secret}, as long as the peer may have no other. */
  private @Nullable PairingSecret former;

  /** The one that the last try was made with. */
  private @Nullable PairingSecret tried;

  private @Nullable Pairing pairing;
  private Course.Alarm deadline = Course.none();
  private Course.Alarm next = Course.none();
  private boolean running;

  /**
   * How the tries follow each other.
   *
   * @param between the pause after each
   * @param stay how long to wait for the peer with one secret when there are two
   */
  record Pace(Duration between, Duration stay) {
    /** At most ten runs a minute. */
    private static final Duration BETWEEN = CodeLife.REJOIN_WINDOW.dividedBy(CodeLife.REJOIN_RUNS);

    /** The inviter stays with one secret until the joiner has been through both. */
    static Pace of(Role role) {
      return new Pace(BETWEEN, Duration.ofSeconds(role == Role.JOINER ? 10 : 45));
    }
  }

  /** Makes pairings, whose failures come back to {@link #again}. */
  Rejoin(Course course, Pace pace, Function<PairingSecret, Pairing> pairings, Runnable tooLate) {
    this.course = course;
    this.pace = pace;
    this.pairings = pairings;
    this.tooLate = tooLate;
  }

  /**
   * The reveal of a connection was verified: the pair that it left replaces the one of before,
   * which stays at hand until {@link #succeeded}.
   */
  void replace(PairingSecret fresh) {
    PairingSecret shared = tried;
    if (secret != null && secret != shared) {
      secret.close();
    }
    if (former != null && former != shared) {
      former.close();
    }
    former = shared;
    secret = fresh;
    tried = null;
  }

  boolean isPossible() {
    return secret != null;
  }

  /** The connection is lost: the time runs from now, unless it does already. */
  void begin(Duration time) {
    if (running) {
      again();
      return;
    }
    running = true;
    deadline =
        course.after(
            time,
            () -> {
              stop();
              tooLate.run();
            });
    attempt();
  }

  /** The peer has the secret of this try; whether it gets through is not known yet. */
  void paired() {
    next.cancel();
  }

  /** A try has failed; there is another after a while. */
  void again() {
    if (running) {
      endAttempt();
      next.cancel();
      next = course.after(pace.between(), this::attempt);
    }
  }

  private void attempt() {
    PairingSecret turn = former != null && tried != former ? former : secret;
    if (running && turn != null) {
      endAttempt();
      tried = turn;
      if (former != null) {
        next = course.after(pace.stay(), this::again);
      }
      Pairing begun = pairings.apply(turn);
      pairing = begun;
      begun.start();
    }
  }

  /** The peer is back, and has the secret that we have. */
  void succeeded() {
    stop();
    if (former != null) {
      former.close();
      former = null;
    }
    tried = null;
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
    if (former != null) {
      former.close();
    }
  }
}
