// The way to the other peer before there is a direct one: a room of two on the server, which only
// relays. docs/protocol.md, "Rendezvous, first form".

const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;
const QUICK_END = { full: 4003, replaced: 4001 };

export class Rendezvous {
  #room;
  #self;
  #events;
  #socket = null;
  #wait = FIRST_WAIT;
  #timer = 0;

  /**
   * @param {string} room  the token of the room
   * @param {string} self  a token of our own, so that the server gives us our place again after a
   *     reload even if it has not noticed yet that the old page is gone
   * @param {{joined: function(number), peer: function(), left: function(), message: function(*),
   *     full: function(), replaced: function(), unreachable: function()}} events
   */
  constructor(room, self, events) {
    this.#room = room;
    this.#self = self;
    this.#events = events;
  }

  open() {
    this.close();
    const address = new URL('rendezvous', document.baseURI);
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
    address.hash = '';
    const socket = new WebSocket(address);
    this.#socket = socket;
    socket.onopen = () => this.#write({ t: 'join', room: this.#room, as: this.#self });
    socket.onmessage = ({ data }) => this.#socket === socket && this.#receive(data);
    socket.onclose = ({ code }) => this.#socket === socket && this.#ended(code);
  }

  /** Passes a value on to the other peer. It is lost when the server cannot be reached. */
  send(value) {
    this.#write({ t: 'to', m: value });
  }

  close() {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close(1000);
  }

  #write(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) {
      this.#socket.send(JSON.stringify(message));
    }
  }

  #receive(data) {
    let message;
    try {
      message = JSON.parse(data);
    } catch {
      return; // Not from our server, then; nothing it could mean.
    }
    switch (message?.t) {
      case 'joined':
        this.#wait = FIRST_WAIT;
        this.#events.joined(message.peers);
        break;
      case 'peer':
        this.#events.peer();
        break;
      case 'left':
        this.#events.left();
        break;
      case 'from':
        this.#events.message(message.m);
        break;
    }
  }

  #ended(code) {
    this.#socket = null;
    if (code === QUICK_END.full) {
      this.#events.full();
    } else if (code === QUICK_END.replaced) {
      this.#events.replaced();
    } else {
      this.#events.unreachable();
      this.#timer = setTimeout(() => this.open(), this.#wait);
      this.#wait = Math.min(2 * this.#wait, LONGEST_WAIT);
    }
  }
}
