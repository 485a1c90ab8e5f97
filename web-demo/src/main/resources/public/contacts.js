// The people whose keys this page knows, each under a name that its user chose. Only a page that was
// asked to be remembered has any.

import { CONTACTS, clear, readAll, remove, write } from './store.js';
import { base64url, equal, fromBase64url } from './pairing/bytes.js';

const MOST = 1_000;
export const LONGEST_NAME = 64; // code points

/**
 * @typedef {{name: string, key: Uint8Array, kind: 'installation'|'page', origin: ?string,
 *     verified: boolean, firstMet: number, lastMet: number}} Contact
 */

export class Contacts {
  #resemblance;
  #all = [];

  /** @param {import('./resemblance.js').Resemblance} resemblance */
  constructor(resemblance) {
    this.#resemblance = resemblance;
  }

  async load() {
    this.#all = (await readAll(CONTACTS)).toSorted((a, b) => a.name.localeCompare(b.name));
  }

  /** @returns {Contact[]} by name */
  get all() {
    return this.#all;
  }

  /** @param {string} key in base64url */
  byKey(key) {
    return this.#all.find((contact) => base64url(contact.key) === key) ?? null;
  }

  /** The contact that a name looks like, if there is one. */
  resembling(name) {
    const skeleton = this.#resemblance.skeleton(name);
    return this.#all.find((contact) => this.#resemblance.skeleton(contact.name) === skeleton) ?? null;
  }

  /**
   * The contact with this key of this kind; a page cannot stand in for an installation.
   *
   * @param {import('./pairing/introduction.js').PeerProof} proof
   */
  of({ key, kind }) {
    const found = key === null ? undefined : this.#all.find((one) => equal(one.key, key));
    return found?.kind === kind ? found : null;
  }

  /** Whether a contact may be made of what a peer has shown. */
  static mayPin({ key, kind, own }) {
    return key !== null && !own && (kind === 'installation' || kind === 'page');
  }

  /**
   * Pins a key under a name of the user's own.
   *
   * @returns {Promise<?string>} null, or what is wrong with the name
   */
  async pin(name, { key, kind, origin }) {
    const clean = name.trim();
    const problem = this.#problemOf(clean, key);
    if (problem !== null) {
      return problem;
    }
    if (this.#all.length >= MOST) {
      return `This page keeps ${MOST} contacts at most.`;
    }
    const now = Date.now();
    await this.#put({ name: clean, key, kind, origin, verified: false, firstMet: now, lastMet: now });
    return null;
  }

  /** Gives a contact another name. @returns {Promise<?string>} null, or what is wrong with the name */
  async rename(contact, name) {
    const clean = name.trim();
    const problem = this.#problemOf(clean, contact.key);
    if (problem === null) {
      await this.#put({ ...contact, name: clean });
    }
    return problem;
  }

  /** The phrase was the same on both sides. */
  verified(contact) {
    return this.#put({ ...contact, verified: true });
  }

  met(contact) {
    return this.#put({ ...contact, lastMet: Date.now() });
  }

  async forget(contact) {
    await remove(CONTACTS, base64url(contact.key));
    await this.load();
  }

  async forgetAll() {
    await clear(CONTACTS);
    this.#all = [];
  }

  #problemOf(name, key) {
    if (name === '' || [...name].length > LONGEST_NAME) {
      return 'A name has 1 to 64 characters.';
    }
    const others = this.#all.filter((contact) => !equal(contact.key, key));
    const skeleton = this.#resemblance.skeleton(name);
    const like = others.find((contact) => this.#resemblance.skeleton(contact.name) === skeleton);
    return like === undefined
      ? null
      : `That is too close to ${like.name}, whom you know already.`;
  }

  async #put(contact) {
    await write(CONTACTS, base64url(contact.key), contact);
    await this.load();
  }
}

/** A key as people can compare it in part: the first letters of its base64url, in groups. */
export function tag(key) {
  return base64url(key).slice(0, 12).replace(/(.{4})(?=.)/g, '$1 ');
}

/** @param {?string} text */
export function keyOf(text) {
  return text === null ? null : fromBase64url(text, 32);
}
