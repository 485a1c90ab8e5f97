// SHA-256 of chunks: by the browser where it may, else by our own, which lets the page breathe between
// two chunks.

import { concat } from '../pairing/bytes.js';
import { sha256 as ownSha256 } from '../pairing/sha256.js';

const channel = new MessageChannel();

/** @param {Uint8Array} data at most a chunk or a manifest @returns {Promise<Uint8Array>} 32 bytes */
export async function sha256(data) {
  const subtle = globalThis.crypto.subtle;
  if (subtle !== undefined) {
    return new Uint8Array(await subtle.digest('SHA-256', data));
  }
  await breath();
  return ownSha256(data);
}

/** The hash of a file: over the hashes of its chunks. @param {Uint8Array[]} hashes */
export function listHash(hashes) {
  return sha256(concat(...hashes));
}

/** The next turn of the event loop; a timer would take a second in a tab that nobody looks at. */
function breath() {
  return new Promise((resolve) => {
    channel.port1.addEventListener('message', resolve, { once: true });
    channel.port1.start();
    channel.port2.postMessage(null);
  });
}
