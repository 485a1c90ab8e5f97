// The way to the other side before there is a direct one: a room of two on the server, which relays
// what is sealed for the other and sees no code and no content. A broken socket takes its seat again
// and both ends send what the other lacks. docs/protocol.md, "Rendezvous".

import { solve } from './work.js';

const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;
const GOODBYE = 1000; // the server gives the seat up at once
const AGAIN = 3000; // it keeps the seat for who comes back
const HOLD = 600_000; // the server gives a seat up after that
const MOST_LOGGED = 2_000;
const MOST_BYTES = 24 * 1024;
const MOST_SERVERS = 16;

/** Why the server ended it for good. Other ends of the socket are repaired. */
export const End = Object.freeze({
  TAKEN: 'taken',
  GONE: 'gone',
  RUN: 'run',
  DEAD: 'dead',
  OTHER: 'other',
  LIMIT: 'limit',
  EXPIRED: 'expired',
  RESTARTED: 'restarted',
  BUSY: 'busy',
  TOKEN: 'token',
  REFUSED: 'refused',
});

const ENDS = new Map([
  [1003, End.REFUSED],
  [1009, End.REFUSED],
  [4000, End.REFUSED],
  [4003, End.TAKEN],
  [4004, End.GONE],
  [4005, End.RUN],
  [4006, End.DEAD],
  [4007, End.OTHER],
  [4008, End.REFUSED],
  [4009, End.LIMIT],
  [4010, End.EXPIRED],
  [4011, End.RESTARTED],
  [4013, End.BUSY],
  [4030, End.TOKEN],
]);

export class Rendezvous {
  #events;
  #first = null; // what gets us into the room
  #room = null;
  #seat = null;
  #socket = null;
  #entered = false; // on this socket
  #wait = FIRST_WAIT;
  #timer = 0;
  #brokenAt = null;
  #between = false; // whether what comes is still of the run before
  #seen = 0; // messages of this run that came
  #log = []; // messages of this run that went
  #next = null; // p0 of a run that the server may not have heard of
  #owed = []; // other wishes that the server could not be told
  #working = null;

  /**
   * @param {{opened: function(string), peer: function(), message: function(*), left: function(),
   *     back: function(), ice: function(Array<RTCIceServer>), reached: function(),
   *     unreachable: function(), ended: function(string)}} events
   *     reached and unreachable tell of the socket; ended is the last one and gives one of End
   */
  constructor(events) {
    this.#events = events;
  }

  /** The inviter wants a room of its own; p0 is what the first joiner gets. */
  open(p0) {
    this.#enter({ t: 'open', m: p0 });
  }

  /** @param {string} room its number, the first part of the code */
  join(room) {
    this.#room = room;
    this.#enter({ t: 'join', room });
  }

  /**
   * A rejoin room, where either may come first.
   *
   * @param {string} room
   * @param {'joiner'|'inviter'} role
   * @param {*} [p0] the inviter's
   */
  meet(room, role, p0) {
    this.#room = room;
    this.#enter(role === 'inviter' ? { t: 'meet', room, role, m: p0 } : { t: 'meet', room, role });
  }

  /** Passes a value on to the other side, at once or when the server can be reached again. */
  send(value) {
    if (this.#log.length < MOST_LOGGED) {
      this.#log.push(value);
      if (this.#entered) {
        this.#write({ t: 'to', m: value });
      }
    }
  }

  /** This run is over without a guess spent: the room waits for the next joiner, with this p0. */
  next(p0) {
    this.#between = true;
    this.#forgetRun();
    if (this.#seat === null && this.#first !== null) {
      this.#first.m = p0;
    } else {
      this.#next = p0;
      if (this.#entered) {
        this.#write({ t: 'next', m: p0 });
      }
    }
  }

  /** The code is burned: the room ends for good. */
  dead() {
    this.#next = null;
    this.#tell({ t: 'dead' });
  }

  /** The code is used: the room takes nobody else and stays for the two. */
  paired() {
    this.#tell({ t: 'paired' });
  }

  /** This machine is in another network: the socket may be dead without knowing. */
  renew() {
    if (this.#first !== null) {
      this.#wait = FIRST_WAIT;
      this.#connect();
    }
  }

  /** @param {boolean} [again] whether we come back, so that the room has to stay */
  close(again = false) {
    this.#first = null;
    this.#drop()?.close(again ? AGAIN : GOODBYE);
  }

