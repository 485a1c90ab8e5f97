// When a code, or the right to rejoin, is over (docs/protocol.md, "BURN"). The inviter counts for
// itself, whatever a server claims; times are milliseconds of any one clock that does not jump.

const MINUTE = 60_000;
const LIFETIME = { code: 60 * MINUTE, direct: 60 * MINUTE, rejoin: 10 * MINUTE };
const MOST_DROPPED = 8;
const RUNS_A_MINUTE = 10;

/** What the inviter knows of its code. */
export class CodeLife {
  #mode;
  #end;
  #dropped = 0;
  #runs = [];
  #dead = false;

  /**
   * @param {'code'|'direct'|'rejoin'} mode
   * @param {number} now
   */
  constructor(mode, now) {
    this.#mode = mode;
    this.#end = now + LIFETIME[mode];
  }

  /** When it ends by itself. */
  get end() {
    return this.#end;
  }

  /**
   * A run has ended; what comes now.
   *
   * @param {import('./run.js').Step} step  its last one
   * @param {number} now
   * @returns {'next'|'dead'} whether there may be another run with the same code
   */
  ended({ failure }, now) {
    if (this.#mode === 'rejoin') {
      this.#runs = [...this.#runs.filter((time) => now - time < MINUTE), now];
      this.#dead ||= failure === null;
    } else {
      this.#dropped += 1;
      this.#dead ||= failure === null || failure.guessSpent || this.#dropped >= MOST_DROPPED;
    }
    return this.#dead || now >= this.#end ? 'dead' : 'next';
  }

  /** How long the next run has to wait: 0 but for the limit of a rejoin. @param {number} now */
  delay(now) {
    const recent = this.#runs.filter((time) => now - time < MINUTE);
    return recent.length < RUNS_A_MINUTE ? 0 : recent.at(-RUNS_A_MINUTE) + MINUTE - now;
  }
}
