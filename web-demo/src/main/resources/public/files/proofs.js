// How somebody without a lasting key is known again in another session: by proofs of the tokens that it
// was given. A proof is good in one session and for one offer. docs/protocol.md, "Another session".

import { base64url, concat, equal, fromBase64url, fromHex, utf8 } from '../pairing/bytes.js';

export const MOST_PROOFS = 8; // in an offer
const MOST_TRIED = 256; // tokens that were given out, for each offer
const LABEL = utf8('sotto.v1 resume');
const OWNER = 'token:';
const TOKEN = 16;
const HASH = 32;

/** The proofs of one session. */
export class Proofs {
  #crypto;
  #session;

  /**
   * @param {import('../pairing/crypto.js').CryptoBackend} crypto
   * @param {Uint8Array} session its number (pairing/session.js)
   */
  constructor(crypto, session) {
    this.#crypto = crypto;
    this.#session = session;
  }

  /** A new token. */
  token() {
    return base64url(this.#crypto.random(TOKEN));
  }

  /** Who a token belongs to, as its giver keeps it: without the token. @param {string} token */
  async owner(token) {
    return OWNER + base64url(await this.#hash(token));
  }

  /**
   * What an offer shows.
   *
   * @param {string[]} tokens that receivers gave
   * @param {string} id of the offer
   * @returns {Promise<string[]>}
   */
  of(tokens, id) {
    return Promise.all(tokens.map(async (token) => base64url(await this.#prove(await this.#hash(token), id))));
  }

  /**
   * Whose tokens an offer proves.
   *
   * @param {string[]} owners that could be, the most likely first
   * @param {string} id of the offer
   * @param {string[]} proofs that it shows
   * @returns {Promise<string[]>} those of the owners
   */
  async owners(owners, id, proofs) {
    const shown = proofs.map((proof) => fromBase64url(proof, HASH));
    const proved = [];
    for (const owner of owners.filter((each) => each.startsWith(OWNER)).slice(0, MOST_TRIED)) {
      const right = await this.#prove(fromBase64url(owner.slice(OWNER.length), HASH), id);
      if (shown.filter((proof) => equal(proof, right)).length > 0) {
        proved.push(owner);
      }
    }
    return proved;
  }

  #hash(token) {
    return this.#crypto.sha256(fromBase64url(token, TOKEN));
  }

  #prove(hash, id) {
    return this.#crypto.hmacSha256(hash, concat(LABEL, this.#session, fromHex(id)));
  }
}
