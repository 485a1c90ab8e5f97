// The direct connection of one session: one RTCPeerConnection with a fresh certificate. The joiner
// offers and opens the channel, the inviter answers. What goes to the other side are fields
// (sdp.js), never descriptions.
//
// When the path falls silent another one is looked for under the same certificates, by an ICE restart
// (RFC 8445 section 2.4): the joiner offers it, the inviter asks for that. What is written meanwhile
// waits in the channel.

import { description, candidate, fieldsOf, unmarked } from './sdp.js';

const LABEL = 'sotto';
const PROTOCOL = 'sotto.v1';
const CONNECT_WAIT = 30_000;
const FIRST_RESTART = 2_000; // after a path fell silent, which often passes by itself
const NEXT_RESTART = 8_000;
const HOLD = 120_000; // a silent connection
const HOLD_ALONE = 5_000; // whoever has only changed networks is at the server again by then
const MOST_MAPPED = 64; // places of the other side that are remembered
const MOST_EARLY = 4; // messages before we say that the channel is open: a hello, if anything

export class Peer {
  #joiner;
  #events;
  #connection;
  #channel = null;
  #opened = false;
  #own = null; // fields
  #other = null;
  #early = []; // candidates that came before the description
  #candidates = []; // of our own, in this generation
  #mapped = new Set(); // where a gateway of the other side was asked for a port, as it says
  #complete = false;
  #generation = 0;
  #answered = 0; // the last generation that both have
  #version = 1; // of the descriptions that this browser is given
  #present = true;
  #silentSince = null;
  #search = 0;
  #hold = 0;
  #timer = 0;
  #work = Promise.resolve();

  /**
   * @param {'joiner'|'inviter'} role
   * @param {Array<RTCIceServer>} iceServers as the room gave them
   * @param {{description: function(object), candidate: function(string), complete: function(),
   *     restart: function(number, ?object, string[], boolean), fingerprints: function(Uint8Array,
   *     Uint8Array), channel: function(RTCDataChannel), foreign: function(RTCDataChannel),
   *     connected: function(), silent: function(), lost: function(), failed: function()}} events
   *     restart gets the generation, the credentials or null to ask for one, and the candidates
   *     that are to be told again; lost, or failed where the other side made no sense, is the last one
   */
  constructor(role, iceServers, events) {
    this.#joiner = role === 'joiner';
    this.#events = events;
    this.#connection = connect(iceServers);
    this.#connection.onicecandidate = ({ candidate: found }) => this.#found(found);
    this.#connection.ondatachannel = ({ channel }) => this.#announced(channel);
    this.#connection.onconnectionstatechange = () => this.#stateChanged();
    this.#timer = setTimeout(() => this.#lost(), CONNECT_WAIT);
  }

  /** The joiner's first step; the inviter waits for what comes of it. */
  start() {
    if (this.#joiner) {
      this.#watch(this.#connection.createDataChannel(LABEL, { protocol: PROTOCOL }));
      this.#next(() => this.#describe());
    }
  }

  /** Takes a content of the other side (contents.js), one after another. */
  receive(content) {
    this.#next(() => this.#handle(content));
  }

  /** The servers' credentials were renewed: they count from the next restart on. */
  setIceServers(iceServers) {
    try {
      this.#connection?.setConfiguration({ iceServers });
    } catch {
      // The browser can make no sense of one of them; those of before stay.
    }
  }

  /** Whether the other side is at the server, as that says. */
  set present(present) {
    if (present !== this.#present) {
      this.#present = present;
      this.#watchSilence();
    }
    if (present && this.#silentSince !== null) {
      this.#restart();
    }
  }

  /** This machine is in another network, so another path is needed. */
  networkChanged() {
    if (this.#opened) {
      this.#restart();
    }
  }

  /** Another channel of ours, or null where there is no connection any more. @returns {?RTCDataChannel} */
  open(label, protocol) {
    try {
      return this.#connection?.createDataChannel(label, { protocol }) ?? null;
    } catch {
      return null; // It closed this moment, or has no more channels.
    }
  }

  /** The largest message that the other side takes. */
  get longestMessage() {
    return this.#connection?.sctp?.maxMessageSize ?? 65_536;
  }

  /** Whether the path carries something at this moment, as far as the browser knows. */
  get alive() {
    return this.#connection?.connectionState === 'connected' && this.#silentSince === null;
  }

  /**
   * What the browser tells of the connection, and the places of the other side that were mapped.
   *
   * @returns {Promise<?{report: RTCStatsReport, mapped: Set<string>}>}
   */
  async stats() {
    const report = (await this.#connection?.getStats()) ?? null;
    return report && { report, mapped: this.#mapped };
  }

  close() {
    clearTimeout(this.#timer);
    clearTimeout(this.#search);
    clearTimeout(this.#hold);
    const connection = this.#connection;
    this.#connection = null;
    connection?.close();
  }

  #next(work) {
    this.#work = this.#work.then(async () => {
      if (this.#connection === null) {
        return;
      }
      try {
        await work();
      } catch {
        this.#fail(); // Unless it was closed while it tried.
      }
    });
  }

  #handle(content) {
    switch (content.k) {
      case 'd':
        return this.#describedBy(content);
      case 'c':
        return this.#takeCandidates(content.candidates);
      case 'r':
        return content.ufrag === undefined ? this.#restart() : this.#restartedBy(content);
      default:
        return undefined; // The end of candidates changes nothing for a browser.
    }
  }

  async #describe() {
    const connection = this.#connection;
    await connection.setLocalDescription();
    this.#own = fieldsOf(connection.localDescription.sdp);
    this.#events.description(this.#own);
  }

