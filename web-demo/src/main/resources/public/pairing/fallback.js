// Cryptography in JavaScript, for pages that may not use the browser's own: TweetNaCl for the curves
// and SHA-512, the rest from the files beside this one. Randomness is the browser's all the same.

/**
 * @returns {Promise<import('./crypto.js').CryptoBackend>}
 */
export async function fallback() {
  throw new Error('not yet');
}
