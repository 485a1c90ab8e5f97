// What receivers gave us for what we sent them, so that they know us when we offer the same again: for
// this tab alone, and only the last ones. Nobody is shown one: proofs.js.

import { MOST_PROOFS } from './proofs.js';

const NAME = 'sotto.tokens';
const MOST = 64;

export class Tokens {
  /** The last ones for a manifest, as many as an offer may prove. @param {string} manifest its hash */
  of(manifest) {
    const given = this.#all().filter((entry) => entry.manifest === manifest);
    return given.map(({ token }) => token).slice(0, MOST_PROOFS);
  }

  /** @param {string} manifest its hash @param {string} token */
  keep(manifest, token) {
    const others = this.#all().filter((entry) => entry.manifest !== manifest || entry.token !== token);
    const entries = [{ manifest, token }, ...others].slice(0, MOST);
    try {
      sessionStorage.setItem(NAME, JSON.stringify(entries));
    } catch {
      // Storage is forbidden here: then the same is sent from its beginning.
    }
  }

  #all() {
    try {
      const all = JSON.parse(sessionStorage.getItem(NAME)) ?? [];
      return all.filter(({ token }) => /^[A-Za-z0-9_-]{21}[AQgw]$/.test(token)); // 16 bytes
    } catch {
      return []; // Forbidden, or not written by us.
    }
  }
}