  #enter(first) {
    this.#first = first;
    this.#connect();
  }

  #connect() {
    this.#drop()?.close(AGAIN);
    const address = new URL('rendezvous', document.baseURI);
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
    address.hash = '';
    const socket = new WebSocket(address);
    this.#socket = socket;
    socket.onopen = () => this.#socket === socket && this.#knock();
    socket.onmessage = ({ data }) => this.#socket === socket && this.#receive(data);
    socket.onclose = ({ code }) => this.#socket === socket && this.#closed(code);
  }

  #knock() {
    if (this.#seat === null) {
      this.#write(this.#first);
    } else {
      this.#write({ t: 'resume', room: this.#room, seat: this.#seat, seen: this.#seen });
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
      case 'opened':
        if (typeof message.room === 'string' && typeof message.seat === 'string') {
          this.#room = message.room;
          this.#events.opened(message.room);
          this.#sit(message.seat);
        }
        break;
      case 'joined':
        if (typeof message.seat === 'string') {
          this.#sit(message.seat);
        }
        break;
      case 'resumed':
        this.#resumed(message.seen);
        break;
      case 'peer':
        this.#between = false;
        this.#next = null;
        this.#events.peer();
        break;
      case 'from':
        if (!this.#between) {
          this.#seen++;
          this.#events.message(message.m);
        }
        break;
      case 'left':
        this.#events.left();
        break;
      case 'back':
        this.#events.back();
        break;
      case 'ice':
        this.#events.ice(readServers(message.servers));
        break;
      case 'work':
        this.#work(message);
        break;
    }
  }

  #sit(seat) {
    this.#seat = seat;
    this.#arrived();
    for (const value of this.#log) {
      this.#write({ t: 'to', m: value });
    }
  }

  #resumed(seen) {
    if (this.#next !== null) {
      this.#tellNext();
      return;
    }
    if (!Number.isInteger(seen) || seen < 0 || seen > this.#log.length) {
      this.#end(End.REFUSED); // The server forgot this run, or never knew it.
      return;
    }
    this.#arrived();
    for (const value of this.#log.slice(seen)) {
      this.#write({ t: 'to', m: value });
    }
  }

  /**
   * Whether the server has heard of the run is not known, and it does not say: until it has, it tells
   * of the run before. So it is told again, which costs a joiner its try but never its guess, and this
   * socket is closed: the server reads to its end first. The next socket is then in the new run.
   */
  #tellNext() {
    this.#write({ t: 'next', m: this.#next });
    const socket = this.#drop();
    socket.onclose = ({ code, wasClean }) => {
      if (this.#socket !== null || this.#first === null) {
        return; // There is another one already, or nothing to be done any more.
      }
      if (wasClean && code === AGAIN) {
        this.#next = null;
        this.#connect();
      } else {
        this.#closed(code);
      }
    };
    socket.close(AGAIN);
  }

  #arrived() {
    this.#entered = true;
    this.#brokenAt = null;
    this.#wait = FIRST_WAIT;
    for (const wish of this.#owed.splice(0)) {
      this.#write(wish);
    }
    this.#events.reached();
  }

  async #work({ salt, bits }) {
    const first = this.#first;
    const socket = this.#socket;
    this.#working?.abort();
    this.#working = new AbortController();
    const nonce = await solve(salt, first.room ?? 'open', bits, this.#working.signal);
    if (this.#socket !== socket || this.#first !== first) {
      return;
    }
    if (nonce === null) {
      this.#end(End.REFUSED); // Nobody honest asks for that.
    } else {
      this.#write({ ...first, work: { salt, nonce } });
    }
  }

  #tell(wish) {
    if (this.#entered) {
      this.#write(wish);
    } else {
      this.#owed.push(wish);
    }
  }

  #write(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) {
      this.#socket.send(JSON.stringify(message));
    }
  }

  #closed(code) {
    this.#drop();
    const end = ENDS.get(code);
    if (end !== undefined) {
      this.#end(end);
      return;
    }
    this.#brokenAt ??= performance.now();
    if (this.#seat !== null && performance.now() - this.#brokenAt > HOLD) {
      this.#end(End.GONE);
      return;
    }
    this.#events.unreachable();
    this.#timer = setTimeout(() => this.#connect(), this.#wait);
    this.#wait = Math.min(2 * this.#wait, LONGEST_WAIT);
  }

  #end(reason) {
    this.close();
    this.#events.ended(reason);
  }

  #forgetRun() {
    this.#seen = 0;
    this.#log = [];
  }

  /** Takes leave of the socket, which is returned to be closed. */
  #drop() {
    clearTimeout(this.#timer);
    this.#working?.abort();
    const socket = this.#socket;
    this.#socket = null;
    this.#entered = false;
    return socket;
  }
}

/** Whether a value may be handed to the server: it refuses larger ones and ends the room. */
export function fits(value) {
  return new TextEncoder().encode(JSON.stringify(value)).length <= MOST_BYTES;
}

/** ICE servers come from the room's server alone; what makes no sense to the browser is left out. */
function readServers(servers) {
  const list = Array.isArray(servers) ? servers.slice(0, MOST_SERVERS) : [];
  return list.flatMap((server) => {
    const { urls, username, credential } = server ?? {};
    const usable = (Array.isArray(urls) ? urls : [urls]).filter(
      (url) => typeof url === 'string' && /^(stun|turn)s?:\S{1,255}$/.test(url),
    );
    if (usable.length === 0) {
      return [];
    }
    return typeof username === 'string' && typeof credential === 'string'
      ? [{ urls: usable, username, credential }]
      : [{ urls: usable.filter((url) => url.startsWith('stun')) }].filter(
          (server) => server.urls.length > 0,
        );
  });
}
