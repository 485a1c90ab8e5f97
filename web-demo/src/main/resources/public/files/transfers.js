// All transfers of files with one peer: what is sent and what is offered to us, at most eight each way,
// over one session after another. docs/protocol.md, "Files".

import { hex } from '../pairing/bytes.js';
import { Incoming } from './incoming.js';
import { Link } from './link.js';
import { Outgoing } from './outgoing.js';
import { note, strike, strikeAll, unfinished } from './unfinished.js';
import { Untold } from './untold.js';

const LABEL = 'sotto.files';
const PROTOCOL = 'sotto.files.v1';
const MOST = 8; // transfers each way
const MOST_SILENT = 16; // channels on which nothing was said yet
const MOST_ENDED = 64; // transfers to us that are remembered as ended
const NOTICE = 5_000; // after a channel was closed without a word, for the connection to break as well
const AGAIN_WAIT = 600_000; // after a break, for the sender to go on: its user may have to choose anew

/**
 * What the page sees of one transfer, either way (`Outgoing`, `Incoming`).
 *
 * @typedef {object} Transfer
 * @property {string} id  32 hex digits
 * @property {boolean} outgoing
 * @property {'offered'|'running'|'broken'|'ended'} state
 *     offered: somebody has to answer; broken: without a connection, it goes on by itself when there
 *     is one again
 * @property {import('./manifest.js').Manifest} manifest
 * @property {import('./progress.js').Progress} progress  bytes, total, files, of, rate, seconds
 * @property {?End} end  set when the state is ended
 * @property {function(): void} cancel  also takes back an offer
 * @property {function(function(): void): void} listen  the one listener: called on every change of
 *     state, of a file or of the progress, the latter at most 10 times a second
 * @property {function(number): FileState} stateOf  of the file with this index in the manifest
 *
 * @typedef {'waiting'|'running'|'got'|'left-out'|'gone'|'changed'|'unreadable'|'disk-full'
 *     |'permission'|'exists'|'disk'|'integrity'|'skipped'} FileState  the last eight: it failed, why
 *
 * @typedef {object} End
 * @property {'done'|'partly'|'declined'|'cancelled'|'leaving'|'disk-full'|'disk'|'integrity'|'busy'
 *     |'protocol'|'lost'} why  done: all that was accepted is there; partly: `failed` are missing
 * @property {boolean} own  whether this side ended it
 * @property {number} files  how many are there
 * @property {Array<{path: string, why: FileState}>} failed  at most 100 of them
 */

export class Transfers {
  #places;
  #tokens;
  #events;
  #session = null;
  #takes = false; // whether the peer takes files
  #named = false;
  #outgoing = new Map(); // those that are not ended, by id
  #incoming = new Map();
  #unseen = []; // offered before the peer's name came
  #silent = new Set(); // links
  #ended = []; // ids of transfers to us
  #untold = new Untold();
  #timer = 0;

  /**
   * @param {import('./places.js').Places} places
   * @param {import('./tokens.js').Tokens} tokens
   * @param {{transfer: function(Transfer), lacking:
   *     function(import('./unfinished.js').Unfinished[]), failed: function()}} events  transfer: another
   *     one, ours or offered to us; lacking: what was being sent before a reload of this page, and that
   *     the user has to choose again; failed: the peer breaks the protocol
   */
  constructor(places, tokens, events) {
    this.#places = places;
    this.#tokens = tokens;
    this.#events = events;
  }

  /** Whether the peer takes files, as far as it has said. */
  get able() {
    return this.#named && this.#takes;
  }

