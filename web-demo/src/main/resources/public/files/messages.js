// The text messages of a transfer's channel: read strictly, because the other side may be anybody.

import { fromBase64url } from '../pairing/bytes.js';
import { LONGEST_MESSAGE, MOST_ENTRIES } from './manifest.js';
import { MOST_PROOFS } from './proofs.js';

const DEEPEST = 8;
const MOST_GOT = 256;

/** Why a transfer was cancelled, as far as we know the word; others count as "user". */
const CANCELS = new Set(['user', 'disk-full', 'disk', 'integrity', 'protocol', 'busy', 'leaving']);

const FAILURES = new Set(
  'gone changed unreadable skipped disk-full permission exists disk integrity'.split(' '),
);

const KINDS = {
  offer: (it) =>
    isId(it.id) &&
    isCount(it.files) &&
    isCount(it.folders) &&
    it.files + it.folders <= MOST_ENTRIES &&
    isCount(it.bytes) &&
    (it.proofs === undefined || areProofs(it.proofs)),
  entries: (it) => Array.isArray(it.e),
  offered: (it) => isBytes(it.manifest, 32),
  again: (it) => isId(it.id) && isBytes(it.manifest, 32),
  accept: (it) =>
    Array.isArray(it.files ?? []) &&
    Array.isArray(it.got ?? []) &&
    Array.isArray(it.have ?? []) &&
    (it.window === undefined || isCount(it.window)) &&
    (it.token === undefined || isBytes(it.token, 16)) &&
    (it.more === undefined || typeof it.more === 'boolean'),
  decline: () => true,
  unknown: () => true,
  from: (it) => isCount(it.i) && isCount(it.chunk),
  sent: (it) => isCount(it.i) && isBytes(it.hash, 32),
  failed: (it) => isCount(it.i) && typeof it.why === 'string',
  kept: (it) => isCount(it.bytes),
  got: (it) => Array.isArray(it.i) && it.i.length <= MOST_GOT && it.i.every(isCount),
  done: () => true,
  cancel: (it) => typeof it.why === 'string',
};

/**
 * One message.
 *
 * @param {string} text
 * @returns {?object} null for what breaks the protocol; what is of no known kind has `t: ''`
 */
export function readMessage(text) {
  const value = parse(text);
  if (typeof value?.t !== 'string' || isDeeper(value, DEEPEST)) {
    return null;
  }
  if (!Object.hasOwn(KINDS, value.t)) {
    return { t: '' };
  }
  return KINDS[value.t](value) ? value : null;
}

/** The word for why somebody cancelled. */
export function cancelWord(why) {
  return CANCELS.has(why) ? why : 'user';
}

/** The word for why a file failed. */
export function failureWord(why) {
  return FAILURES.has(why) ? why : 'unreadable';
}

function parse(text) {
  if (text.length > LONGEST_MESSAGE || new TextEncoder().encode(text).length > LONGEST_MESSAGE) {
    return null;
  }
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isDeeper(value, depth) {
  if (value === null || typeof value !== 'object') {
    return false;
  }
  return depth === 0 || Object.values(value).some((inner) => isDeeper(inner, depth - 1));
}

function isId(value) {
  return typeof value === 'string' && /^[0-9a-f]{32}$/.test(value);
}

function isCount(value) {
  return Number.isSafeInteger(value) && value >= 0;
}

function areProofs(value) {
  return Array.isArray(value) && value.length <= MOST_PROOFS && value.every((proof) => isBytes(proof, 32));
}

function isBytes(value, length) {
  try {
    fromBase64url(value, length);
    return true;
  } catch {
    return false; // Not base64url, or not so many.
  }
}
