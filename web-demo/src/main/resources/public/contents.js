// What the sealed messages say: descriptions, candidates and restarts as fields. A peer that is
// authenticated is not trusted: whatever does not fit is refused here, before it is used.
// docs/protocol.md, "Sealed contents".

import { FINGERPRINT_BYTES, areCredentials, candidate, isMessageSize } from './sdp.js';
import { base64url, fromBase64url } from './pairing/bytes.js';

const MOST_CANDIDATES = 64; // in one message
const MOST_GENERATIONS = 1_000_000;

export function writeDescription({ ufrag, pwd, fingerprint, maxMessageSize }) {
  return {
    k: 'd',
    ufrag,
    pwd,
    fp: base64url(fingerprint),
    mms: maxMessageSize,
    cand: [],
  };
}

/**
 * @param {*} message as it came
 * @returns {?({k: 'd', fields: object, candidates: string[]}|{k: 'c', candidates: string[]}|
 *     {k: 'e'}|{k: 'r', generation: number, ufrag?: string, pwd?: string})} null if it makes no
 *     sense; {k: 'unknown'} if it is of a later version
 */
export function readContent(message) {
  switch (message?.k) {
    case 'd':
      return readDescription(message);
    case 'c': {
      const candidates = readCandidates(message.cand);
      return candidates && { k: 'c', candidates };
    }
    case 'e':
      return { k: 'e' };
    case 'r':
      return readRestart(message);
    default:
      return typeof message?.k === 'string' ? { k: 'unknown' } : null;
  }
}

function readDescription({ ufrag, pwd, fp, mms, cand }) {
  const candidates = readCandidates(cand);
  const fingerprint = readFingerprint(fp);
  if (!candidates || !fingerprint || !areCredentials(ufrag, pwd) || !isMessageSize(mms)) {
    return null;
  }
  return { k: 'd', fields: { ufrag, pwd, fingerprint, maxMessageSize: mms }, candidates };
}

function readFingerprint(text) {
  try {
    return fromBase64url(text, FINGERPRINT_BYTES);
  } catch {
    return null; // Not canonical, or of another length.
  }
}

/** Those that can be used; unknown kinds are left out, as in any session description. */
function readCandidates(list) {
  if (!Array.isArray(list) || list.length > MOST_CANDIDATES) {
    return null;
  }
  return list.map(candidate).filter((value) => value !== null);
}

function readRestart({ gen, ufrag, pwd }) {
  if (!Number.isInteger(gen) || gen < 1 || gen > MOST_GENERATIONS) {
    return null;
  }
  if (ufrag === undefined && pwd === undefined) {
    return { k: 'r', generation: gen };
  }
  return areCredentials(ufrag, pwd) ? { k: 'r', generation: gen, ufrag, pwd } : null;
}
