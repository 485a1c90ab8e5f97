// When a code, or the right to rejoin, is over (docs/protocol.md, "BURN"). The inviter counts for
// itself, whatever a server claims; times are milliseconds of any one clock that does not jump.

const MINUTE = 60_000;
const CODE_LIFETIME = 60 * MINUTE;
const REJOIN_LIFETIME = 10 * MINUTE;
const MOST_DROPPED = 8;
const RUNS_A_MINUTE = 10;

/**
 * Whether there may be another run with the same code, and why not.
 *
 * @typedef {'alive'|'used'|'guessed'|'worn-out'|'expired'} LifeState
 */

/** What the inviter knows of its code. */
export class CodeLife {
  #rejoin;
  #end;
  #state = 'alive';
  #dropped = 0;
  #runs = [];

  /**
   * @param {'code'|'direct'|'rejoin'} mode
   * @param {number} now
   */
  constructor(mode, now) {
    this.#rejoin = mode === 'rejoin';
    this.#end = now + (this.#rejoin ? REJOIN_LIFETIME : CODE_LIFETIME);
  }

  /** When it expires. */
  get end() {
    return this.#end;
  }

  /**
   * @param {number} now
   * @returns {LifeState} once it is not 'alive' it stays so
   */
  state(now) {
    if (this.#state === 'alive' && now >= this.#end) {
      this.#state = 'expired';
    }
    return this.#state;
  }

  /**
   * A run has ended.
   *
   * @param {import('./run.js').Step} step  its last one
   * @param {number} now
   * @returns {LifeState}
   */
  ended({ failure }, now) {
    if (this.state(now) === 'alive') {
      this.#state = this.#after(failure);
      this.#runs = [...this.#runs, now].slice(-RUNS_A_MINUTE);
    }
    return this.#state;
  }

  /**
   * How long the next run has to wait: 0 but for the limit of a rejoin.
   *
   * @param {number} now
   */
  delay(now) {
    const full = this.#rejoin && this.#runs.length === RUNS_A_MINUTE;
    return full ? Math.max(0, this.#runs[0] + MINUTE - now) : 0;
  }

  #after(failure) {
    if (failure === null) {
      return 'used';
    }
    if (this.#rejoin) {
      return 'alive';
    }
    if (failure.guessSpent) {
      return 'guessed';
    }
    this.#dropped += 1;
    return this.#dropped < MOST_DROPPED ? 'alive' : 'worn-out';
  }
}
