// What receivers gave us for what we sent them, so that they know us when we offer the same again: for
// this tab alone, and only the last few. Each is shown to nobody but the receiver that gave it, known by
// the key that it proves: whoever saw it could ask that receiver what it has.

const NAME = 'sotto.tokens';
const MOST = 8;

export class Tokens {
  /**
   * @param {string} manifest its hash
   * @param {?string} receiver its key in base64url, null where it has shown none
   * @returns {?string}
   */
  of(manifest, receiver) {
    return this.#all().find(same(manifest, receiver))?.token ?? null;
  }

  /** One of a receiver without a key is of no use: nobody could be told from it. */
  keep(manifest, receiver, token) {
    if (receiver === null) {
      return;
    }
    const isSame = same(manifest, receiver);
    const others = this.#all().filter((entry) => !isSame(entry));
    const entries = [{ manifest, receiver, token }, ...others].slice(0, MOST);
    try {
      sessionStorage.setItem(NAME, JSON.stringify(entries));
    } catch {
      // Storage is forbidden here: then the same is sent from its beginning.
    }
  }

  #all() {
    try {
      const all = JSON.parse(sessionStorage.getItem(NAME)) ?? [];
      return all.filter((entry) => [entry.manifest, entry.receiver, entry.token].every(isText));
    } catch {
      return []; // Forbidden, or not written by us.
    }
  }
}

function same(manifest, receiver) {
  return (entry) => entry.manifest === manifest && entry.receiver === receiver;
}

function isText(value) {
  return typeof value === 'string' && /^[A-Za-z0-9_-]{22,43}$/.test(value);
}
