// The browser's own cryptography.

import { concat, fromBase64url, fromHex, isZero } from './bytes.js';
import { Refusal } from './refusal.js';

// PKCS#8 (RFC 8410) up to the 32 bytes of a private key.
const X25519_PRIVATE = fromHex('302e020100300506032b656e04220420');
const ED25519_PRIVATE = fromHex('302e020100300506032b657004220420');

/**
 * The backend, or null when this browser or this page has not all of it.
 *
 * @param {SubtleCrypto|undefined} subtle
 * @returns {Promise<import('./crypto.js').CryptoBackend|null>}
 */
export async function webCrypto(subtle) {
  if (subtle === undefined) {
    return null;
  }
  try {
    await subtle.generateKey('X25519', false, ['deriveBits']);
    await subtle.generateKey('Ed25519', false, ['sign', 'verify']);
  } catch {
    return null; // An algorithm that it does not know; the fallback has it.
  }
  return new WebCrypto(subtle);
}

class WebCrypto {
  name = 'webcrypto';
  keepsKeys = true;
  #subtle;

  constructor(subtle) {
    this.#subtle = subtle;
  }

  random(size) {
    return crypto.getRandomValues(new Uint8Array(size));
  }

  sha256(data) {
    return this.#bytes(this.#subtle.digest('SHA-256', data));
  }

  sha512(data) {
    return this.#bytes(this.#subtle.digest('SHA-512', data));
  }

  hmacSha256(key, data) {
    return this.#hmac('SHA-256', key, data);
  }

  hmacSha512(key, data) {
    return this.#hmac('SHA-512', key, data);
  }

  async #hmac(hash, key, data) {
    const algorithm = { name: 'HMAC', hash };
    const imported = await this.#subtle.importKey('raw', key, algorithm, false, ['sign']);
    return this.#bytes(this.#subtle.sign('HMAC', imported, data));
  }

  async x25519(scalar, u) {
    const own = await this.#subtle.importKey(
      'pkcs8', concat(X25519_PRIVATE, scalar), 'X25519', false, ['deriveBits']);
    try {
      const other = await this.#subtle.importKey('raw', u, 'X25519', false, []);
      const secret = await this.#bytes(
        this.#subtle.deriveBits({ name: 'X25519', public: other }, own, 256));
      if (!isZero(secret)) {
        return secret;
      }
    } catch (e) {
      if (!(e instanceof DOMException)) {
        throw e;
      }
      // How the standard has it told that the result is zero.
    }
    throw new Refusal('protocol', 'a point of small order');
  }

  async newSigner() {
    return this.keptSigner(await this.#subtle.generateKey('Ed25519', false, ['sign', 'verify']));
  }

  async keptSigner(keys) {
    const publicKey = await this.#bytes(this.#subtle.exportKey('raw', keys.publicKey));
    return this.#signer(publicKey, keys.privateKey, keys);
  }

  async signerOfSeed(seed) {
    const encoded = concat(ED25519_PRIVATE, seed);
    const readable = await this.#subtle.importKey('pkcs8', encoded, 'Ed25519', true, ['sign']);
    const { x } = await this.#subtle.exportKey('jwk', readable);
    return this.#signer(fromBase64url(x, 32), readable, null);
  }

  #signer(publicKey, privateKey, keys) {
    return {
      publicKey,
      sign: (data) => this.#bytes(this.#subtle.sign('Ed25519', privateKey, data)),
      keys,
    };
  }

  async verify(publicKey, signature, data) {
    try {
      const key = await this.#subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify']);
      return await this.#subtle.verify('Ed25519', key, signature, data);
    } catch (e) {
      if (e instanceof DOMException) {
        return false; // Not a key.
      }
      throw e;
    }
  }

  async seal(key, nonce, associated, plaintext) {
    const imported = await this.#aes(key, 'encrypt');
    return this.#bytes(this.#subtle.encrypt(gcm(nonce, associated), imported, plaintext));
  }

  async open(key, nonce, associated, sealed) {
    const imported = await this.#aes(key, 'decrypt');
    try {
      return await this.#bytes(this.#subtle.decrypt(gcm(nonce, associated), imported, sealed));
    } catch (e) {
      if (e instanceof DOMException) {
        return null;
      }
      throw e;
    }
  }

  #aes(key, use) {
    return this.#subtle.importKey('raw', key, 'AES-GCM', false, [use]);
  }

  async #bytes(buffer) {
    return new Uint8Array(await buffer);
  }
}

function gcm(iv, additionalData) {
  return { name: 'AES-GCM', iv, additionalData, tagLength: 128 };
}
