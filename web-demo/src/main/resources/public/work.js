// The proof of work that a server may ask for before a join: SHA-256 over salt, room and a number,
// with so many leading zero bits. Done in slices, so that the page stays alive. Each slice hashes
// one block at a time without waiting for anything, which the browser's own digest cannot.

import { sha256 } from './pairing/sha256.js';

const SLICE = 4_096;
const MOST_BITS = 24; // some seconds; nobody honest asks for more
const LONGEST_SALT = 128;

/**
 * @param {string} salt
 * @param {string} place the room, or "open"
 * @param {number} bits
 * @param {AbortSignal} signal
 * @returns {Promise<?string>} the number as text, or null when given up or asked for too much
 */
export async function solve(salt, place, bits, signal) {
  if (
    typeof salt !== 'string' ||
    salt.length > LONGEST_SALT ||
    !Number.isInteger(bits) ||
    bits < 0 ||
    bits > MOST_BITS
  ) {
    return null;
  }
  const encoder = new TextEncoder();
  for (let nonce = 0; !signal.aborted; ) {
    for (const end = nonce + SLICE; nonce < end; nonce++) {
      if (zeroBits(sha256(encoder.encode(`${salt}.${place}.${nonce}`))) >= bits) {
        return `${nonce}`;
      }
    }
    await turn();
  }
  return null;
}

/** Lets the page do what else there is. A timer would wait for a second where nobody looks at it. */
function turn() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

function zeroBits(digest) {
  const at = digest.findIndex((byte) => byte !== 0);
  return at < 0 ? 8 * digest.length : 8 * at + Math.clz32(digest[at]) - 24;
}
