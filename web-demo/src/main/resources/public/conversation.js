// What two people have with each other: the meeting by a code, then one session after another, for
// as long as they find each other again by the rejoin room of the last one. docs/protocol.md,
// "Rejoin".

import { Contacts } from './contacts.js';
import { Proofs } from './files/proofs.js';
import { Tokens } from './files/tokens.js';
import { Transfers } from './files/transfers.js';
import { strikeAll } from './files/unfinished.js';
import { Lines } from './lines.js';
import { Failure, Meeting } from './meeting.js';
import { base64url } from './pairing/bytes.js';
import { forget, keep, REJOIN_MILLIS } from './rejoin.js';
import { Session } from './session.js';
import { Typing } from './typing.js';

const FIRST_RETRY = 500;
const LONGEST_RETRY = 10_000;
const RUNS_A_MINUTE = 10;

/** How long to wait in the room of one of two pairs: so that both sides once wait in the same. */
const TURN_MILLIS = { joiner: 8_000, inviter: 20_000 };

/** How long the two look for each other where they had not come to talk. */
const UNHEARD_MILLIS = 60_000;

const LONGEST_NAME = 64;

/** What this page takes of a peer. */
const CAN = ['chat', 'files'];
const MOST_WORDS = 16;
const LONGEST_WORD = 16;

/** What is going on, for the view. */
export const Stage = Object.freeze({
  REACHING: 'reaching',
  UNREACHABLE: 'unreachable',
  WAITING: 'waiting',
  MEETING: 'meeting',
  CONNECTING: 'connecting',
  CONNECTED: 'connected',
  SILENT: 'silent',
  AGAIN: 'again', // looking for each other after a break
});

/** Why a conversation ended, beside the failures of a meeting. */
export const Ending = Object.freeze({
  ...Failure,
  BYE: 'bye',
  NO_WAY: 'no-way', // no path between the two
  LOST: 'lost', // and not found again
  UNHEARD: 'unheard', // lost before it had said anything, and not found again
  AUTH: 'auth',
  PROTOCOL: 'protocol',
  OTHER_KEY: 'other-key', // not the contact that was asked for
});

/** Why transfers end, by why the conversation does. */
const TRANSFER_ENDS = { [Ending.BYE]: 'leaving', [Ending.PROTOCOL]: 'protocol' };

export class Conversation {
  #crypto;
  #who;
  #events;
  #role = null;
  #meeting = null;
  #session = null;
  #lines;
  #transfers;
  #typing;
  #rejoin = null; // room and secret of the last session that was introduced
  #former = null; // those before, until the peer has proved that it has the last ones
  #turn = false; // whether the former ones are next
  #accompanied = false; // whether somebody is in the room
  #peer = null; // what it has shown of itself, in text
  #names = { own: '', other: '', said: false }; // said: the other's, which counts once
  #settled = { asked: false, pinned: false, confirmed: false }; // of that peer: a rejoin has no other
  #heard = false; // whether it has ever said anything after that
  #breakEnd = null;
  #retry = FIRST_RETRY;
  #timer = 0;
  #deadline = 0;
  #again = []; // when rejoins were tried
  #ended = false;

