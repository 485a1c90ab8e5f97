// AES-256 (FIPS 197), encryption of single blocks, without tables and without branches on secrets:
// how long it takes says nothing about the key.
//
// A block is kept as eight planes of 16 bits: bit i of plane k is bit k of byte i. So one operation on
// a plane works on one bit of all bytes, and inversion in GF(2^8) is a handful of multiplications.

const ROUNDS = 14;

/** A key, made ready for its rounds. */
export class Aes256 {
  #roundKeys;

  /** @param {Uint8Array} key 32 bytes */
  constructor(key) {
    this.#roundKeys = expand(key);
  }

  /**
   * @param {Uint8Array} block 16 bytes
   * @returns {Uint8Array} 16 bytes
   */
  encrypt(block) {
    let state = add(toPlanes(block), this.#roundKeys[0]);
    for (let round = 1; round < ROUNDS; round++) {
      state = add(mixColumns(shiftRows(substitute(state))), this.#roundKeys[round]);
    }
    return toBytes(add(shiftRows(substitute(state)), this.#roundKeys[ROUNDS]), 16);
  }
}

function expand(key) {
  const bytes = new Uint8Array(16 * (ROUNDS + 1));
  bytes.set(key);
  let constant = 1;
  for (let at = 32; at < bytes.length; at += 4) {
    let word = bytes.slice(at - 4, at);
    if (at % 32 === 0) {
      word = substituteBytes(Uint8Array.of(word[1], word[2], word[3], word[0]));
      word[0] ^= constant;
      constant <<= 1; // 7 of them, so it never leaves the byte.
    } else if (at % 32 === 16) {
      word = substituteBytes(word);
    }
    word.forEach((byte, i) => {
      bytes[at + i] = bytes[at - 32 + i] ^ byte;
    });
  }
  return Array.from({ length: ROUNDS + 1 }, (_, i) => toPlanes(bytes.subarray(16 * i, 16 * i + 16)));
}

function substituteBytes(word) {
  return toBytes(substitute(toPlanes(word)), word.length);
}

function toPlanes(bytes) {
  const planes = new Uint16Array(8);
  for (let k = 0; k < 8; k++) {
    for (let i = 0; i < bytes.length; i++) {
      planes[k] |= ((bytes[i] >> k) & 1) << i;
    }
  }
  return planes;
}

function toBytes(planes, count) {
  const bytes = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < 8; k++) {
      bytes[i] |= ((planes[k] >> i) & 1) << k;
    }
  }
  return bytes;
}

function add(a, b) {
  return a.map((plane, k) => plane ^ b[k]);
}

/** SubBytes: the inverse, which is the 254th power, and an affine map. */
function substitute(x) {
  const x2 = square(x);
  const x3 = multiply(x2, x);
  const x12 = square(square(x3));
  const x15 = multiply(x12, x3);
  const x240 = square(square(square(square(x15))));
  const inverse = multiply(multiply(x240, x12), x2);
  return inverse.map((plane, k) => {
    const others = inverse[(k + 4) & 7] ^ inverse[(k + 5) & 7] ^ inverse[(k + 6) & 7]
      ^ inverse[(k + 7) & 7];
    return plane ^ others ^ -((0x63 >> k) & 1);
  });
}

function multiply(a, b) {
  const product = new Uint16Array(15);
  for (let i = 0; i < 8; i++) {
    for (let j = 0; j < 8; j++) {
      product[i + j] ^= a[i] & b[j];
    }
  }
  return reduce(product);
}

function square(a) {
  const product = new Uint16Array(15);
  for (let i = 0; i < 8; i++) {
    product[2 * i] = a[i];
  }
  return reduce(product);
}

/** Modulo x^8 + x^4 + x^3 + x + 1. */
function reduce(product) {
  for (let i = 14; i >= 8; i--) {
    product[i - 4] ^= product[i];
    product[i - 5] ^= product[i];
    product[i - 7] ^= product[i];
    product[i - 8] ^= product[i];
  }
  return product.subarray(0, 8);
}

/** Byte 4 c + r comes from column c + r of its row r. */
function shiftRows(state) {
  return state.map((plane) => {
    let shifted = plane & 0x1111;
    for (let row = 1; row < 4; row++) {
      const bits = plane & (0x1111 << row);
      shifted |= (bits >> (4 * row)) | (bits << (16 - 4 * row));
    }
    return shifted;
  });
}

/** Each byte becomes 2 a + 3 b + c + d, where b, c and d are the next ones of its column. */
function mixColumns(state) {
  const next = state.map((plane) => ((plane >> 1) & 0x7777) | ((plane & 0x1111) << 3));
  const sum = add(state, next);
  return state.map((_, k) => {
    const doubled = (k === 0 ? 0 : sum[k - 1]) ^ ((0x1b >> k) & 1 ? sum[7] : 0);
    const afterNext = ((sum[k] >> 2) & 0x3333) | ((sum[k] & 0x3333) << 2);
    return doubled ^ next[k] ^ afterNext;
  });
}
