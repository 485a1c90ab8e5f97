// The cryptography of the page behind one interface with two backends, chosen once: the browser's
// own, or, where a page may not use that (plain http from another machine is no secure context) or
// it lacks X25519 or Ed25519, JavaScript.
//
// Whoever can change a page on its way can change this file too: the fallback lets an unprotected
// page take part, it does not make it safe. Tell the user (`secure` in the introduction).

import { utf8 } from './bytes.js';

/**
 * What both backends can do. All bytes are Uint8Array.
 *
 * @typedef {object} CryptoBackend
 * @property {'webcrypto'|'fallback'} name
 * @property {boolean} keepsKeys  whether an identity can be kept without its private key ever
 *     being readable (`Signer.keys` in IndexedDB); with the fallback never
 * @property {function(number): Uint8Array} random        so many random bytes
 * @property {function(Uint8Array): Promise<Uint8Array>} sha256
 * @property {function(Uint8Array): Promise<Uint8Array>} sha512
 * @property {function(Uint8Array, Uint8Array): Promise<Uint8Array>} hmacSha256  key, data
 * @property {function(Uint8Array, Uint8Array): Promise<Uint8Array>} hmacSha512  key, data
 * @property {function(Uint8Array, Uint8Array): Promise<Uint8Array>} x25519  scalar, u; throws a
 *     Refusal when the result is zero
 * @property {function(): Promise<Signer>} newSigner  a fresh Ed25519 key
 * @property {function(CryptoKeyPair): Promise<Signer>} keptSigner  one that was kept; only where
 *     keepsKeys
 * @property {function(Uint8Array): Promise<Signer>} signerOfSeed  of a 32-byte seed, for tests
 * @property {function(Uint8Array, Uint8Array, Uint8Array): Promise<boolean>} verify  Ed25519:
 *     public key, signature, data; false for anything malformed
 * @property {function(Uint8Array, Uint8Array, Uint8Array, Uint8Array): Promise<Uint8Array>} seal
 *     AES-256-GCM with a tag of 16 bytes behind: key, nonce of 12, associated data, plaintext
 * @property {function(Uint8Array, Uint8Array, Uint8Array, Uint8Array): Promise<Uint8Array|null>}
 *     open  key, nonce, associated data, sealed; null when it is not genuine
 */

/**
 * One Ed25519 key.
 *
 * @typedef {object} Signer
 * @property {Uint8Array} publicKey  32 bytes
 * @property {function(Uint8Array): Promise<Uint8Array>} sign  a signature of 64 bytes
 * @property {CryptoKeyPair|null} keys  what to keep in IndexedDB (not extractable), or null where
 *     the backend keeps no keys
 */

/**
 * Chooses the backend. Ask once for a page and hand the answer on.
 *
 * @returns {Promise<CryptoBackend>}
 */
export async function chooseCrypto() {
  const { webCrypto } = await import('./webcrypto.js');
  const ours = await webCrypto(globalThis.crypto?.subtle);
  if (ours !== null) {
    return ours;
  }
  const { fallback } = await import('./fallback.js');
  return fallback();
}

/** HKDF-Extract with SHA-512 (RFC 5869 section 2.2): 64 bytes. */
export function hkdfExtract(crypto, salt, inputKey) {
  return crypto.hmacSha512(salt, inputKey);
}

/**
 * HKDF-Expand with SHA-512 (RFC 5869 section 2.3).
 *
 * @param {CryptoBackend} crypto
 * @param {Uint8Array} key       of HKDF-Extract
 * @param {string} info
 * @param {number} length  at most 64, one block: more is not needed here
 */
export async function hkdfExpand(crypto, key, info, length) {
  if (length > 64) {
    throw new RangeError(`no key here has ${length} bytes`);
  }
  const label = utf8(info);
  const block = new Uint8Array(label.length + 1);
  block.set(label);
  block[label.length] = 1;
  return (await crypto.hmacSha512(key, block)).slice(0, length);
}
