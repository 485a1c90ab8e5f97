// The number of a session: both sides have the same one only if they mean the same certificates and
// come from the same pairing (docs/protocol.md, "SESSION").

import { lvCat, u8 } from './bytes.js';

/**
 * S, 32 bytes.
 *
 * @param {import('./crypto.js').CryptoBackend} crypto
 * @param {object} session
 * @param {'code'|'direct'|'rejoin'|'manual'} session.mode
 * @param {Uint8Array} session.joinerFingerprint   SHA-256 of the joiner's certificate; with 'manual'
 *     of the one that offers
 * @param {Uint8Array} session.inviterFingerprint
 * @param {Uint8Array} session.bind  of the pairing, or `manualBind`
 * @param {number} [session.version]
 */
export function sessionId(crypto, { mode, joinerFingerprint, inviterFingerprint, bind, version = 1 }) {
  return crypto.sha256(
    lvCat('sotto/1 session', mode, u8(version), joinerFingerprint, inviterFingerprint, bind));
}

/**
 * What stands for the pairing when two lines were carried by hand. It is no secret.
 *
 * @param {import('./crypto.js').CryptoBackend} crypto
 * @param {Uint8Array} offer   the line, decoded
 * @param {Uint8Array} answer  the line, decoded
 */
export function manualBind(crypto, offer, answer) {
  return crypto.sha256(lvCat('sotto/1 manual', offer, answer));
}
