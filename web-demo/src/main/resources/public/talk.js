// What is said on the channel: first the introduction, and nothing before it is done; then messages
// of JSON. docs/protocol.md, "CHANNEL" and "Chat".

const MOST_WAITING = 4 * 1024 * 1024; // bytes that this browser still has to send
const LONGEST = 512 * 1024; // characters; a text of 64 KiB with everything in it escaped

export class Talk {
  #channel;
  #events;
  #greeted = false;
  #introduced = false;
  #failed = false;
  #work;

  /**
   * @param {RTCDataChannel} channel open
   * @param {Array} early what has come on it already
   * @param {Promise<import('./pairing/introduction.js').Introduction>} introduction
   * @param {boolean} first whether we speak first: who opened the channel. The other one answers,
   *     because what Chromium is given to send before its open event it now and then does not send
   * @param {{introduced: function(import('./pairing/introduction.js').PeerProof),
   *     message: function(object), drained: function(), failed: function(string)}} events
   *     drained when it is not full any more
   */
  constructor(channel, early, introduction, first, events) {
    this.#channel = channel;
    this.#events = events;
    channel.bufferedAmountLowThreshold = MOST_WAITING / 2;
    channel.onbufferedamountlow = () => events.drained();
    const receive = (data) => this.#next(() => this.#receive(introduction, data));
    channel.onmessage = ({ data }) => receive(data);
    this.#work = Promise.resolve();
    if (first) {
      this.#next(() => this.#greet(introduction));
    }
    early.forEach(receive);
  }

  /** Whether the peer has shown who it is. */
  get introduced() {
    return this.#introduced;
  }

  /** Whether so much is waiting that lines have to wait before it. */
  get full() {
    return this.#channel.bufferedAmount > MOST_WAITING;
  }

  /** Whether something that was said is still in this browser. */
  get sending() {
    return this.#channel.readyState === 'open' && this.#channel.bufferedAmount > 0;
  }

  /** Whether the message is on its way: the channel may be closed. */
  say(message) {
    return this.#introduced && this.#write(message);
  }

  #write(message) {
    try {
      this.#channel.send(JSON.stringify(message));
      return true;
    } catch {
      return false; // It closed this moment, or the message is larger than the peer takes.
    }
  }

  #next(work) {
    this.#work = this.#work.then(async () => {
      if (!this.#failed) {
        await work();
      }
    });
  }

  async #greet(introduction) {
    this.#greeted = true;
    this.#write(await (await introduction).hello());
  }

  async #receive(introduction, data) {
    if (this.#introduced) {
      this.#hear(data);
      return;
    }
    if (!this.#greeted) {
      await this.#greet(introduction);
    }
    const step = await (await introduction).receive(data);
    if (step.state === 'failed') {
      this.#fail('auth');
      return;
    }
    step.send.forEach((message) => this.#write(message));
    if (step.state === 'introduced') {
      this.#introduced = true;
      this.#events.introduced(step.peer);
    }
  }

  #hear(data) {
    const message = typeof data === 'string' && data.length <= LONGEST ? parse(data) : null;
    if (typeof message?.t === 'string') {
      this.#events.message(message);
    } else {
      this.#fail('protocol');
    }
  }

  #fail(reason) {
    this.#failed = true;
    this.#events.failed(reason);
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