  async #describedBy({ fields, candidates }) {
    if (this.#other !== null) {
      throw new Error('a second description'); // Else the fingerprint could change.
    }
    this.#other = fields;
    if (this.#joiner) {
      this.#events.fingerprints(this.#own.fingerprint, fields.fingerprint);
      await this.#connection.setRemoteDescription(description(fields, 'answer', this.#version));
    } else {
      await this.#connection.setRemoteDescription(description(fields, 'offer', this.#version));
      await this.#describe();
      this.#events.fingerprints(this.#own.fingerprint, fields.fingerprint);
    }
    await this.#takeCandidates([...candidates, ...this.#early.splice(0)]);
  }

  async #takeCandidates(candidates) {
    if (this.#other === null) {
      this.#early.push(...candidates.slice(0, 64));
      return;
    }
    for (const value of candidates) {
      const { plain, mapped } = unmarked(value);
      if (mapped !== null && this.#mapped.size < MOST_MAPPED) {
        this.#mapped.add(mapped);
      }
      const init = { candidate: `candidate:${plain}`, sdpMid: '0', sdpMLineIndex: 0 };
      try {
        await this.#connection?.addIceCandidate(init);
      } catch {
        // One candidate that this browser does not understand; others may do.
      }
    }
  }

  #found(found) {
    if (found === null) {
      this.#complete = true;
      this.#events.complete();
    } else if (found.candidate !== '') {
      const written = candidate(found.candidate);
      if (written !== null) {
        this.#candidates.push(written);
        this.#events.candidate(written);
      }
    }
  }

  /** Looks for another path: the joiner by an offer, the inviter by asking for one. */
  #restart() {
    if (this.#other === null) {
      return;
    }
    if (!this.#joiner) {
      this.#events.restart(this.#generation + 1, null, [], false);
    } else if (this.#generation > this.#answered) {
      this.#tellRestart(); // It may have been lost.
    } else {
      this.#next(() => this.#offerRestart());
    }
  }

  async #offerRestart() {
    const connection = this.#connection;
    this.#generation++;
    this.#forgetCandidates();
    connection.restartIce();
    await connection.setLocalDescription();
    this.#tellRestart();
  }

  #tellRestart() {
    const { ufrag, pwd } = fieldsOf(this.#connection.localDescription.sdp);
    this.#events.restart(this.#generation, { ufrag, pwd }, this.#candidates, this.#complete);
  }

  async #restartedBy({ generation, ufrag, pwd }) {
    const fields = { ...this.#other, ufrag, pwd };
    if (this.#other === null) {
      return;
    }
    if (this.#joiner) {
      if (generation === this.#generation && this.#answered < generation) {
        this.#answered = generation;
        this.#other = fields;
        await this.#connection.setRemoteDescription(description(fields, 'answer', ++this.#version));
      }
    } else if (generation > this.#generation) {
      this.#generation = generation;
      this.#other = fields;
      this.#forgetCandidates();
      await this.#connection.setRemoteDescription(description(fields, 'offer', ++this.#version));
      await this.#connection.setLocalDescription();
      this.#tellRestart();
    } else if (generation === this.#generation) {
      this.#tellRestart(); // Our answer may have been lost.
    }
  }

  #forgetCandidates() {
    this.#candidates = [];
    this.#complete = false;
  }

  #announced(channel) {
    if (this.#joiner || this.#channel !== null) {
      this.#events.foreign(channel);
    } else if (channel.label !== LABEL || channel.protocol !== PROTOCOL) {
      this.#events.foreign(channel);
    } else {
      this.#watch(channel);
    }
  }

  /** A browser may tell of a message before it tells that the channel is open. */
  #watch(channel) {
    const early = [];
    this.#channel = channel;
    channel.onmessage = ({ data }) => early.length < MOST_EARLY && early.push(data);
    channel.onopen = () => {
      if (!this.#opened && this.#connection !== null) {
        this.#opened = true;
        clearTimeout(this.#timer);
        this.#events.channel(channel, early);
      }
    };
    channel.onclose = () => this.#lost();
    if (channel.readyState === 'open') {
      channel.onopen();
    }
  }

  #stateChanged() {
    switch (this.#connection?.connectionState) {
      case 'connected':
        clearTimeout(this.#search);
        this.#silentSince = null;
        this.#watchSilence();
        if (this.#opened) {
          this.#events.connected();
        }
        break;
      case 'disconnected':
      case 'failed':
        if (this.#opened) {
          this.#silent();
        } else if (this.#connection.connectionState === 'failed') {
          this.#lost();
        }
        break;
    }
  }

  #silent() {
    if (this.#silentSince === null) {
      this.#silentSince = performance.now();
      this.#watchSilence();
      this.#events.silent();
      this.#searchIn(FIRST_RESTART);
    }
  }

  #searchIn(wait) {
    clearTimeout(this.#search);
    this.#search = setTimeout(() => {
      this.#restart();
      this.#searchIn(NEXT_RESTART);
    }, wait);
  }

  #watchSilence() {
    clearTimeout(this.#hold);
    if (this.#silentSince !== null) {
      const left = HOLD - (performance.now() - this.#silentSince);
      const wait = this.#present ? left : Math.min(left, HOLD_ALONE);
      this.#hold = setTimeout(() => this.#lost(), wait);
    }
  }

  #lost() {
    if (this.#connection !== null) {
      this.close();
      this.#events.lost();
    }
  }

  /** The browser cannot do with what the other side told of itself. */
  #fail() {
    if (this.#connection !== null) {
      this.close();
      this.#events.failed();
    }
  }
}

/** A connection, without servers where the browser can make no sense of one of them. */
function connect(iceServers) {
  try {
    return new RTCPeerConnection({ iceServers });
  } catch {
    return new RTCPeerConnection();
  }
}
