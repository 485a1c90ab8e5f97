// The direct connection: one RTCPeerConnection at a time, made anew when it breaks.
//
// Whoever came into the room second offers; the first waits, and offers itself if nothing comes. If
// both offer at once, the second's offer stands ("perfect negotiation": the first is the polite one).
// An offer of another session (another o= line but for its version, RFC 8866 section 5.2) means that
// the other side started anew, so we do too.
//
// When the path falls silent another one is looked for under the same session, by an ICE restart
// (RFC 8445 section 2.4): whoever offered the session offers again, the other asks for that. What is
// written meanwhile waits in the channels.

const OFFER_WAIT = 6_000; // for the offer of the one that came second
const CONNECT_WAIT = 25_000;
const FIRST_RETRY = 500;
const LONGEST_RETRY = 20_000;
const FIRST_RESTART = 2_000; // after a path fell silent, which often passes by itself
const NEXT_RESTART = 8_000;
const HOLD = 120_000; // a silent connection, as long as the other side is in the room
const HOLD_ALONE = 15_000;

export class Peer {
  #events;
  #connection = null;
  #session = null;
  #polite = false;
  #present = false;
  #offered = false; // the session: so its restarts are ours to offer
  #offering = false;
  #restartDue = false;
  #silentSince = null;
  #search = 0;
  #ignoring = false;
  #open = 0;
  #retry = FIRST_RETRY;
  #timer = 0;
  #work = Promise.resolve();

  /**
   * @param {{signal: function(*), channel: function(RTCDataChannel), connecting: function(),
   *     connected: function(), reconnecting: function(), lost: function(boolean)}} events
   *     lost says whether the other side is still in the room
   */
  constructor(events) {
    this.#events = events;
  }

  /** Both are in the room; second if we came after the other. */
  arrived(second) {
    this.#present = true;
    this.#polite = !second;
    if (this.#open > 0) {
      // The way to the server was broken, and perhaps not only that.
      if (this.#restartDue || this.#silentSince !== null) {
        this.#restart();
      }
      return;
    }
    this.#retry = FIRST_RETRY;
    this.#events.connecting();
    if (second) {
      this.#start();
    } else {
      this.#stop();
      this.#later(OFFER_WAIT, () => this.#start());
    }
  }

  /** The other is no longer in the room, or we are not. An open channel goes on without. */
  left() {
    this.#present = false;
    if (this.#open === 0) {
      this.#stop();
    }
  }

  /** This machine is in another network: as soon as both are in the room again, so is the path. */
  networkChanged() {
    this.#present = false;
    this.#restartDue = this.#open > 0;
  }

  /** Takes what the other sent through the rendezvous, one message after another. */
  receive(message) {
    this.#work = this.#work.then(() => this.#handle(message));
  }

  close() {
    this.#stop();
  }

  get maxMessageSize() {
    return this.#connection?.sctp?.maxMessageSize ?? 65_536;
  }

