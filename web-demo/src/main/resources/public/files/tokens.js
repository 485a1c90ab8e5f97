// What receivers gave us for what we sent them, so that they know us when we offer the same again: for
// this tab alone, and only the last few.

const NAME = 'sotto.tokens';
const MOST = 8;

export class Tokens {
  /** @param {string} manifest its hash @returns {?string} */
  of(manifest) {
    return this.#all().find((entry) => entry.manifest === manifest)?.token ?? null;
  }

  keep(manifest, token) {
    const others = this.#all().filter((entry) => entry.manifest !== manifest);
    try {
      sessionStorage.setItem(NAME, JSON.stringify([{ manifest, token }, ...others].slice(0, MOST)));
    } catch {
      // Storage is forbidden here: then the same is sent from its beginning.
    }
  }

  #all() {
    try {
      const all = JSON.parse(sessionStorage.getItem(NAME)) ?? [];
      return all.filter(({ manifest, token }) => isText(manifest) && isText(token));
    } catch {
      return []; // Forbidden, or not written by us.
    }
  }
}

function isText(value) {
  return typeof value === 'string' && /^[A-Za-z0-9_-]{22,43}$/.test(value);
}
