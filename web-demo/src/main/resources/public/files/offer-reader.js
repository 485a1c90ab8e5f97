// What a peer offers, page by page: nothing of it is shown before all of it is sound.

import {
  canonical,
  Manifest,
  MOST_ENTRIES,
  MOST_MANIFEST,
  readEntry,
  unsound,
} from './manifest.js';
import { base64url } from '../pairing/bytes.js';
import { sha256 } from './hashing.js';

export class OfferReader {
  #offer;
  #entries = [];
  #length = 0;

  /** @param {{id: string, files: number, folders: number, bytes: number, proofs: (string[]|undefined)}}
   *     offer */
  constructor(offer) {
    this.#offer = offer;
  }

  get id() {
    return this.#offer.id;
  }

  /** What the peer shows of what it was given when it sent the same before. @returns {string[]} */
  get proofs() {
    return this.#offer.proofs ?? [];
  }

  /**
   * Takes a page.
   *
   * @param {Array} values
   * @param {number} length of its text
   * @returns {boolean} whether it is sound
   */
  add(values, length) {
    this.#length += length;
    const most = this.#offer.files + this.#offer.folders;
    if (this.#length > MOST_MANIFEST || this.#entries.length + values.length > most) {
      return false;
    }
    const entries = values.map(readEntry);
    this.#entries.push(...entries);
    return this.#entries.length <= MOST_ENTRIES && !entries.includes(null);
  }

  /** All of it, or null if it is not what was announced. @param {string} hash @returns {Promise<?Manifest>} */
  async whole(hash) {
    if (unsound(this.#entries) !== null) {
      return null;
    }
    const manifest = new Manifest(
      this.#entries,
      base64url(await sha256(canonical(this.#entries))),
    );
    const { files, folders, bytes } = this.#offer;
    const announced =
      manifest.files === files &&
      manifest.folders === folders &&
      manifest.bytes === bytes &&
      manifest.hash === hash;
    return announced ? manifest : null;
  }
}