  #start() {
    const connection = this.#create();
    this.#offered = true;
    this.#watch(connection, connection.createDataChannel('chat'));
    this.#events.connecting();
  }

  #create() {
    this.#stop();
    const connection = new RTCPeerConnection({ iceServers: [] });
    const current = (run) => (event) => {
      if (this.#connection === connection) {
        run(event);
      }
    };
    connection.onnegotiationneeded = current(() => this.#offer(connection));
    connection.onicecandidate = current(({ candidate }) => this.#signalCandidate(candidate));
    connection.ondatachannel = current(({ channel }) => this.#watch(connection, channel));
    connection.onconnectionstatechange = current(() => this.#stateChanged(connection));
    this.#connection = connection;
    this.#later(CONNECT_WAIT, () => this.#lost());
    return connection;
  }

  async #offer(connection) {
    try {
      this.#offering = true;
      await connection.setLocalDescription();
      if (this.#connection === connection) {
        this.#signalDescription(connection.localDescription);
      }
    } catch {
      // The connection was closed meanwhile, or the other side's offer came first.
    } finally {
      this.#offering = false;
    }
  }

  async #handle(message) {
    if (message?.k === 'description' && typeof message.sdp === 'string') {
      if (message.type === 'offer') {
        await this.#receiveOffer(message.sdp);
      } else if (message.type === 'answer') {
        await this.#receiveAnswer(message.sdp);
      }
    } else if (message?.k === 'candidate') {
      await this.#receiveCandidate(message.candidate);
    } else if (message?.k === 'restart' && this.#offered && this.#session !== null) {
      this.#restart();
    }
  }

  async #receiveOffer(sdp) {
    const ours = this.#connection;
    const collides = this.#offering || ours?.signalingState === 'have-local-offer';
    const session = originOf(sdp);
    // Later on only we offer in a session that we offered at first.
    this.#ignoring =
      collides && (this.#session === null ? !this.#polite : this.#session === session);
    if (this.#ignoring) {
      return;
    }
    const connection = ours && this.#session === session ? ours : this.#create();
    this.#session = session;
    if (this.#open === 0) {
      this.#events.connecting();
    }
    try {
      await connection.setRemoteDescription({ type: 'offer', sdp });
      await connection.setLocalDescription();
      if (this.#connection === connection) {
        this.#signalDescription(connection.localDescription);
      }
    } catch {
      this.#failed(connection);
    }
  }

  async #receiveAnswer(sdp) {
    const connection = this.#connection;
    this.#ignoring = false;
    if (connection?.signalingState !== 'have-local-offer') {
      return; // The answer to an offer that we have given up.
    }
    const session = originOf(sdp);
    if (this.#session !== null && this.#session !== session) {
      this.#lost(); // The other side has started anew and knows nothing of our session.
      return;
    }
    this.#session = session;
    try {
      await connection.setRemoteDescription({ type: 'answer', sdp });
    } catch {
      this.#failed(connection);
    }
  }

  /** A description made no sense, or its connection was closed while it was read. */
  #failed(connection) {
    if (this.#connection === connection) {
      this.#lost();
    }
  }

  async #receiveCandidate(candidate) {
    if (this.#ignoring || !this.#connection?.remoteDescription) {
      return;
    }
    try {
      await this.#connection.addIceCandidate(candidate ?? undefined);
    } catch {
      // One candidate that this browser does not understand; others may do.
    }
  }

  #signalDescription({ type, sdp }) {
    this.#events.signal({ k: 'description', type, sdp });
  }

  #signalCandidate(candidate) {
    if (candidate === null) {
      this.#events.signal({ k: 'candidate', candidate: null });
    } else if (candidate.candidate !== '') {
      const { candidate: line, sdpMid, sdpMLineIndex } = candidate;
      this.#events.signal({
        k: 'candidate',
        candidate: { candidate: line, sdpMid, sdpMLineIndex },
      });
    }
  }

  #watch(connection, channel) {
    let counted = false;
    const opened = () => {
      if (this.#connection !== connection || counted) {
        return;
      }
      counted = true;
      this.#open++;
      this.#retry = FIRST_RETRY;
      clearTimeout(this.#timer);
      this.#events.channel(channel);
      this.#events.connected();
    };
    channel.addEventListener('open', opened);
    channel.addEventListener('close', () => {
      if (this.#connection === connection && counted && --this.#open === 0) {
        this.#lost();
      }
    });
    if (channel.readyState === 'open') {
      opened();
    }
  }

  #stateChanged(connection) {
    switch (connection.connectionState) {
      case 'connected':
        clearTimeout(this.#search);
        this.#silentSince = null;
        if (this.#open > 0) {
          this.#events.connected();
        }
        break;
      case 'disconnected':
      case 'failed':
        if (this.#open > 0) {
          this.#silent();
        } else if (connection.connectionState === 'failed') {
          this.#lost();
        }
        break;
    }
  }

  #silent() {
    if (this.#silentSince === null) {
      this.#silentSince = performance.now();
      this.#events.reconnecting();
      this.#searchIn(FIRST_RESTART);
    }
  }

  #searchIn(wait) {
    clearTimeout(this.#search);
    this.#search = setTimeout(() => {
      const silence = performance.now() - this.#silentSince;
      if (silence > (this.#present ? HOLD : HOLD_ALONE)) {
        this.#lost();
      } else {
        this.#restart();
        this.#searchIn(NEXT_RESTART);
      }
    }, wait);
  }

  /** Looks for another path under the same session, if the other side can be told. */
  #restart() {
    const connection = this.#connection;
    if (!this.#present || connection === null) {
      return;
    }
    this.#restartDue = false;
    if (!this.#offered) {
      this.#events.signal({ k: 'restart' });
    } else if (connection.signalingState === 'have-local-offer') {
      this.#signalDescription(connection.localDescription); // It may have been lost.
    } else {
      connection.restartIce(); // Calls for a negotiation.
    }
  }

  #lost() {
    this.#stop();
    this.#events.lost(this.#present);
    if (this.#present) {
      this.#later(this.#retry + (this.#polite ? OFFER_WAIT : 0), () => this.#start());
      this.#retry = Math.min(2 * this.#retry, LONGEST_RETRY);
    }
  }

  #stop() {
    clearTimeout(this.#timer);
    clearTimeout(this.#search);
    const connection = this.#connection;
    this.#connection = null;
    this.#session = null;
    this.#offered = false;
    this.#restartDue = false;
    this.#silentSince = null;
    this.#open = 0;
    connection?.close();
  }

  #later(wait, run) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(run, wait);
  }
}

/** What all descriptions of one session have in common: the o= line without its version. */
function originOf(sdp) {
  const origin = /^o=(\S+ \S+) \S+ (\S+ \S+ \S+)\s*$/m.exec(sdp);
  return origin === null ? '' : `${origin[1]} ${origin[2]}`;
}
