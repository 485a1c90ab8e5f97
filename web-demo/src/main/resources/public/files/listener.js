// Tells the one who watches a transfer of its changes: at once, or ten times a second where they are many.

const PAUSE = 100;

export class Listener {
  #listener = () => {};
  #timer = 0;

  /** @param {function(): void} listener instead of the one before */
  set listener(listener) {
    this.#listener = listener;
  }

  /** Something has changed that matters. */
  now() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#listener();
  }

  /** Something has moved on. */
  soon() {
    if (this.#timer === 0) {
      this.#timer = setTimeout(() => this.now(), PAUSE);
    }
  }
}
