// How far a transfer is, and how fast over the last seconds.

const SPAN = 4_000;
const STEP = 250;

export class Progress {
  #bytes = 0;
  #total = 0;
  #files = 0;
  #of = 0;
  #samples = []; // of the last seconds: time, bytes

  /** Bytes of file data that are at the receiver. */
  get bytes() {
    return this.#bytes;
  }

  /** Bytes of what was accepted. */
  get total() {
    return this.#total;
  }

  /** Files that are there. */
  get files() {
    return this.#files;
  }

  /** Files that were accepted. */
  get of() {
    return this.#of;
  }

  /** Bytes a second over the last seconds. */
  get rate() {
    if (this.#samples.length < 2) {
      return 0;
    }
    const [first] = this.#samples;
    const seconds = (performance.now() - first.time) / 1000;
    return seconds > 0 ? Math.max(0, (this.#bytes - first.bytes) / seconds) : 0;
  }

  /** Seconds left, or null while nobody can say. */
  get seconds() {
    const { rate } = this;
    return rate > 0 ? Math.max(0, this.#total - this.#bytes) / rate : null;
  }

  /** So much was accepted. */
  expect(total, of) {
    this.#total = total;
    this.#of = of;
  }

  /** The speed counts from now on, as after a break. @param {number} bytes that are there already */
  begin(bytes) {
    this.#bytes = bytes;
    this.#samples = [];
    this.#sample();
  }

  /** @param {number} more bytes are there */
  add(more) {
    this.#bytes += more;
    this.#sample();
  }

  /** Another file is there. */
  finish() {
    this.#files++;
  }

  #sample() {
    const now = performance.now();
    const last = this.#samples.at(-1);
    if (last === undefined || now - last.time >= STEP) {
      this.#samples.push({ time: now, bytes: this.#bytes });
      while (now - this.#samples[0].time > SPAN) {
        this.#samples.shift();
      }
    }
  }
}
