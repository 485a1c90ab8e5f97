// What a page needs to meet the other side again after a reload: kept for this tab alone and never
// for long. It holds no code and nothing that was said.

import { strikeAll } from './files/unfinished.js';
import { base64url, fromBase64url } from './pairing/bytes.js';

const NAME = 'sotto.rejoin';

/** How long the two look for each other after a break. */
export const REJOIN_MILLIS = 600_000;

/**
 * @typedef {{room: string, secret: Uint8Array}} Pair where and by what both meet
 *
 * @typedef {{pair: Pair, former: ?Pair, role: 'joiner'|'inviter', peer: object,
 *     names: {own: string, other: string}, counts: {last: number, shown: number},
 *     identity: ?string, settled: Settled}} Rejoin
 *     former is the pair before, for as long as the peer may have no other; peer is what it has shown
 *     of itself; identity names the key that we showed
 *
 * @typedef {{asked: boolean, pinned: boolean, confirmed: boolean}} Settled what the user has settled
 *     about this peer in this conversation: that it is nobody whom its name resembles, that it is a
 *     contact, that both saw the same words
 */

/** @param {Rejoin} rejoin replaces the one before */
export function keep({ pair, former, ...rejoin }) {
  const pairs = { ...written(pair), former: former && written(former) };
  const entry = JSON.stringify({ ...rejoin, ...pairs, at: Date.now() });
  try {
    sessionStorage.setItem(NAME, entry);
  } catch {
    // Storage is forbidden here: then a reload ends the conversation.
  }
}

/** @returns {?Rejoin} null if there is none, or if it is too old to be of use */
export function kept() {
  try {
    const entry = JSON.parse(sessionStorage.getItem(NAME));
    const pair = entry && read(entry);
    const usable =
      pair !== null &&
      Math.abs(Date.now() - entry.at) < REJOIN_MILLIS &&
      ['joiner', 'inviter'].includes(entry.role);
    return usable ? { ...entry, pair, former: entry.former && read(entry.former) } : null;
  } catch {
    return null; // Forbidden, or not written by us.
  }
}

/** The conversation is over: also the names of what was being sent go. */
export function forget() {
  strikeAll();
  try {
    sessionStorage.removeItem(NAME);
  } catch {
    // Storage is forbidden here: nothing was kept.
  }
}

function written({ room, secret }) {
  return { room, secret: base64url(secret) };
}

function read({ room, secret }) {
  return /^[0-9a-f]{32}$/.test(room) ? { room, secret: fromBase64url(secret, 32) } : null;
}
