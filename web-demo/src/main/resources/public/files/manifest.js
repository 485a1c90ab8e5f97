// What is offered: files and folders by their paths, frozen once it is whole. docs/protocol.md, "Files".

import { base64url } from '../pairing/bytes.js';
import { sha256 } from './hashing.js';
import { folded, refusal } from './names.js';

export const MOST_ENTRIES = 200_000;
export const MOST_MANIFEST = 32 * 1024 * 1024; // bytes of all its messages
export const LONGEST_MESSAGE = 64 * 1024; // of text
export const CHUNK = 1024 * 1024;
const LARGEST_FILE = 2 ** 52; // bytes: so that chunks have 32-bit numbers

const encoder = new TextEncoder();

/**
 * @typedef {object} Entry
 * @property {string} path
 * @property {boolean} folder
 * @property {number} size  bytes, 0 for a folder
 * @property {?number} modified  milliseconds of Unix time, null where it is not told
 * @property {boolean} executable  at the sender: only a hint
 */

export class Manifest {
  #entries;
  #files;
  #bytes;
  #hash;

  constructor(entries, hash) {
    this.#entries = Object.freeze(entries);
    this.#files = entries.reduce((count, { folder }) => count + (folder ? 0 : 1), 0);
    this.#bytes = entries.reduce((sum, { size }) => sum + size, 0);
    this.#hash = hash;
  }

  /** @param {Entry[]} entries sound ones (`unsound`) @returns {Promise<Manifest>} */
  static async of(entries) {
    return new Manifest(entries, base64url(await sha256(canonical(entries))));
  }

  /** By index. @returns {readonly Entry[]} */
  get entries() {
    return this.#entries;
  }

  /** How many files. */
  get files() {
    return this.#files;
  }

  /** How many folders are listed. */
  get folders() {
    return this.#entries.length - this.#files;
  }

  /** The sum of all sizes. */
  get bytes() {
    return this.#bytes;
  }

  /** SHA-256 over all of it, as on the wire. */
  get hash() {
    return this.#hash;
  }

  /** The entries as messages, none of them too long. @returns {Generator<string>} */
  *pages() {
    let page = [];
    let size = 0;
    for (const entry of this.#entries) {
      const text = JSON.stringify(written(entry));
      const bytes = encoder.encode(text).length + 1;
      if (size + bytes > LONGEST_MESSAGE - 64) {
        yield pageOf(page);
        page = [];
        size = 0;
      }
      page.push(text);
      size += bytes;
    }
    if (page.length > 0) {
      yield pageOf(page);
    }
  }
}

/** How many chunks a file has. @param {number} size */
export function chunksOf(size) {
  return Math.ceil(size / CHUNK);
}

/** The length of one of them. */
export function chunkLength(size, chunk) {
  return Math.min(CHUNK, size - chunk * CHUNK);
}

/** An entry of a message, or null if it is none that may be taken. @returns {?Entry} */
export function readEntry(value) {
  if (value === null || typeof value !== 'object' || refusal(value.p) !== null) {
    return null;
  }
  const { p: path, s: size, m: modified = null, x: executable = false, d } = value;
  if (d === true) {
    return { path, folder: true, size: 0, modified: null, executable: false };
  }
  const sound =
    d === undefined &&
    Number.isSafeInteger(size) &&
    size >= 0 &&
    size <= LARGEST_FILE &&
    (modified === null || Number.isSafeInteger(modified)) &&
    typeof executable === 'boolean';
  return sound ? { path, folder: false, size, modified, executable } : null;
}

/**
 * Why entries that are each fit to be taken do not go together, or null: two that some system takes
 * for one, a file where a folder is needed, too much.
 *
 * @param {Entry[]} entries
 * @returns {?{path: string, why: string}}
 */
export function unsound(entries) {
  if (entries.length > MOST_ENTRIES) {
    return { path: '', why: `more than ${MOST_ENTRIES} files and folders` };
  }
  if (!Number.isSafeInteger(entries.reduce((sum, { size }) => sum + size, 0))) {
    return { path: '', why: 'more bytes than can be counted' };
  }
  // What is in a folder comes right behind it: the separator sorts before everything else.
  const keys = entries.map(({ path, folder }) => ({
    key: folded(path).replaceAll('/', '\0'),
    path,
    folder,
  }));
  keys.sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)));
  for (let i = 1; i < keys.length; i++) {
    const [before, { key, path }] = [keys[i - 1], keys[i]];
    if (key === before.key) {
      return { path, why: 'another name is the same on some systems' };
    }
    if (!before.folder && key.startsWith(`${before.key}\0`)) {
      return { path, why: 'its folder is also the name of a file' };
    }
  }
  return null;
}

/** The bytes that the hash is over. @param {readonly Entry[]} entries @returns {Uint8Array} */
export function canonical(entries) {
  const paths = entries.map(({ path }) => encoder.encode(path));
  const bytes = new Uint8Array(paths.reduce((sum, path) => sum + path.length + 19, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  entries.forEach(({ folder, size, modified }, i) => {
    view.setUint8(at, folder ? 1 : 0);
    view.setUint16(at + 1, paths[i].length);
    bytes.set(paths[i], at + 3);
    at += 3 + paths[i].length;
    view.setBigUint64(at, BigInt(size));
    view.setBigInt64(at + 8, BigInt(modified ?? 0));
    at += 16;
  });
  return bytes;
}

function written({ path, folder, size, modified, executable }) {
  if (folder) {
    return { p: path, d: true };
  }
  return {
    p: path,
    s: size,
    ...(modified === null ? {} : { m: modified }),
    ...(executable ? { x: true } : {}),
  };
}

function pageOf(entries) {
  return `{"t":"entries","e":[${entries.join(',')}]}`;
}
