// QR codes of short texts: bytes, correction level M, versions 1 to 12 (ISO/IEC 18004). Enough for any
// link of an invitation, and small enough to be read with the rest of the page.

const CORRECTION = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22]; // codewords of a block, by version
const BLOCKS = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8];
const FORMAT_M = 0;
const FINDER_LIKE = ['10111010000', '00001011101']; // what readers take for a corner

const [POWERS, LOGARITHMS] = field();

/**
 * @param {string} text
 * @returns {?boolean[][]} rows of modules, true for dark, without the quiet zone; null if it is too long
 */
export function qr(text) {
  const bytes = new TextEncoder().encode(text);
  const version = 1 + CORRECTION.findIndex((_, i) => bytes.length <= capacity(i + 1));
  if (version === 0) {
    return null;
  }
  const codewords = interleave(data(bytes, version), version);
  let best = null;
  for (let mask = 0; mask < 8; mask++) {
    const symbol = new Modules(version);
    symbol.place(codewords, mask);
    const score = penalty(symbol.rows);
    if (best === null || score < best.score) {
      best = { score, rows: symbol.rows };
    }
  }
  return best.rows;
}

/** How many bytes of text a version holds, less the mode and the length before them. */
function capacity(version) {
  const header = version < 10 ? 12 : 20;
  return (dataCodewords(version) * 8 - header) >> 3;
}

function dataCodewords(version) {
  return codewordsOf(version) - CORRECTION[version - 1] * BLOCKS[version - 1];
}

/** All codewords of a symbol: its modules less those of the function patterns. */
function codewordsOf(version) {
  const marks = centres(version).length;
  let modules = (16 * version + 128) * version + 64;
  if (marks > 0) {
    modules -= (25 * marks - 10) * marks - 55;
  }
  return (version >= 7 ? modules - 36 : modules) >> 3;
}

/** The mode, the length, the bytes, and filling up to the end. */
function data(bytes, version) {
  const lengthBits = version < 10 ? 8 : 16;
  const bits = [0, 1, 0, 0];
  append(bits, bytes.length, lengthBits);
  bytes.forEach((byte) => append(bits, byte, 8));
  const size = dataCodewords(version);
  append(bits, 0, Math.min(4, size * 8 - bits.length));
  append(bits, 0, -bits.length & 7);
  const codewords = [];
  for (let i = 0; i < bits.length; i += 8) {
    codewords.push(bits.slice(i, i + 8).reduce((value, bit) => 2 * value + bit, 0));
  }
  for (let filler = 0xec; codewords.length < size; filler ^= 0xec ^ 0x11) {
    codewords.push(filler);
  }
  return codewords;
}

function append(bits, value, count) {
  for (let i = count - 1; i >= 0; i--) {
    bits.push((value >>> i) & 1);
  }
}

/** Blocks with their correction, codeword by codeword of all blocks; the last blocks are longer. */
function interleave(codewords, version) {
  const count = BLOCKS[version - 1];
  const correction = CORRECTION[version - 1];
  const short = Math.floor(codewords.length / count);
  const longer = codewords.length % count;
  const divisor = generator(correction);
  const blocks = [];
  for (let i = 0, from = 0; i < count; i++) {
    const to = from + short + (i < count - longer ? 0 : 1);
    blocks.push(codewords.slice(from, to));
    from = to;
  }
  const remainders = blocks.map((block) => remainder(block, divisor));
  const result = [];
  for (let i = 0; i <= short; i++) {
    result.push(...blocks.filter((block) => i < block.length).map((block) => block[i]));
  }
  for (let i = 0; i < correction; i++) {
    result.push(...remainders.map((block) => block[i]));
  }
  return result;
}

/** Powers of 2 and logarithms in GF(256) by x^8 + x^4 + x^3 + x^2 + 1. */
function field() {
  const powers = [];
  const logarithms = [];
  for (let i = 0, value = 1; i < 255; i++) {
    powers.push(value);
    logarithms[value] = i;
    value <<= 1;
    value ^= value > 255 ? 0x11d : 0;
  }
  return [powers, logarithms];
}

function times(a, b) {
  return a === 0 || b === 0 ? 0 : POWERS[(LOGARITHMS[a] + LOGARITHMS[b]) % 255];
}

/** The coefficients of the product of (x - 2^i), the highest, which is 1, left out. */
function generator(degree) {
  const result = new Array(degree).fill(0);
  result[degree - 1] = 1;
  for (let i = 0; i < degree; i++) {
    for (let j = 0; j < degree; j++) {
      result[j] = times(result[j], POWERS[i]) ^ (result[j + 1] ?? 0);
    }
  }
  return result;
}

function remainder(block, divisor) {
  const result = new Array(divisor.length).fill(0);
  for (const codeword of block) {
    const factor = codeword ^ result.shift();
    result.push(0);
    divisor.forEach((coefficient, i) => {
      result[i] ^= times(coefficient, factor);
    });
  }
  return result;
}

/** Where the small squares of a version are. */
function centres(version) {
  if (version === 1) {
    return [];
  }
  const count = Math.floor(version / 7) + 2;
  const last = 4 * version + 10;
  const step = 2 * Math.ceil((last - 6) / (2 * (count - 1)));
  const others = Array.from({ length: count - 1 }, (_, i) => last - i * step);
  return [6, ...others.reverse()];
}

