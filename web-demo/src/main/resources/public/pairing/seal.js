// Sealed messages between two that have paired, over a server that is not trusted (docs/protocol.md,
// "SEAL").

import { base64url, fromBase64url, lvCat, text, u64, utf8, wipe } from './bytes.js';
import { demand, Refusal } from './refusal.js';

const SIZES = [512, 1024, 2048, 4096, 8192, 16384];
const MOST_MESSAGES = 1000;
const TAG = 16;
const PADDING = 0x80;

/** The sending direction. */
export class Sealer {
  #direction;

  constructor(crypto, role, key) {
    this.#direction = new Direction(crypto, role, key);
  }

  /**
   * Seals a value. Calls may overlap: the messages have the order of the calls. Throws a RangeError
   * when it is too large (16,383 bytes of JSON) or too many (1,000) have been sealed.
   *
   * @param {object} content
   * @returns {Promise<{t: 's', n: number, c: string}>}
   */
  async seal(content) {
    const json = utf8(JSON.stringify(content));
    const size = SIZES.find((fitting) => fitting > json.length);
    if (size === undefined) {
      throw new RangeError(`${json.length} bytes are too many to be sealed`);
    }
    const plaintext = new Uint8Array(size);
    plaintext.set(json);
    plaintext[json.length] = PADDING;
    const { number, sealed } = await this.#direction.seal(plaintext);
    return { t: 's', n: number, c: base64url(sealed) };
  }

  /** Forgets the key: nothing more can be sealed. */
  wipe() {
    this.#direction.wipe();
  }
}

/** The receiving direction. After one failure it opens nothing more. */
export class Opener {
  #direction;
  #work = Promise.resolve();

  constructor(crypto, role, key) {
    this.#direction = new Direction(crypto, role, key);
  }

  /**
   * Opens the next message. Calls may overlap. Throws a Refusal ('auth') for anything but the next
   * message as the other side sealed it; then give up the connection.
   *
   * @param {*} message  as it came, a value of JSON
   * @returns {Promise<object>} an object of JSON
   */
  open(message) {
    const opened = this.#work.then(() => this.#open(message));
    this.#work = opened.catch(() => this.wipe());
    return opened;
  }

  async #open(message) {
    try {
      demand(message?.t === 's', 'not a sealed message');
      const sealed = fromBase64url(message.c);
      demand(SIZES.includes(sealed.length - TAG), 'a sealed message has another size');
      return parse(await this.#direction.open(message.n, sealed));
    } catch (e) {
      throw new Refusal('auth', e instanceof Refusal ? e.message : 'a sealed message holds no JSON');
    }
  }

  /** Forgets the key: nothing more can be opened. */
  wipe() {
    this.#direction.wipe();
  }
}

/** The key and the count of one direction. */
class Direction {
  #crypto;
  #role;
  #key;
  #next = 0;
  #alive = true;

  /**
   * @param {import('./crypto.js').CryptoBackend} crypto
   * @param {'joiner'|'inviter'} role  the sender's
   * @param {Uint8Array} key  32 bytes of key, 12 of nonce
   */
  constructor(crypto, role, key) {
    this.#crypto = crypto;
    this.#role = role;
    this.#key = key;
  }

  async seal(plaintext) {
    if (!this.#alive || this.#next === MOST_MESSAGES) {
      throw new RangeError('no more messages can be sealed under this key');
    }
    const number = this.#next++;
    const sealed = await this.#crypto.seal(...this.#parameters(number), plaintext);
    return { number, sealed };
  }

  async open(number, sealed) {
    demand(this.#alive && number === this.#next, 'a sealed message is not the next one');
    demand(number < MOST_MESSAGES, 'too many sealed messages');
    const plaintext = await this.#crypto.open(...this.#parameters(number), sealed);
    demand(plaintext !== null, 'a sealed message is not genuine');
    this.#next++;
    return plaintext;
  }

  #parameters(number) {
    const nonce = this.#key.slice(32);
    u64(number).forEach((byte, i) => {
      nonce[4 + i] ^= byte;
    });
    return [this.#key.slice(0, 32), nonce, lvCat('sotto/1 seal', this.#role, u64(number))];
  }

  wipe() {
    this.#alive = false;
    wipe(this.#key);
  }
}

function parse(plaintext) {
  const end = plaintext.findLastIndex((byte) => byte !== 0);
  demand(plaintext[end] === PADDING, 'a sealed message is not padded');
  demand(SIZES.find((fitting) => fitting > end) === plaintext.length,
    'a sealed message is padded to another size');
  const content = JSON.parse(text(plaintext.subarray(0, end)));
  demand(content !== null && typeof content === 'object' && !Array.isArray(content),
    'a sealed message holds no object');
  return content;
}
