// What a page needs to meet the other side again after a reload: kept for this tab alone and never
// for long. It holds no code and nothing that was said.

import { base64url, fromBase64url } from './pairing/bytes.js';

const NAME = 'sotto.rejoin';

/** How long the two look for each other after a break. */
export const REJOIN_MILLIS = 600_000;

/**
 * @typedef {{room: string, secret: Uint8Array, role: 'joiner'|'inviter', peer: object,
 *     names: {own: string, other: string}, counts: {last: number, shown: number},
 *     identity: ?string}} Rejoin
 *     peer is what it has shown of itself; identity names the key that we showed
 */

/** @param {Rejoin} rejoin replaces the one before */
export function keep(rejoin) {
  const written = JSON.stringify({ ...rejoin, secret: base64url(rejoin.secret), at: Date.now() });
  try {
    sessionStorage.setItem(NAME, written);
  } catch {
    // Storage is forbidden here: then a reload ends the conversation.
  }
}

/** @returns {?Rejoin} null if there is none, or if it is too old to be of use */
export function kept() {
  try {
    const read = JSON.parse(sessionStorage.getItem(NAME));
    const usable =
      read !== null &&
      Math.abs(Date.now() - read.at) < REJOIN_MILLIS &&
      /^[0-9a-f]{32}$/.test(read.room) &&
      ['joiner', 'inviter'].includes(read.role);
    return usable ? { ...read, secret: fromBase64url(read.secret, 32) } : null;
  } catch {
    return null; // Forbidden, or not written by us.
  }
}

export function forget() {
  try {
    sessionStorage.removeItem(NAME);
  } catch {
    // Storage is forbidden here: nothing was kept.
  }
}
