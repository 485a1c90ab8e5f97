// What has become of each file of a transfer: a byte for each, because there may be many.

const WORDS = [
  'left-out', // not accepted, or a folder
  'waiting',
  'running',
  'got',
  'gone',
  'changed',
  'unreadable',
  'skipped',
  'disk-full',
  'permission',
  'exists',
  'disk',
  'integrity',
];
const CODES = new Map(WORDS.map((word, code) => [word, code]));
const FIRST_FAILURE = CODES.get('gone');
const MOST_LISTED = 100;

export class Fates {
  #codes;

  /** @param {number} size how many entries */
  constructor(size) {
    this.#codes = new Uint8Array(size);
  }

  /** @returns {import('./transfers.js').FileState} */
  of(index) {
    return WORDS[this.#codes[index]];
  }

  set(index, word) {
    this.#codes[index] = CODES.get(word);
  }

  /** Whether nothing more becomes of it. */
  settled(index) {
    return this.#codes[index] >= CODES.get('got');
  }

  hasFailed(index) {
    return this.#codes[index] >= FIRST_FAILURE;
  }

  /** How many are in a state. */
  count(word) {
    const code = CODES.get(word);
    return this.#codes.reduce((sum, other) => sum + (other === code ? 1 : 0), 0);
  }

  /** The first of those that failed. @param {readonly import('./manifest.js').Entry[]} entries */
  failures(entries) {
    const found = [];
    for (let i = 0; i < entries.length && found.length < MOST_LISTED; i++) {
      if (this.hasFailed(i)) {
        found.push({ path: entries[i].path, why: this.of(i) });
      }
    }
    return found;
  }
}
