// The channel of one transfer for as long as it is open.

import { readMessage } from './messages.js';

const MOST_BUFFERED = 1024 * 1024; // bytes that the browser still has to send
const LONGEST = 64 * 1024;
const CLOSE_WAIT = 10_000;

/** A link was lost while somebody waited for room on it. */
export class Gone extends Error {}

export class Link {
  #channel;
  #longest;
  #events = null;
  #open;
  #gone;
  #closed = false;
  #wake = () => {};
  #timer = 0;

  /**
   * @param {RTCDataChannel} channel
   * @param {number} [longest] the largest message that the peer takes
   */
  constructor(channel, longest = LONGEST) {
    this.#channel = channel;
    this.#longest = Math.min(longest, LONGEST);
    channel.binaryType = 'arraybuffer';
    channel.bufferedAmountLowThreshold = MOST_BUFFERED / 4;
    this.#open = new Promise((resolve) => {
      channel.onopen = resolve;
      if (channel.readyState === 'open') {
        resolve();
      }
    });
    channel.onmessage = ({ data }) => this.#hear(data);
    channel.onbufferedamountlow = () => this.#wake();
    this.#gone = new Promise((resolve) => {
      channel.onclose = () => {
        this.#ended();
        resolve();
      };
    });
  }

  /** How many bytes a message may have. */
  get longest() {
    return this.#longest;
  }

  get closed() {
    return this.#closed;
  }

  /** When neither side can say anything more on it, whoever closed it. @returns {Promise<void>} */
  get gone() {
    return this.#gone;
  }

  /**
   * Who listens: to be told in the turn in which the link was made.
   *
   * @param {{message: function(object, number), data: function(Uint8Array), wrong: function(), closed:
   *     function()}} events  wrong: what came breaks the protocol
   */
  listen(events) {
    this.#events = events;
    if (this.#closed) {
      events.closed();
    }
  }

  /** Says something at once; lost where the channel is. */
  say(message) {
    this.#send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** Waits until there is room for another message. Throws Gone. */
  async room() {
    await Promise.race([this.#open, this.#change()]);
    while (!this.#closed && this.#channel.bufferedAmount > MOST_BUFFERED) {
      await this.#change();
    }
    if (this.#closed) {
      throw new Gone();
    }
  }

  /** After room. @param {Uint8Array} data */
  push(data) {
    this.#send(data);
  }

  /** Nothing more is said: what is under way still arrives, nothing is heard any more. */
  close() {
    if (!this.#closed) {
      this.#closed = true;
      this.#events = null;
      this.#wake();
      clearTimeout(this.#timer);
      if (this.#channel.readyState !== 'connecting') {
        this.#channel.close();
      } else {
        this.#open.then(() => this.#channel.close());
      }
    }
  }

  /** Has said its last word; the other side closes, or we do after a while. */
  closeLater() {
    this.#timer = setTimeout(() => this.close(), CLOSE_WAIT);
  }

  #send(data) {
    if (this.#channel.readyState !== 'open') {
      return;
    }
    try {
      this.#channel.send(data);
    } catch {
      this.#ended(); // It closed this moment.
    }
  }

  /** The only one who waits is the one who sends. */
  #change() {
    return new Promise((resolve) => {
      this.#wake = resolve;
      if (this.#closed) {
        resolve();
      }
    });
  }

  #hear(data) {
    if (this.#events === null) {
      return;
    }
    if (data instanceof ArrayBuffer) {
      const fits = data.byteLength <= LONGEST;
      fits ? this.#events.data(new Uint8Array(data)) : this.#events.wrong();
      return;
    }
    const message = typeof data === 'string' ? readMessage(data) : null;
    if (message === null) {
      this.#events.wrong();
    } else if (message.t !== '') {
      this.#events.message(message, data.length);
    }
  }

  #ended() {
    if (!this.#closed) {
      this.#closed = true;
      clearTimeout(this.#timer);
      this.#wake();
      this.#events?.closed();
    }
  }
}