const MASKS = [
  (x, y) => (x + y) % 2,
  (x, y) => y % 2,
  (x) => x % 3,
  (x, y) => (x + y) % 3,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2,
  (x, y) => ((x * y) % 2) + ((x * y) % 3),
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2,
];

class Modules {
  rows;
  #fixed; // modules that carry no data
  #size;

  constructor(version) {
    this.#size = 4 * version + 17;
    this.rows = this.#square();
    this.#fixed = this.#square();
    for (let i = 0; i < this.#size; i++) {
      this.#set(i, 6, i % 2 === 0);
      this.#set(6, i, i % 2 === 0);
    }
    const far = this.#size - 4;
    [[3, 3], [far, 3], [3, far]].forEach(([x, y]) => this.#finder(x, y));
    const marks = centres(version);
    const last = marks.at(-1);
    const corners = [[6, 6], [6, last], [last, 6]].map(String);
    for (const x of marks) {
      marks.filter((y) => !corners.includes(String([x, y]))).forEach((y) => this.#mark(x, y));
    }
    this.#version(version);
    this.#format(0);
  }

  /** Data from the lower right in pairs of columns, up and down; then the mask and its number. */
  place(codewords, mask) {
    let next = 0;
    for (let right = this.#size - 1; right >= 1; right -= right === 8 ? 3 : 2) {
      const up = ((right + 1) & 2) === 0;
      for (let i = 0; i < this.#size; i++) {
        const y = up ? this.#size - 1 - i : i;
        for (const x of [right, right - 1]) {
          if (!this.#fixed[y][x]) {
            const bit = ((codewords[next >> 3] ?? 0) >>> (7 - (next & 7))) & 1;
            this.rows[y][x] = (bit === 1) !== (MASKS[mask](x, y) === 0);
            next++;
          }
        }
      }
    }
    this.#format(mask);
  }

  #square() {
    return Array.from({ length: this.#size }, () => new Array(this.#size).fill(false));
  }

  #set(x, y, dark) {
    this.rows[y][x] = dark;
    this.#fixed[y][x] = true;
  }

  #finder(x, y) {
    for (let dy = -4; dy <= 4; dy++) {
      for (let dx = -4; dx <= 4; dx++) {
        const ring = Math.max(Math.abs(dx), Math.abs(dy));
        if (x + dx >= 0 && x + dx < this.#size && y + dy >= 0 && y + dy < this.#size) {
          this.#set(x + dx, y + dy, ring !== 2 && ring !== 4);
        }
      }
    }
  }

  #mark(x, y) {
    for (let dy = -2; dy <= 2; dy++) {
      for (let dx = -2; dx <= 2; dx++) {
        this.#set(x + dx, y + dy, Math.max(Math.abs(dx), Math.abs(dy)) !== 1);
      }
    }
  }

  #version(version) {
    if (version < 7) {
      return;
    }
    const bits = (version << 12) | rest(version, 12, 0x1f25);
    for (let i = 0; i < 18; i++) {
      const dark = ((bits >>> i) & 1) === 1;
      const far = this.#size - 11 + (i % 3);
      this.#set(far, Math.floor(i / 3), dark);
      this.#set(Math.floor(i / 3), far, dark);
    }
  }

  #format(mask) {
    const value = (FORMAT_M << 3) | mask;
    const bits = ((value << 10) | rest(value, 10, 0x537)) ^ 0x5412;
    const dark = (i) => ((bits >>> i) & 1) === 1;
    const size = this.#size;
    for (let i = 0; i < 15; i++) {
      const near = i < 6 ? i : i < 8 ? i + 1 : 14 - i;
      if (i < 8) {
        this.#set(8, near, dark(i));
        this.#set(size - 1 - i, 8, dark(i));
      } else {
        this.#set(i === 8 ? 7 : near, 8, dark(i));
        this.#set(8, size - 15 + i, dark(i));
      }
    }
    this.#set(8, size - 8, true);
  }
}

/** What a division by a polynomial over GF(2) leaves. */
function rest(value, degree, polynomial) {
  let left = value;
  for (let i = 0; i < degree; i++) {
    left = (left << 1) ^ ((left >>> (degree - 1)) * polynomial);
  }
  return left;
}

/** How hard the symbol is to read, by the four rules of the standard. */
function penalty(rows) {
  const columns = rows.map((_, x) => rows.map((row) => row[x]));
  let score = 0;
  for (const line of [...rows, ...columns]) {
    score += linePenalty(line);
  }
  for (let y = 1; y < rows.length; y++) {
    for (let x = 1; x < rows.length; x++) {
      const dark = rows[y][x];
      const same = rows[y - 1][x] === dark && rows[y][x - 1] === dark && rows[y - 1][x - 1] === dark;
      score += same ? 3 : 0;
    }
  }
  const dark = rows.flat().filter((module) => module).length / rows.length ** 2;
  return score + 10 * Math.floor(Math.abs(dark - 0.5) * 20);
}

function linePenalty(line) {
  const text = line.map((dark) => (dark ? '1' : '0')).join('');
  let score = 0;
  for (const [run] of text.matchAll(/0{5,}|1{5,}/g)) {
    score += run.length - 2;
  }
  const finder = FINDER_LIKE.filter((pattern) => text.includes(pattern)).length;
  return score + 40 * finder;
}
