// Codes that a person reads to another: 4711-acid-bacon-cabin. The room is for the server, the words
// are the secret.

export const FEWEST_WORDS = 3;
export const MOST_WORDS = 8;

/** Why a text is no code. */
export class CodeError extends Error {
  /**
   * @param {'empty'|'room'|'word'|'count'} reason  nothing there; does not begin with a room; has a
   *     word that is not in the list; has too few or too many words
   * @param {string} [word]  the unknown word
   */
  constructor(reason, word) {
    super(`not a code: ${reason}`);
    this.name = 'CodeError';
    this.reason = reason;
    this.word = word;
  }
}

/** A whole code. Its words are shown by `text` only, never by accident. */
export class PairingCode {
  #room;
  #words;

  /**
   * @param {string} room
   * @param {string[]} words
   */
  constructor(room, words) {
    this.#room = room;
    this.#words = words;
  }

  /**
   * Reads what a person typed: any case, words apart by spaces or hyphens. Throws a CodeError.
   *
   * @param {string} typed
   * @param {import('./words.js').WordList} list
   */
  static parse(typed, list) {
    const [room, ...words] = typed.toLowerCase().split(/[\s-]+/).filter((part) => part !== '');
    if (room === undefined) {
      throw new CodeError('empty');
    }
    if (!/^(?:0|[1-9][0-9]{0,8})$/.test(room)) {
      throw new CodeError('room');
    }
    const unknown = words.find((word) => !list.has(word));
    if (unknown !== undefined) {
      throw new CodeError('word', unknown);
    }
    if (words.length < FEWEST_WORDS || words.length > MOST_WORDS) {
      throw new CodeError('count');
    }
    return new PairingCode(room, words);
  }

  /** The room, in decimal. */
  get room() {
    return this.#room;
  }

  /** The secret of the pairing ("PRS"): the words with hyphens between. */
  get secret() {
    return this.#words.join('-');
  }

  /** The whole code as it is read out. */
  get text() {
    return `${this.#room}-${this.secret}`;
  }
}

/**
 * Makes the words of a new code, each of the list as likely as any other.
 *
 * @param {import('./crypto.js').CryptoBackend} crypto
 * @param {import('./words.js').WordList} list
 * @param {number} [count]  3 to 8
 * @returns {string[]}
 */
export function newWords(crypto, list, count = FEWEST_WORDS) {
  if (!(count >= FEWEST_WORDS && count <= MOST_WORDS)) {
    throw new RangeError(`a code has ${FEWEST_WORDS} to ${MOST_WORDS} words, not ${count}`);
  }
  // 512 divides 65,536: no word is more likely than another.
  const random = new DataView(crypto.random(2 * count).buffer);
  return Array.from({ length: count }, (_, i) => list.at(random.getUint16(2 * i) % list.size));
}
