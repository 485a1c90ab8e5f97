// The list of words of codes and phrases: the same file as on every other side, or none.

import { equal, fromHex, text } from './bytes.js';

const SIZE = 512;

/** SHA-256 of the file; the Java side pins the same. */
const PINNED = 'c9934b20188655be60a0278a42c656e20f0b1482892b12d6c0b5d42ff6048f1c';

export class WordList {
  #words;
  #places;

  /** Takes a list as it is, for tests. @param {string[]} words */
  constructor(words) {
    this.#words = words;
    this.#places = new Map(words.map((word, place) => [word, place]));
  }

  /**
   * Loads the list that the server of this page has. Throws an Error when it cannot be had or is
   * not the pinned one.
   *
   * @param {import('./crypto.js').CryptoBackend} crypto
   * @param {function(URL): Promise<Response>} [get]  `fetch`
   */
  static async load(crypto, get = (address) => fetch(address)) {
    const response = await get(new URL('../words.txt', import.meta.url));
    if (!response.ok) {
      throw new Error(`the list of words cannot be had: ${response.status}`);
    }
    return WordList.of(crypto, new Uint8Array(await response.arrayBuffer()));
  }

  /** The list of a file. Throws an Error when it is not the pinned one. */
  static async of(crypto, file) {
    if (!equal(await crypto.sha256(file), fromHex(PINNED))) {
      throw new Error('the list of words is not the one that both sides must have');
    }
    return new WordList(text(file).trimEnd().split('\n'));
  }

  get size() {
    return SIZE;
  }

  /** @param {number} place 0 to 511 */
  at(place) {
    return this.#words[place];
  }

  /** @param {string} word in lower case */
  has(word) {
    return this.#places.has(word);
  }

  /** The words that begin so, in the order of the list. @param {string} start in lower case */
  completions(start) {
    return this.#words.filter((word) => word.startsWith(start));
  }
}
