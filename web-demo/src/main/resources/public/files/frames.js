// Chunks of files as messages: a header and the data, over as many messages as it takes. The header is
// in the first one, and no message has parts of two frames. docs/protocol.md, "Files".

export const HEADER = 45;
const VERSION = 1;
const HASH = 13;

/** @typedef {{index: number, chunk: number, length: number, hash: Uint8Array}} Header */

/** @param {Header} header @param {Uint8Array} data @returns {Uint8Array} the whole frame */
export function frameOf({ index, chunk, hash }, data) {
  const frame = new Uint8Array(HEADER + data.length);
  const view = new DataView(frame.buffer);
  view.setUint8(0, VERSION);
  view.setUint32(1, index);
  view.setUint32(5, chunk);
  view.setUint32(9, data.length);
  frame.set(hash, HASH);
  frame.set(data, HEADER);
  return frame;
}

/** Puts frames together again. It holds the one that is under way and nothing else. */
export class FrameReader {
  #header = null;
  #data = null;
  #filled = 0;

  /** Whether a frame has begun and is not whole. */
  get inside() {
    return this.#header !== null;
  }

  /**
   * Takes a message.
   *
   * @param {Uint8Array} message
   * @param {function(Header): boolean} expected whether this chunk is the one that must come now
   * @returns {{wrong: boolean, taken: number, frame: ?{header: Header, data: Uint8Array}}}
   *     taken: bytes of file data in it; frame when it is whole; wrong breaks the protocol
   */
  take(message, expected) {
    let data = message;
    if (this.#header === null) {
      const header = headerOf(message);
      if (header === null || !expected(header)) {
        return WRONG;
      }
      this.#header = header;
      this.#data = new Uint8Array(header.length);
      this.#filled = 0;
      data = message.subarray(HEADER);
    } else if (message.length === 0) {
      return WRONG;
    }
    if (this.#filled + data.length > this.#data.length) {
      return WRONG;
    }
    this.#data.set(data, this.#filled);
    this.#filled += data.length;
    return { wrong: false, taken: data.length, frame: this.#whole() };
  }

  #whole() {
    if (this.#filled < this.#data.length) {
      return null;
    }
    const frame = { header: this.#header, data: this.#data };
    this.#header = null;
    this.#data = null;
    return frame;
  }
}

const WRONG = Object.freeze({ wrong: true, taken: 0, frame: null });

function headerOf(message) {
  if (message.length < HEADER) {
    return null;
  }
  const view = new DataView(message.buffer, message.byteOffset, HEADER);
  return view.getUint8(0) !== VERSION
    ? null
    : {
        index: view.getUint32(1),
        chunk: view.getUint32(5),
        length: view.getUint32(9),
        hash: message.slice(HASH, HEADER),
      };
}
