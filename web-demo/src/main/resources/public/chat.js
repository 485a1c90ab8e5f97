// Text over data channels. Lines go out on the channel labelled "chat" if it is open, else on the
// newest one; they come in on all of them.

export class Chat {
  #channels = [];
  #received;

  /** @param {function({text: string}|{bytes: number})} received */
  constructor(received) {
    this.#received = received;
  }

  add(channel) {
    channel.binaryType = 'arraybuffer';
    channel.addEventListener('message', ({ data }) => {
      this.#received(typeof data === 'string' ? { text: data } : { bytes: data.byteLength });
    });
    channel.addEventListener('close', () => {
      this.#channels = this.#channels.filter((other) => other !== channel);
    });
    this.#channels.push(channel);
  }

  /** Forgets all channels, because their connection is gone. */
  clear() {
    this.#channels = [];
  }

  /** Whether the text is on its way. It is not when no channel is open or none can take it. */
  send(text) {
    const open = this.#channels.filter(({ readyState }) => readyState === 'open');
    const channel = open.findLast(({ label }) => label === 'chat') ?? open.at(-1);
    try {
      channel?.send(text);
      return channel !== undefined;
    } catch {
      return false; // Too much is waiting already, or the channel closed this moment.
    }
  }
}
