package dev.sotto.pairing;

import dev.sotto.time.Monotonic;
import java.time.Duration;
import java.util.ArrayDeque;

/**
 * How long a code lives, as its inviter counts: no server is believed (docs/protocol.md, section
 * "When a code is used up"). In mode rejoin wrong confirmations do not end it, but runs are
 * counted.
 */
public final class CodeLife {
  /** How long a code lives, unused. */
  public static final Duration CODE_LIFETIME = Duration.ofMinutes(60);

  /** How long a rejoin may take. */
  public static final Duration REJOIN_LIFETIME = Duration.ofMinutes(10);

  /** So many runs that were given up before a guess end a code. */
  public static final int MAX_DROPPED = 8;

  /** The most runs of a rejoin in {@link #REJOIN_WINDOW}. */
  public static final int REJOIN_RUNS = 10;

  /** The time in which the runs of a rejoin are counted. */
  public static final Duration REJOIN_WINDOW = Duration.ofMinutes(1);

  /** Whether a code may still be used, and why not. */
  public enum State {
    /** It may. */
    ALIVE,
    /** It was used: the peers are paired. */
    USED,
    /** Somebody tried a wrong code. */
    GUESSED,
    /** Too many runs were given up. */
    WORN_OUT,
    /** Its time is over. */
    EXPIRED
  }

  private final boolean rejoin;
  private final Monotonic end;

  /** When the latest runs of a rejoin began, at most {@link #REJOIN_RUNS}. */
  private final ArrayDeque<Monotonic> runs = new ArrayDeque<>();

  private State state = State.ALIVE;
  private int dropped;

  /**
   * A code that begins to live.
   *
   * @param mode code, direct or rejoin
   * @param now the time
   * @throws IllegalArgumentException for mode manual
   */
  public CodeLife(Mode mode, Monotonic now) {
    if (mode == Mode.MANUAL) {
      throw new IllegalArgumentException("nothing to guess in a manual session");
    }
    rejoin = mode == Mode.REJOIN;
    end = now.plus(rejoin ? REJOIN_LIFETIME : CODE_LIFETIME);
  }

  /**
   * Whether the code may still be used.
   *
   * @param now the time
   * @return its state; once it is not alive it stays so
   */
  public State state(Monotonic now) {
    if (state == State.ALIVE && now.hasReached(end.nanos())) {
      state = State.EXPIRED;
    }
    return state;
  }

  /**
   * When a next run may begin.
   *
   * @param now the time
   * @return a time in the scale of {@link Monotonic#nanos()}, not after now if at once; {@link
   *     Monotonic#NEVER} if the code is not alive
   */
  public long nextRun(Monotonic now) {
    if (state(now) != State.ALIVE) {
      return Monotonic.NEVER;
    }
    return runs.size() < REJOIN_RUNS
        ? now.nanos()
        : Math.max(now.nanos(), runs.element().plus(REJOIN_WINDOW).nanos());
  }

  /**
   * A peer has come for a run.
   *
   * @param now the time
   */
  public void runBegan(Monotonic now) {
    if (rejoin) {
      if (runs.size() == REJOIN_RUNS) {
        runs.remove();
      }
      runs.add(now);
    }
  }

  /**
   * A run has succeeded.
   *
   * @param now the time
   */
  public void paired(Monotonic now) {
    end(State.USED, now);
  }

  /**
   * A run has failed.
   *
   * @param failure why
   * @param now the time
   */
  public void failed(PairingFailure failure, Monotonic now) {
    if (rejoin) {
      return;
    }
    if (failure == PairingFailure.WRONG_CODE) {
      end(State.GUESSED, now);
    } else if (++dropped >= MAX_DROPPED) {
      end(State.WORN_OUT, now);
    }
  }

  private void end(State why, Monotonic now) {
    if (state(now) == State.ALIVE) {
      state = why;
    }
  }

  /**
   * When the code expires.
   *
   * @return a time in the scale of {@link Monotonic#nanos()}, or {@link Monotonic#NEVER} if it is
   *     not alive
   */
  public long nextTimeout() {
    return state == State.ALIVE ? end.nanos() : Monotonic.NEVER;
  }
}
