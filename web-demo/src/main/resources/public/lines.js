// The lines of a conversation over all its sessions: each has a number, is acknowledged, is sent
// again after a break and shown once. docs/protocol.md, "Chat".

const MOST_BYTES = 64 * 1024; // of one line, in UTF-8
const MOST_UNACKNOWLEDGED = 500;

export const LONGEST_LINE = MOST_BYTES;

/** Of a line in its message, where control characters take six bytes: less than what peers take at once. */
export const LONGEST_WRITTEN = 255 * 1024;

export class Lines {
  #last; // number of the last one written here
  #shown; // of the last one of the peer
  #waiting = new Map();
  #handed = 0; // the last one that this session took

  /** @param {{last: number, shown: number}} [counts] of the page before its reload */
  constructor({ last, shown } = { last: 0, shown: 0 }) {
    this.#last = last;
    this.#shown = shown;
  }

  /** What has to outlive a reload: numbers, no text. */
  get counts() {
    return { last: this.#last, shown: this.#shown };
  }

  /** The message for a new line, or null if too many wait to be acknowledged. */
  write(text) {
    if (this.#waiting.size >= MOST_UNACKNOWLEDGED) {
      return null;
    }
    this.#last++;
    this.#waiting.set(this.#last, text);
    return { t: 'text', id: this.#last, text };
  }

  /** A new session has begun: whatever the peer may not have got is to be sent again. */
  begin() {
    this.#handed = 0;
  }

  /** The messages that this session has not taken yet, in their order: a later one comes never first. */
  unsent() {
    return Array.from(this.#waiting, ([id, text]) => ({ t: 'text', id, text })).filter(
      ({ id }) => id > this.#handed,
    );
  }

  /** The session has taken a line. */
  handed({ id }) {
    this.#handed = id;
  }

  /** Whether a receipt is for a line that waited for it. */
  acknowledge({ id }) {
    return this.#waiting.delete(id);
  }

  /**
   * Takes a line of the peer.
   *
   * @returns {'new'|'known'|'wrong'} known ones are acknowledged again and not shown
   */
  take({ id, text }) {
    if (!Number.isSafeInteger(id) || id < 1 || typeof text !== 'string' || bytes(text) > MOST_BYTES) {
      return 'wrong';
    }
    if (id <= this.#shown) {
      return 'known';
    }
    this.#shown = id;
    return 'new';
  }
}

/** The size of a text in UTF-8. */
export function bytes(text) {
  return new TextEncoder().encode(text).length;
}
