// Who this page is. A page belongs to whoever serves its origin, now or later: so by default it has a
// key for one visit, which nobody pins, and only by the user's wish one that stays. Without the
// browser's cryptography it has none.

import { KEYS, read, remove, removeBefore, write } from './store.js';

const PAGE = 'page';
const DAY = 86_400_000;

/**
 * What the introduction says of us.
 *
 * @typedef {{signer: ?import('./pairing/crypto.js').Signer, kind: 'page'|'page-session'|'none',
 *     secure: boolean, origin: string}} PageIdentity
 */

/** Whether this page came over a way that nobody in between can change. */
export function isProtected() {
  return isSecureContext && crypto.subtle !== undefined;
}

/**
 * Whether a key may be kept for this origin: only where the name means the same host tomorrow.
 *
 * @param {string} hostname
 */
export function mayRemember(hostname = location.hostname) {
  const literal = hostname.startsWith('[') || /^[0-9.]+$/.test(hostname);
  const local = /(^|\.)localhost\.?$/.test(hostname);
  return isProtected() && hostname !== '' && !literal && !local;
}

export class Identities {
  #crypto;

  /** @param {import('./pairing/crypto.js').CryptoBackend} crypto */
  constructor(crypto) {
    this.#crypto = crypto;
  }

  /** Whether there can be a key that stays. */
  get mayRemember() {
    return mayRemember() && this.#mayHaveKeys;
  }

  get #mayHaveKeys() {
    return isProtected() && this.#crypto.keepsKeys;
  }

  /** The key that stays, if the user asked for it. @returns {Promise<?PageIdentity>} */
  async remembered() {
    return this.mayRemember ? this.#kept(PAGE) : null;
  }

  /** Makes the key that stays. @returns {Promise<PageIdentity>} */
  async remember() {
    return (await this.#kept(PAGE)) ?? this.#make(PAGE);
  }

  forget() {
    return remove(KEYS, PAGE);
  }

  /**
   * A key for one visit. It can be found again by its name after a reload of the same tab, because
   * the other side expects the same one; a day later it is gone.
   *
   * @returns {Promise<{identity: PageIdentity, name: ?string}>}
   */
  async visitor() {
    if (!this.#mayHaveKeys) {
      return { identity: this.#identity(null, 'none'), name: null };
    }
    const name = crypto.randomUUID();
    try {
      await removeBefore(KEYS, Date.now() - DAY);
      return { identity: await this.#make(name), name };
    } catch {
      // Storage is forbidden here: then a reload is a new visitor.
      return { identity: this.#identity(await this.#crypto.newSigner(), 'page-session'), name: null };
    }
  }

  /** The key that a tab had before its reload. @returns {Promise<?PageIdentity>} */
  async again(name) {
    return name === null && !this.#mayHaveKeys ? this.#identity(null, 'none') : this.#kept(name);
  }

  /** The conversation of a visitor has ended. */
  async leave(name) {
    if (name !== null && name !== PAGE) {
      await remove(KEYS, name);
    }
  }

  async #make(name) {
    const signer = await this.#crypto.newSigner();
    const at = name === PAGE ? Infinity : Date.now();
    await write(KEYS, name, { keys: signer.keys, at });
    return this.#identity(signer, kindOf(name));
  }

  async #kept(name) {
    if (name === null) {
      return null; // It could not be kept, or somebody wrote that it was not.
    }
    try {
      const entry = await read(KEYS, name);
      return entry === undefined
        ? null
        : this.#identity(await this.#crypto.keptSigner(entry.keys), kindOf(name));
    } catch {
      return null; // Storage is forbidden here.
    }
  }

  #identity(signer, kind) {
    return { signer, kind, secure: isProtected(), origin: location.origin };
  }
}

/** The name of the key that stays, for Identities.again. */
export const REMEMBERED = PAGE;

function kindOf(name) {
  return name === PAGE ? 'page' : 'page-session';
}
