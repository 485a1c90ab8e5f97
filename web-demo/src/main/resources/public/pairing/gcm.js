// AES-256-GCM (NIST SP 800-38D) with nonces of 12 bytes and tags of 16.

import { Aes256 } from './aes.js';
import { concat, equal, u64 } from './bytes.js';

const BLOCK = 16;
const TAG = 16;

/**
 * @param {Uint8Array} key    32 bytes
 * @param {Uint8Array} nonce  12 bytes
 * @param {Uint8Array} associated
 * @param {Uint8Array} plaintext
 * @returns {Uint8Array} the ciphertext and the tag
 */
export function gcmSeal(key, nonce, associated, plaintext) {
  const aes = new Aes256(key);
  const ciphertext = counterMode(aes, nonce, plaintext);
  return concat(ciphertext, tagOf(aes, nonce, associated, ciphertext));
}

/** @returns {Uint8Array|null} the plaintext, or null when the tag does not fit */
export function gcmOpen(key, nonce, associated, sealed) {
  if (sealed.length < TAG) {
    return null;
  }
  const aes = new Aes256(key);
  const ciphertext = sealed.subarray(0, sealed.length - TAG);
  const tag = sealed.subarray(sealed.length - TAG);
  const genuine = equal(tag, tagOf(aes, nonce, associated, ciphertext));
  return genuine ? counterMode(aes, nonce, ciphertext) : null;
}

/** The counter block 1 is the tag's. */
function counterMode(aes, nonce, data) {
  const output = data.slice();
  for (let at = 0, counter = 2; at < data.length; at += BLOCK, counter++) {
    const stream = aes.encrypt(counterBlock(nonce, counter));
    for (let i = at; i < Math.min(at + BLOCK, data.length); i++) {
      output[i] ^= stream[i - at];
    }
  }
  return output;
}

function counterBlock(nonce, counter) {
  const block = new Uint8Array(BLOCK);
  block.set(nonce);
  new DataView(block.buffer).setUint32(12, counter);
  return block;
}

function tagOf(aes, nonce, associated, ciphertext) {
  const lengths = concat(u64(8 * associated.length), u64(8 * ciphertext.length));
  const hash = ghash(aes, concat(padded(associated), padded(ciphertext), lengths));
  const mask = aes.encrypt(counterBlock(nonce, 1));
  return hash.map((byte, i) => byte ^ mask[i]);
}

function padded(data) {
  const blocks = new Uint8Array(Math.ceil(data.length / BLOCK) * BLOCK);
  blocks.set(data);
  return blocks;
}

function ghash(aes, blocks) {
  const key = words(aes.encrypt(new Uint8Array(BLOCK)), 0);
  let hash = new Uint32Array(4);
  for (let at = 0; at < blocks.length; at += BLOCK) {
    const block = words(blocks, at);
    hash = multiply(hash.map((word, i) => word ^ block[i]), key);
  }
  const bytes = new DataView(new ArrayBuffer(BLOCK));
  hash.forEach((word, i) => bytes.setUint32(4 * i, word));
  return new Uint8Array(bytes.buffer);
}

function words(bytes, at) {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at);
  return Uint32Array.from([0, 4, 8, 12], (offset) => view.getUint32(offset));
}

/** In GF(2^128) with its bits from left to right; masks instead of branches. */
function multiply(x, y) {
  const product = new Uint32Array(4);
  const power = y.slice();
  for (let bit = 0; bit < 128; bit++) {
    const taken = -((x[bit >> 5] >>> (31 - (bit & 31))) & 1);
    for (let i = 0; i < 4; i++) {
      product[i] ^= power[i] & taken;
    }
    const carried = -(power[3] & 1);
    for (let i = 3; i > 0; i--) {
      power[i] = (power[i] >>> 1) | (power[i - 1] << 31);
    }
    power[0] = (power[0] >>> 1) ^ (0xe1000000 & carried);
  }
  return product;
}
