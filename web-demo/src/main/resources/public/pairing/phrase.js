// Four words that both sides see alike only if nobody is in between (docs/protocol.md, "PHRASE").

import { lvCat } from './bytes.js';

/**
 * The phrase of a session, the same on both sides.
 *
 * @param {import('./crypto.js').CryptoBackend} crypto
 * @param {Uint8Array} session  S
 * @param {{commit: Uint8Array, salt: Uint8Array, key: Uint8Array}} joiner  C, r and pk of each
 * @param {{commit: Uint8Array, salt: Uint8Array, key: Uint8Array}} inviter
 * @returns {Promise<number[]>} four places in the list of words
 */
export async function phrase(crypto, session, joiner, inviter) {
  const hash = await crypto.sha256(lvCat('sotto/1 phrase', session, joiner.commit, inviter.commit,
    joiner.salt, inviter.salt, joiner.key, inviter.key));
  const bits = new DataView(hash.buffer).getBigUint64(0) >> 28n;
  return [27n, 18n, 9n, 0n].map((shift) => Number((bits >> shift) & 511n));
}