  /**
   * Offers files.
   *
   * @param {import('./gather.js').Selection} selection
   * @returns {?Outgoing} null where the peer takes none or eight are under way
   */
  send(selection) {
    if (!this.able || this.#outgoing.size >= MOST) {
      return null;
    }
    const { hash } = selection.manifest;
    const known = this.#lacking.find(({ manifest }) => manifest === hash);
    const id = known?.id ?? hex(crypto.getRandomValues(new Uint8Array(16)));
    const transfer = new Outgoing(id, selection, this.#tokens, known !== undefined, {
      asked: () => note(transfer),
      closed: () => this.#notice(transfer),
      cancelled: (link) => this.#cancelled(id, hash, link),
      ended: () => {
        this.#outgoing.delete(id);
        strike(id);
      },
      wrong: () => this.#events.failed(),
    });
    this.#outgoing.set(id, transfer);
    this.#events.transfer(transfer);
    this.#attach(transfer);
    if (known !== undefined) {
      this.#events.lacking(this.#lacking);
    }
    return transfer;
  }

  /** The user does not choose again what was being sent before a reload. */
  giveUpLacking() {
    for (const { id, manifest } of this.#lacking) {
      strike(id);
      this.#untold.add(id, manifest);
    }
    this.#tell();
    this.#events.lacking([]);
  }

  /** Whether the files of something that goes on are not to be had after a reload. */
  get needsPage() {
    return this.#outgoing.size > 0 || [...this.#incoming.values()].some(({ needsPage }) => needsPage);
  }

  /**
   * The peer has shown who it is.
   *
   * @param {{open: function(string, string): ?RTCDataChannel, longest: number}} session  longest: the
   *     largest message that the peer takes
   * @param {{lasting: ?string, proofs: import('./proofs.js').Proofs}} peer  lasting: names its lasting
   *     key, null where it has none; proofs: those of this session
   */
  begin(session, peer) {
    this.#session = { ...session, peer };
    this.#named = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#giveUpBroken(), AGAIN_WAIT);
  }

  /** The peer has said its name and what it takes. @param {boolean} takes files */
  named(takes) {
    const first = !this.#named;
    this.#named = true;
    this.#takes = takes;
    this.#unseen.splice(0).forEach((transfer) => this.#events.transfer(transfer));
    if (first) {
      const waiting = [...this.#outgoing.values()];
      waiting.forEach((transfer) => (takes ? this.#attach(transfer) : transfer.abandon('lost')));
      this.#events.lacking(takes ? this.#lacking : []);
      this.#tell();
    }
  }

  /** A channel of the peer, after its introduction. @returns {boolean} whether it is one of ours */
  announced(channel) {
    const ours = channel.label === LABEL && channel.protocol === PROTOCOL;
    if (!ours || this.#session === null || this.#silent.size >= MOST_SILENT) {
      return false;
    }
    this.#await(new Link(channel, this.#session.longest), true);
    return true;
  }

  /** The connection is gone, and may come again. */
  interrupt() {
    this.#session = null;
    this.#named = false;
    clearTimeout(this.#timer);
    this.#all().forEach((transfer) => transfer.interrupt());
  }

  /** The user leaves. */
  leave() {
    clearTimeout(this.#timer);
    this.#all().forEach((transfer) => transfer.leave());
    this.#forgetAll();
  }

  /** The conversation is over. @param {'leaving'|'lost'|'protocol'} why */
  end(why) {
    clearTimeout(this.#timer);
    this.#session = null;
    this.#named = false;
    this.#all().forEach((transfer) => transfer.abandon(why));
    this.#forgetAll();
  }

  #forgetAll() {
    this.#untold.clear();
    strikeAll();
  }

  get #lacking() {
    return unfinished().filter(({ id }) => !this.#outgoing.has(id));
  }

  #all() {
    return [...this.#outgoing.values(), ...this.#incoming.values()];
  }

  #attach(transfer) {
    const link = this.#open();
    if (link !== null) {
      transfer.attach(link, this.#session.peer.proofs);
    }
  }

  #open() {
    const channel = this.#session?.open(LABEL, PROTOCOL) ?? null;
    return channel === null ? null : new Link(channel, this.#session.longest);
  }

  /** The peer may not have heard it: the channel may be lost, if there is one. */
  #cancelled(id, manifest, link) {
    this.#untold.add(id, manifest);
    if (link !== null) {
      this.#untold.said(id, link, this.#standing());
    }
  }

  /** The peer may wait for what does not come. */
  #tell() {
    if (this.able) {
      this.#untold.tell(() => this.#open(), this.#standing());
    }
  }

  /** The first message says what a channel is for. */
  #await(link, mayGoOn) {
    this.#silent.add(link);
    const wrong = () => {
      this.#silent.delete(link);
      link.close();
      this.#events.failed();
    };
    link.listen({
      message: (message) => {
        this.#silent.delete(link);
        if (message.t === 'offer') {
          this.#offered(link, message);
        } else if (message.t === 'again' && mayGoOn) {
          this.#goOn(link, message);
        } else if (message.t === 'cancel') {
          link.close();
        } else {
          wrong();
        }
      },
      data: wrong,
      wrong,
      closed: () => this.#silent.delete(link),
    });
  }

  #offered(link, message) {
    const { id } = message;
    if (this.#incoming.has(id)) {
      link.close();
      this.#events.failed();
      return;
    }
    if (this.#incoming.size >= MOST) {
      link.say({ t: 'cancel', why: 'busy' });
      link.close();
      return;
    }
    const transfer = new Incoming(message, this.#places, this.#session.peer, {
      offered: () => this.#show(transfer),
      closed: () => this.#notice(transfer),
      ended: () => this.#forget(transfer),
      wrong: () => this.#events.failed(),
    });
    this.#incoming.set(id, transfer);
    transfer.begin(link);
  }

  #show(transfer) {
    if (this.#named) {
      this.#events.transfer(transfer);
    } else {
      this.#unseen.push(transfer);
    }
  }

  #goOn(link, { id, manifest }) {
    if (this.#incoming.get(id)?.goOn(link, manifest)) {
      return;
    }
    if (this.#ended.includes(id)) {
      link.say({ t: 'cancel', why: 'user' });
      link.close();
    } else {
      link.say({ t: 'unknown' });
      this.#await(link, false);
    }
  }

  /** What was not yet offered in full, or not gone on with in time, may be offered again. */
  #forget({ id, manifest, end }) {
    this.#incoming.delete(id);
    if (manifest !== null && end.why !== 'lost') {
      this.#ended = [...this.#ended, id].slice(-MOST_ENDED);
    }
  }

  /** The peer has given it up without a word, or the whole connection is about to break. */
  #notice(transfer) {
    const stands = this.#standing();
    setTimeout(() => stands() && !transfer.connected && transfer.abandon('lost'), NOTICE);
  }

  /** @returns {function(): boolean} whether the connection is still that of this moment */
  #standing() {
    const session = this.#session;
    return () => session !== null && this.#session === session;
  }

  /** Whoever sent has not gone on, though it is there. */
  #giveUpBroken() {
    const alone = [...this.#incoming.values()].filter(({ connected }) => !connected);
    alone.forEach((transfer) => transfer.abandon('lost'));
  }
}
