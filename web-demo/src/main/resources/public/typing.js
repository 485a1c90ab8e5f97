// Whether somebody is typing: told now and then, forgotten by itself. docs/protocol.md, "On the channel".

const TELL_EVERY = 3_000;
const FORGET_AFTER = 6_000;

export class Typing {
  #say;
  #show;
  #told = -Infinity;
  #own = false;
  #other = false;
  #timer = 0;

  /**
   * @param {function(object)} say to the peer
   * @param {function(boolean)} show whether the peer is typing, whenever that changes
   */
  constructor(say, show) {
    this.#say = say;
    this.#show = show;
  }

  /** The user is typing, as often as you like, or has stopped or sent it. @param {boolean} on */
  own(on) {
    const now = performance.now();
    if (on && now - this.#told >= TELL_EVERY) {
      this.#told = now;
      this.#own = true;
      this.#say({ t: 'typing', on: true });
    } else if (!on && this.#own) {
      this.#own = false;
      this.#told = -Infinity; // Whoever begins anew is told at once.
      this.#say({ t: 'typing', on: false });
    }
  }

  /** What the peer says. */
  other(on) {
    clearTimeout(this.#timer);
    if (on) {
      this.#timer = setTimeout(() => this.other(false), FORGET_AFTER);
    }
    if (on !== this.#other) {
      this.#other = on;
      this.#show(on);
    }
  }

  /** The session is over: nothing of it is told again. */
  forget() {
    this.#own = false;
    this.other(false);
  }
}
