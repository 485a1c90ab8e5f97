// Which Ed25519 public keys are taken at all.

import { fromHex } from './bytes.js';
import { toNumber } from './numbers.js';

const PRIME = 2n ** 255n - 19n;

/** The y coordinates of the points of small order: 0 (order 4), 1, -1, and two of order 8. */
const SMALL_ORDER = [
  0n,
  1n,
  PRIME - 1n,
  toNumber(fromHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05')),
  toNumber(fromHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a')),
];

/**
 * Whether a key is canonical and not of small order: everybody can sign for those. That it is a
 * point of the curve at all shows with its first signature.
 *
 * @param {Uint8Array} key  32 bytes
 */
export function isUsableKey(key) {
  const y = toNumber(key) & (2n ** 255n - 1n);
  return y < PRIME && !SMALL_ORDER.includes(y);
}
