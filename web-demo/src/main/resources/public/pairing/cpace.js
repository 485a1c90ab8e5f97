// CPACE-X25519-SHA512 (draft-irtf-cfrg-cpace): from a short secret to a long one, so that each run
// is worth one guess and watching is worth none.

import { concat, lvCat, utf8 } from './bytes.js';
import { toBytes, toNumber } from './numbers.js';

const LABEL = utf8('CPace255');
const BLOCK = 128; // of SHA-512
const PRIME = 2n ** 255n - 19n;
const A = 486662n;

/**
 * The generator that both sides get from the same secret, channel and nonces.
 *
 * @param {import('./crypto.js').CryptoBackend} crypto
 * @param {string|Uint8Array} secret   PRS
 * @param {Uint8Array} channel  CI
 * @param {Uint8Array} nonces   sid
 * @returns {Promise<Uint8Array>} a u coordinate, 32 bytes
 */
export async function generator(crypto, secret, channel, nonces) {
  const padding = Math.max(0, BLOCK - lvCat(secret).length - lvCat(LABEL).length - 1);
  const hash = await crypto.sha512(
    lvCat(LABEL, secret, new Uint8Array(padding), channel, nonces));
  // Without the top bit: RFC 7748 section 5.
  const coordinate = toNumber(hash.subarray(0, 32)) & (2n ** 255n - 1n);
  return toBytes(elligator2(coordinate));
}

/** What goes to the other side: 32 bytes. */
export function share(crypto, scalar, base) {
  return crypto.x25519(scalar, base);
}

/** K of our scalar and the other's share. Throws a Refusal when it is zero. */
export function sharedSecret(crypto, scalar, other) {
  return crypto.x25519(scalar, other);
}

/**
 * ISK: 64 bytes.
 *
 * @param {import('./crypto.js').CryptoBackend} crypto
 * @param {Uint8Array} nonces  sid
 * @param {Uint8Array} secret  K
 * @param {Uint8Array[]} shares  share and associated data of the joiner, then of the inviter
 */
export function sessionKey(crypto, nonces, secret, shares) {
  return crypto.sha512(
    concat(lvCat(concat(LABEL, utf8('_ISK')), nonces, secret), lvCat(...shares)));
}

/**
 * RFC 9380 section 6.7.1 for Curve25519 with Z = 2: a number to the u coordinate of a point. Both
 * candidates are always computed; BigInt keeps no constant time, which an attacker would need to
 * measure inside this page, once, for a secret that lives an hour.
 */
function elligator2(r) {
  const first = mod(-A * power(mod(1n + 2n * r * r), PRIME - 2n));
  const second = mod(-first - A);
  const square = mod(first * (first * first + A * first + 1n));
  const candidates = [second, first];
  // 1 for a square, PRIME - 1 for none, 0 for zero, which counts as a square.
  const isSquare = Number(power(square, (PRIME - 1n) / 2n) !== PRIME - 1n);
  return candidates[isSquare];
}

function power(base, exponent) {
  let result = 1n;
  for (let bit = 254n; bit >= 0n; bit--) {
    result = mod(result * result);
    result = [result, mod(result * base)][Number((exponent >> bit) & 1n)];
  }
  return result;
}

function mod(value) {
  const rest = value % PRIME;
  return rest < 0n ? rest + PRIME : rest;
}