  /**
   * @param {import('./pairing/crypto.js').CryptoBackend} crypto
   * @param {{identity: import('./identity.js').PageIdentity, identityName: ?string, name: string,
   *     only: ?Uint8Array, places: import('./files/places.js').Places}} who
   *     name is what we call ourselves; only is the key of the one contact that may come; places are
   *     for what is received
   * @param {{code: function(string), stage: function(string), introduced: function(object,
   *     import('./rejoin.js').Settled), named: function(string), able: function({chat: boolean, files: boolean}), text:
   *     function(string), typing: function(boolean), delivered: function(number), transfer:
   *     function(import('./files/transfers.js').Transfer), lacking:
   *     function(import('./files/unfinished.js').Unfinished[]), ended: function(string)}} events
   *     code gets the room; able what the peer takes; transfer another one, ours or offered to us;
   *     lacking what the user has to choose again since the page was reloaded; ended is the last one
   */
  constructor(crypto, who, events) {
    this.#crypto = crypto;
    this.#who = who;
    this.#events = events;
    this.#names.own = who.name;
    this.#lines = new Lines();
    this.#transfers = new Transfers(who.places, new Tokens(), {
      transfer: (transfer) => events.transfer(transfer),
      lacking: (lacking) => events.lacking(lacking),
      failed: () => this.#end(Ending.PROTOCOL),
    });
    this.#typing = new Typing((message) => this.#session?.say(message), events.typing);
  }

  /** @param {string} secret the words of a new code */
  invite(secret) {
    this.#role = 'inviter';
    strikeAll();
    this.#meet({ role: 'inviter', mode: 'code', room: null, secret });
  }

  /** @param {import('./pairing/code.js').PairingCode} code */
  join(code) {
    this.#role = 'joiner';
    strikeAll();
    this.#meet({ role: 'joiner', mode: 'code', room: code.room, secret: code.secret });
  }

  /** Goes on after a reload. @param {import('./rejoin.js').Rejoin} rejoin */
  goOn(rejoin) {
    this.#role = rejoin.role;
    this.#heard = true;
    this.#rejoin = rejoin.pair;
    this.#former = rejoin.former;
    this.#peer = rejoin.peer;
    this.#names = rejoin.names;
    this.#settled = rejoin.settled ?? this.#settled; // A page of before an update kept none.
    this.#lines = new Lines(rejoin.counts);
    this.#lookAgain();
  }

  /**
   * Says a line, or keeps it for the time after a break.
   *
   * @returns {?number} its number, or null if too much is waiting
   */
  say(text) {
    const message = this.#lines.write(text);
    if (message === null) {
      return null;
    }
    this.#sendLines();
    this.#keep();
    return message.id;
  }

  /**
   * Offers files; the event `transfer` tells of it.
   *
   * @param {import('./files/gather.js').Selection} selection
   * @returns {?import('./files/outgoing.js').Outgoing} null where the peer takes none at the moment, or
   *     eight are under way
   */
  sendFiles(selection) {
    return this.#transfers.send(selection);
  }

  /** The user does not choose again what was lacking. */
  giveUpLacking() {
    this.#transfers.giveUpLacking();
  }

  /** Whether files are under way that a reload of the page would lose. */
  get needsPage() {
    return !this.#ended && this.#transfers.needsPage;
  }

  /** The user is typing, or has stopped. Call it as often as it is so. @param {boolean} on */
  typing(on) {
    this.#typing.own(on);
  }

  /**
   * The user has settled something about the peer. It counts until the conversation is over.
   *
   * @param {Partial<import('./rejoin.js').Settled>} settled
   */
  settle(settled) {
    Object.assign(this.#settled, settled);
    this.#keep();
  }

  /** What the browser tells of the connection, if there is one. @returns {Promise<?object>} as of Peer */
  async stats() {
    return (await this.#session?.stats()) ?? null;
  }

  /** Ends it for both. */
  leave() {
    this.#transfers.leave();
    this.#session?.farewell();
    this.#meeting?.cancel();
    this.#end(Ending.BYE);
  }

  /** The page goes away and may come back. */
  suspend() {
    this.#keep();
    this.#ended = true;
    this.#close();
  }

  networkChanged() {
    this.#meeting?.networkChanged();
    this.#session?.networkChanged();
  }

  #meet(plan) {
    if (this.#ended) {
      return;
    }
    this.#stage(Stage.REACHING);
    let room = Stage.WAITING;
    this.#accompanied = false;
    const meeting = new Meeting(this.#crypto, plan, {
      opened: (number) => plan.mode === 'code' && this.#events.code(number),
      reached: () => this.#session === null && this.#stage(room),
      unreachable: () => this.#stage(Stage.UNREACHABLE),
      peer: () => {
        room = Stage.MEETING;
        this.#accompanied = true;
        this.#stage(room);
      },
      alone: () => {
        room = Stage.WAITING;
        this.#accompanied = false;
        this.#stage(room);
      },
      paired: (keys) => this.#paired(plan, keys),
      sealed: (message) => this.#session?.sealed(message),
      ice: (servers) => this.#session?.setIceServers(servers),
      present: (present) => {
        if (this.#session !== null) {
          this.#session.present = present;
        }
      },
      failed: (failure) => this.#notMet(plan, failure),
    });
    this.#meeting = meeting;
    meeting.start();
  }

  #paired({ role, mode, room, secret }, keys) {
    this.#stage(Stage.CONNECTING);
    const next = { room: keys.rejoinRoom, secret: keys.rejoinSecret.slice() };
    const { identity } = this.#who;
    let introduced = false;
    const meeting = this.#meeting;
    const accept = (proof) => this.#refusal(mode, proof);
    this.#session = new Session(
      { crypto: this.#crypto, role, mode, keys, meeting, identity, accept },
      {
        introduced: (proof) => {
          introduced = true;
          this.#rejoin = next;
          this.#former = mode === 'rejoin' ? { room, secret } : null;
          this.#introduced(proof);
        },
        message: (message) => this.#hear(message),
        channel: (channel) => this.#transfers.announced(channel),
        drained: () => this.#sendLines(),
        connected: () => this.#stage(Stage.CONNECTED),
        silent: () => this.#stage(Stage.SILENT),
        lost: () => this.#lost(introduced),
        failed: (reason) => this.#end(reason),
      },
    );
    this.#session.start();
  }

  /** Why the peer is not the one that this conversation is with, or null. */
  #refusal(mode, proof) {
    if (mode === 'rejoin') {
      return shown(proof).key === this.#peer.key ? null : Ending.AUTH;
    }
    const { only } = this.#who;
    const isOther = only !== null && shown(proof).key !== base64url(only);
    return isOther ? Ending.OTHER_KEY : null;
  }

  #introduced(proof) {
    this.#peer = shown(proof);
    this.#settled.confirmed &&= proof.secure; // It may be less protected than before.
    this.#breakEnd = null;
    this.#retry = FIRST_RETRY;
    clearTimeout(this.#timer);
    clearTimeout(this.#deadline);
    this.#keep();
    const session = this.#session;
    const open = (label, protocol) => session.openChannel(label, protocol);
    const proofs = new Proofs(this.#crypto, session.number);
    const peer = { lasting: lastingKey(proof), proofs };
    this.#transfers.begin({ open, longest: session.longestMessage }, peer);
    session.say({ t: 'name', name: this.#names.own, can: CAN });
    this.#lines.begin();
    this.#sendLines();
    this.#events.introduced(proof, this.#settled);
    this.#stage(Stage.CONNECTED);
  }

  /** In their order, as far as the session takes them: it asks for the others itself. */
  #sendLines() {
    for (const line of this.#lines.unsent()) {
      if (this.#session?.full !== false) {
        return;
      }
      this.#session.say(line);
      this.#lines.handed(line);
    }
  }

  #hear(message) {
    this.#heard = true;
    if (this.#former !== null) {
      this.#former = null; // It has verified what we showed, so it has the pair of this session.
      this.#keep();
    }
    switch (message.t) {
      case 'name':
        this.#named(message);
        break;
      case 'typing':
        this.#typing.other(message.on === true);
        break;
      case 'text':
        this.#take(message);
        break;
      case 'got':
        if (this.#lines.acknowledge(message)) {
          this.#events.delivered(message.id);
        }
        break;
      case 'bye':
        this.#end(Ending.BYE);
        break;
    }
  }

  #named({ name, can = ['chat'] }) {
    if (typeof name !== 'string' || !areWords(can)) {
      this.#end(Ending.PROTOCOL);
      return;
    }
    if (!this.#names.said) {
      // Under another name it could come back as somebody else.
      this.#names.other = [...name].slice(0, LONGEST_NAME).join('');
      this.#names.said = true;
      this.#keep();
    }
    this.#events.named(this.#names.other);
    this.#events.able({ chat: can.includes('chat'), files: can.includes('files') });
    this.#transfers.named(can.includes('files'));
  }

  #take(message) {
    const taken = this.#lines.take(message);
    if (taken === 'wrong') {
      this.#end(Ending.PROTOCOL);
      return;
    }
    if (taken === 'new') {
      this.#keep();
      this.#events.text(message.text);
    }
    this.#session?.say({ t: 'got', id: message.id });
  }

  #lost(introduced) {
    this.#session = null;
    this.#typing.forget();
    this.#transfers.interrupt();
    this.#meeting.close(!introduced);
    if (this.#rejoin === null) {
      this.#end(Ending.NO_WAY);
    } else if (introduced) {
      this.#lookAgain();
    } else {
      this.#tryLater();
    }
  }

  #notMet({ mode }, failure) {
    if (mode === 'code') {
      this.#end(failure);
    } else {
      this.#tryLater();
    }
  }

  #lookAgain() {
    const time = this.#heard ? REJOIN_MILLIS : UNHEARD_MILLIS;
    this.#breakEnd = performance.now() + time;
    this.#retry = FIRST_RETRY;
    this.#turn = false;
    this.#deadline = setTimeout(() => this.#giveUp(), time);
    this.#tryAgain();
  }

  #tryLater() {
    this.#stage(Stage.AGAIN);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#tryAgain(), this.#retry);
    this.#retry = Math.min(2 * this.#retry, LONGEST_RETRY);
  }

  #tryAgain() {
    if (this.#ended) {
      return;
    }
    const now = performance.now();
    this.#again = [...this.#again.filter((time) => now - time < 60_000), now];
    clearTimeout(this.#timer);
    if (now >= this.#breakEnd) {
      this.#giveUp();
    } else if (this.#again.length > RUNS_A_MINUTE) {
      this.#again.pop();
      this.#timer = setTimeout(() => this.#tryAgain(), LONGEST_RETRY);
    } else {
      const pair = (this.#turn && this.#former) || this.#rejoin;
      this.#meet({ role: this.#role, mode: 'rejoin', ...pair });
      this.#stage(Stage.AGAIN);
      if (this.#former !== null) {
        this.#turn = !this.#turn;
        this.#timer = setTimeout(() => this.#takeTurn(), TURN_MILLIS[this.#role]);
      }
    }
  }

  /** Where there are two pairs they take turns; not while somebody is there. */
  #takeTurn() {
    if (this.#session !== null) {
      return;
    }
    if (this.#accompanied) {
      this.#timer = setTimeout(() => this.#takeTurn(), TURN_MILLIS[this.#role]);
    } else {
      this.#meeting.close();
      this.#tryAgain();
    }
  }

  #giveUp() {
    if (this.#session === null) {
      this.#end(this.#heard ? Ending.LOST : Ending.UNHEARD);
    }
  }

  #keep() {
    if (this.#rejoin !== null && !this.#ended) {
      const { counts } = this.#lines;
      const identity = this.#who.identityName;
      const pairs = { pair: this.#rejoin, former: this.#former };
      const other = { peer: this.#peer, settled: this.#settled };
      keep({ ...pairs, ...other, role: this.#role, names: this.#names, counts, identity });
    }
  }

  #stage(stage) {
    if (!this.#ended) {
      const looking = this.#rejoin !== null && this.#breakEnd !== null;
      const early = [Stage.REACHING, Stage.WAITING, Stage.MEETING, Stage.CONNECTING].includes(stage);
      this.#events.stage(looking && early ? Stage.AGAIN : stage);
    }
  }

  #end(reason) {
    if (!this.#ended) {
      this.#ended = true;
      this.#transfers.end(TRANSFER_ENDS[reason] ?? 'lost');
      this.#close();
      forget();
      this.#events.ended(reason);
    }
  }

  #close() {
    clearTimeout(this.#timer);
    clearTimeout(this.#deadline);
    this.#typing.forget();
    this.#session?.close();
    this.#session = null;
    this.#meeting?.close();
  }
}

function areWords(value) {
  const isWord = (word) => typeof word === 'string' && word.length <= LONGEST_WORD;
  return Array.isArray(value) && value.length <= MOST_WORDS && value.every(isWord);
}

/** By what a peer is known another time, null if it may have another key then. */
function lastingKey(proof) {
  return Contacts.mayPin(proof) ? `key:${base64url(proof.key)}` : null;
}

/** What a peer has shown of itself, as it can be kept. */
function shown({ key, kind, secure, origin, own }) {
  return { key: key === null ? null : base64url(key), kind, secure, origin, own };
}
