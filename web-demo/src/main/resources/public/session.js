// One session: from the keys of a pairing over sealed fields to a connection, and on its channel from
// the introduction to what the two say. It ends with its connection; what outlives it is in
// conversation.js.

import { readContent, writeDescription } from './contents.js';
import { Introduction } from './pairing/introduction.js';
import { sessionId } from './pairing/session.js';
import { Peer } from './peer.js';
import { Talk } from './talk.js';

const BATCH = 50;
const MOST_IN_BATCH = 32;
const FAREWELL = 500; // for the last word to leave, once the browser has sent it
const LONGEST_FAREWELL = 5_000;

export class Session {
  #options;
  #events;
  #peer;
  #keys;
  #talk = null;
  #number = null; // once both fingerprints are known
  #introduction;
  #ready; // of the introduction, once both fingerprints are known
  #batch = [];
  #timer = 0;
  #sealing = Promise.resolve();
  #closed = false;
  #askedByServer = false; // the other side's last word about the path came over the server
  #interfered = false; // somebody but the peer spoke in its place over the server

  /**
   * @param {{crypto: import('./pairing/crypto.js').CryptoBackend, role: 'joiner'|'inviter',
   *     mode: 'code'|'rejoin', keys: import('./pairing/keys.js').PairingKeys,
   *     meeting: import('./meeting.js').Meeting, identity: import('./identity.js').PageIdentity,
   *     accept: function(import('./pairing/introduction.js').PeerProof): ?string}} options
   *     accept gives null, or why this peer is not the one that was asked for
   * @param {{introduced: function(object), message: function(object), drained: function(),
   *     channel: function(RTCDataChannel): boolean, connected: function(), silent: function(), lost: function(), failed: function(string)}} events
   *     message gets what the peer says after its introduction; channel another channel of it, after
   *     that too, and tells whether it is one for us; drained comes when it was full and is
   *     not any more; lost or failed is the last one
   */
  constructor(options, events) {
    this.#options = options;
    this.#events = events;
    this.#keys = options.keys;
    this.#introduction = new Promise((resolve) => {
      this.#ready = resolve;
    });
    this.#peer = new Peer(options.role, options.meeting.iceServers, {
      description: (fields) => this.#seal(writeDescription(fields)),
      candidate: (value) => this.#addToBatch(value),
      complete: () => this.#complete(),
      restart: (...restart) => this.#tellRestart(...restart),
      fingerprints: (own, other) => this.#introduce(own, other),
      channel: (channel, early) => this.#open(channel, early),
      foreign: (channel) => this.#foreign(channel),
      connected: () => {
        this.#askedByServer = false;
        return this.#talk?.introduced && events.connected();
      },
      silent: () => this.#talk?.introduced && events.silent(),
      lost: () => this.#lost(),
      failed: () => this.#giveUp(),
    });
  }

  start() {
    this.#peer.start();
  }

  /** Takes a sealed message of the other side. */
  async sealed(message) {
    let content;
    try {
      content = await this.#keys.opener.open(message);
    } catch {
      this.#distrust();
      return;
    }
    if (!this.#interfered) {
      this.#askedByServer = content.k === 'r' || this.#askedByServer;
      this.#receive(content);
    }
  }

  /** Says something to the peer, after its introduction. Whether it is on its way. */
  say(message) {
    return !this.#closed && this.#talk !== null && this.#talk.say(message);
  }

  /** Whether a line has to wait for its turn. */
  get full() {
    return this.#closed || this.#talk === null || !this.#talk.introduced || this.#talk.full;
  }

  /** Another channel to the peer, after its introduction; null where it is gone. */
  openChannel(label, protocol) {
    return this.#closed ? null : this.#peer.open(label, protocol);
  }

  /** Its number (pairing/session.js), which both sides have verified once they are introduced. */
  get number() {
    return this.#number;
  }

  get longestMessage() {
    return this.#peer.longestMessage;
  }

  /** What the browser tells of the connection. @returns {Promise<?object>} as of Peer */
  stats() {
    return this.#peer.stats();
  }

  setIceServers(servers) {
    this.#peer.setIceServers(servers);
  }

  /** Whether the other side is at the server, as that says. */
  set present(present) {
    this.#peer.present = present;
  }

  networkChanged() {
    this.#peer.networkChanged();
  }

  /** Ends it with a last word, so that the other side does not look for us. No event comes any more. */
  farewell() {
    if (this.say({ t: 'bye' })) {
      this.#closed = true;
      this.#takeLeave(performance.now() + LONGEST_FAREWELL);
    } else {
      this.close();
    }
  }

  /** Ends it without a word. No event comes any more. */
  close() {
    if (!this.#closed) {
      this.#closed = true;
      this.#drop();
    }
  }

  /** Data of files may be on its way before the last word. */
  #takeLeave(deadline) {
    const goes = this.#talk.sending && performance.now() < deadline;
    setTimeout(() => (goes ? this.#takeLeave(deadline) : this.#drop()), FAREWELL);
  }

  #drop() {
    clearTimeout(this.#timer);
    this.#peer.close();
    this.#keys.wipe();
  }

  /**
   * Nothing more is believed that comes by the server, nor said there: a connection that stands needs
   * it no more, and two who meet again do so under other keys.
   */
  #distrust() {
    if (this.#closed || this.#interfered) {
      return;
    }
    this.#interfered = true;
    if (this.#talk?.introduced) {
      return;
    }
    if (this.#options.mode === 'rejoin') {
      this.#lost();
    } else {
      this.#fail('auth');
    }
  }

  #receive(value) {
    const content = readContent(value);
    if (content === null) {
      this.#fail('protocol');
    } else if (!this.#closed) {
      this.#peer.receive(content);
    }
  }

  async #introduce(own, other) {
    const { crypto, role, mode, identity } = this.#options;
    const bind = this.#keys.bind;
    const [joinerFingerprint, inviterFingerprint] = role === 'joiner' ? [own, other] : [other, own];
    const session = await sessionId(crypto, { mode, joinerFingerprint, inviterFingerprint, bind });
    this.#number = session;
    this.#ready(new Introduction(crypto, { role, session, bind, ...identity }));
  }

  #open(channel, early) {
    const first = this.#options.role === 'joiner';
    this.#talk = new Talk(channel, early, this.#introduction, first, {
      introduced: (proof) => this.#introduced(proof),
      message: (message) => this.#said(message),
      drained: () => this.#closed || this.#events.drained(),
      failed: (reason) => this.#fail(reason),
    });
  }

  #introduced(proof) {
    if (this.#closed) {
      return; // It was lost while the proof was looked at.
    }
    const refusal = this.#options.accept(proof);
    if (refusal === null) {
      this.#events.introduced(proof);
    } else {
      this.farewell();
      this.#events.failed(refusal);
    }
  }

  #said(message) {
    if (this.#closed) {
      return;
    }
    if (message.t === 'signal') {
      this.#askedByServer = false;
      this.#receive(message.m);
    } else {
      this.#events.message(message);
    }
  }

  #foreign(channel) {
    const introduced = this.#talk?.introduced === true;
    if (!introduced || this.#closed || !this.#events.channel(channel)) {
      channel.close();
    }
    if (!introduced) {
      this.#fail('auth');
    }
  }

  #addToBatch(value) {
    this.#batch.push(value);
    if (this.#batch.length >= MOST_IN_BATCH) {
      this.#flush();
    } else if (this.#batch.length === 1) {
      this.#timer = setTimeout(() => this.#flush(), BATCH);
    }
  }

  #flush() {
    clearTimeout(this.#timer);
    const cand = this.#batch.splice(0);
    if (cand.length > 0) {
      this.#tell({ k: 'c', cand });
    }
  }

  #complete() {
    this.#flush();
    this.#tell({ k: 'e' });
  }

  #tellRestart(gen, credentials, candidates, complete) {
    clearTimeout(this.#timer);
    this.#batch = []; // Those of before, or among the ones told now.
    this.#tell({ k: 'r', gen, ...credentials });
    for (let i = 0; i < candidates.length; i += MOST_IN_BATCH) {
      this.#tell({ k: 'c', cand: candidates.slice(i, i + MOST_IN_BATCH) });
    }
    if (complete) {
      this.#tell({ k: 'e' });
    }
  }

  /**
   * Over the channel while it lives, else sealed over the server. Who asks over the server does not
   * hear us on the channel, whatever this browser says of it.
   */
  #tell(content) {
    const lives = this.#peer.alive && !this.#askedByServer;
    if (!(lives && this.say({ t: 'signal', m: content }))) {
      this.#seal(content);
    }
  }

  #seal(content) {
    this.#sealing = this.#sealing.then(async () => {
      if (this.#closed || this.#interfered) {
        return;
      }
      try {
        this.#options.meeting.send(await this.#keys.sealer.seal(content));
      } catch (e) {
        if (!(e instanceof RangeError)) {
          throw e;
        }
        // As many as these keys may seal: the path is looked for without the server from now on.
      }
    });
  }

  /** The browser cannot do with what the peer told: a peer that we know gets another try. */
  #giveUp() {
    if (this.#talk?.introduced || this.#options.mode === 'rejoin') {
      this.#lost();
    } else {
      this.#fail('protocol');
    }
  }

  #lost() {
    if (!this.#closed) {
      this.close();
      this.#events.lost();
    }
  }

  #fail(reason) {
    if (!this.#closed) {
      this.close();
      this.#events.failed(reason);
    }
  }
}
