// Cryptography in JavaScript, for pages that may not use the browser's own: TweetNaCl for the curves
// and SHA-512, the rest from the files beside this one. Randomness is the browser's all the same.

import '../lib/nacl-fast.min.js';
import { concat, isZero } from './bytes.js';
import { toBytes, toNumber } from './numbers.js';
import { gcmOpen, gcmSeal } from './gcm.js';
import { Refusal } from './refusal.js';
import { sha256 } from './sha256.js';

const { nacl } = globalThis; // The one name that a script without modules can give.

const SHA256_BLOCK = 64;
const SHA512_BLOCK = 128;
const SIGNATURE = 64;

/** The order of the base point of Ed25519 (RFC 8032 section 5.1). */
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

/**
 * The backend. Its promises are kept at once; they are there for the interface.
 *
 * @returns {import('./crypto.js').CryptoBackend}
 */
export function fallback() {
  return new Fallback();
}

class Fallback {
  name = 'fallback';
  keepsKeys = false;

  random(size) {
    return crypto.getRandomValues(new Uint8Array(size));
  }

  async sha256(data) {
    return sha256(data);
  }

  async sha512(data) {
    return nacl.hash(data);
  }

  async hmacSha256(key, data) {
    return hmac(sha256, SHA256_BLOCK, key, data);
  }

  async hmacSha512(key, data) {
    return hmac(nacl.hash, SHA512_BLOCK, key, data);
  }

  async x25519(scalar, u) {
    const secret = nacl.scalarMult(scalar, u);
    if (isZero(secret)) {
      throw new Refusal('protocol', 'a point of small order');
    }
    return secret;
  }

  newSigner() {
    return this.signerOfSeed(this.random(32));
  }

  async keptSigner() {
    throw new TypeError('the fallback keeps no keys');
  }

  async signerOfSeed(seed) {
    const { publicKey, secretKey } = nacl.sign.keyPair.fromSeed(seed);
    return { publicKey, sign: async (data) => sign(secretKey, publicKey, data), keys: null };
  }

  async verify(publicKey, signature, data) {
    return signature.length === SIGNATURE
      && toNumber(signature.subarray(32)) < ORDER // TweetNaCl lets others pass, RFC 8032 does not.
      && nacl.sign.detached.verify(data, signature, publicKey);
  }

  async seal(key, nonce, associated, plaintext) {
    return gcmSeal(key, nonce, associated, plaintext);
  }

  async open(key, nonce, associated, sealed) {
    return gcmOpen(key, nonce, associated, sealed);
  }
}

/**
 * RFC 8032 section 5.1.6. The last step is ours: this version of TweetNaCl gets its first half right,
 * but very rarely not the sum (fixed upstream in 1.0.3, which no WebJar has).
 */
function sign(secretKey, publicKey, data) {
  const point = nacl.sign.detached(data, secretKey).subarray(0, 32);
  const expanded = nacl.hash(secretKey.subarray(0, 32));
  const scalar = (toNumber(expanded.subarray(0, 32)) & (2n ** 254n - 8n)) | (2n ** 254n);
  const nonce = toNumber(nacl.hash(concat(expanded.subarray(32), data)));
  const challenge = toNumber(nacl.hash(concat(point, publicKey, data)));
  return concat(point, toBytes((nonce + challenge * scalar) % ORDER));
}

/** RFC 2104. */
function hmac(hash, blockSize, key, data) {
  const block = new Uint8Array(blockSize);
  block.set(key.length > blockSize ? hash(key) : key);
  const pad = (value) => block.map((byte) => byte ^ value);
  return hash(concat(pad(0x5c), hash(concat(pad(0x36), data))));
}
