// Bytes and their texts, as docs/protocol.md writes them.

import { Refusal } from './refusal.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The UTF-8 bytes of a text; bytes pass through. @param {string|Uint8Array} value */
export function utf8(value) {
  return typeof value === 'string' ? encoder.encode(value) : value;
}

/** The text of UTF-8 bytes. Throws a TypeError when they are none. @param {Uint8Array} bytes */
export function text(bytes) {
  return decoder.decode(bytes);
}

/** One after another. @param {...Uint8Array} parts */
export function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * Each part behind its length in LEB128, so that no two lists of parts give the same bytes (CPace
 * draft, "lv_cat"). Texts count as their UTF-8.
 *
 * @param {...(string|Uint8Array)} parts
 */
export function lvCat(...parts) {
  return concat(...parts.map(utf8).flatMap((part) => [leb128(part.length), part]));
}

function leb128(value) {
  const bytes = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest & 127) | 128);
    rest >>>= 7;
  }
  bytes.push(rest);
  return Uint8Array.from(bytes);
}

/** One byte. @param {number} value 0 to 255 */
export function u8(value) {
  return Uint8Array.of(value);
}

/** Eight bytes, big-endian. @param {number} value a safe integer, not negative */
export function u64(value) {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}

/** Lower-case hex. @param {Uint8Array} bytes */
export function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The bytes of a hex text of either case. Throws a Refusal. @param {string} digits */
export function fromHex(digits) {
  if (!/^(?:[0-9a-f]{2})*$/i.test(digits)) {
    throw new Refusal('protocol', 'not hex');
  }
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/** base64url without padding. @param {Uint8Array} bytes */
export function base64url(bytes) {
  let binary = '';
  for (const byte of bytes) {
    binary += String.fromCharCode(byte);
  }
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/**
 * The bytes of base64url, only in the one spelling that `base64url` gives. Throws a Refusal.
 *
 * @param {*} value       what should be such a text
 * @param {number} [length]  how many bytes it must have
 */
export function fromBase64url(value, length) {
  if (typeof value !== 'string' || !/^[A-Za-z0-9_-]*$/.test(value) || value.length % 4 === 1) {
    throw new Refusal('protocol', 'not base64url');
  }
  const binary = atob(value.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  if (base64url(bytes) !== value) {
    throw new Refusal('protocol', 'not the canonical base64url');
  }
  if (length !== undefined && bytes.length !== length) {
    throw new Refusal('protocol', `${bytes.length} bytes where ${length} belong`);
  }
  return bytes;
}

/**
 * Whether both are the same, in a time that depends on their lengths only.
 *
 * @param {Uint8Array} a
 * @param {Uint8Array} b
 */
export function equal(a, b) {
  if (a.length !== b.length) {
    return false;
  }
  let difference = 0;
  for (let i = 0; i < a.length; i++) {
    difference |= a[i] ^ b[i];
  }
  return difference === 0;
}

/** Whether all bytes are zero, in a time that depends on the length only. */
export function isZero(bytes) {
  return bytes.reduce((seen, byte) => seen | byte, 0) === 0;
}

/** Overwrites secrets that are no longer needed; copies that the engine made are out of reach. */
export function wipe(...arrays) {
  for (const array of arrays) {
    array.fill(0);
  }
}
