// The direct connection: one RTCPeerConnection at a time, made anew when it breaks.
//
// Whoever came into the room second offers; the first waits, and offers itself if nothing comes. If
// both offer at once, the second's offer stands ("perfect negotiation": the first is the polite one).
// An offer of another session (another o= line, RFC 8866 section 5.2) means that the other side
// started anew, so we do too.

const OFFER_WAIT = 6_000; // for the offer of the one that came second
const CONNECT_WAIT = 25_000;
const FIRST_RETRY = 500;
const LONGEST_RETRY = 20_000;

export class Peer {
  #events;
  #connection = null;
  #session = null;
  #polite = false;
  #present = false;
  #offering = false;
  #ignoring = false;
  #open = 0;
  #retry = FIRST_RETRY;
  #timer = 0;
  #work = Promise.resolve();

  /**
   * @param {{signal: function(*), channel: function(RTCDataChannel), connecting: function(),
   *     connected: function(), interrupted: function(), lost: function(boolean)}} events
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
      return; // Only the way to the server was broken.
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
    }
  }

  async #receiveOffer(sdp) {
    const ours = this.#connection;
    const collides = this.#offering || ours?.signalingState === 'have-local-offer';
    this.#ignoring = collides && !this.#polite;
    if (this.#ignoring) {
      return;
    }
    const session = originOf(sdp);
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
    this.#session = originOf(sdp);
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
        if (this.#open > 0) {
          this.#events.connected();
        }
        break;
      case 'disconnected':
        this.#events.interrupted();
        break;
      case 'failed':
        this.#lost();
        break;
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
    const connection = this.#connection;
    this.#connection = null;
    this.#session = null;
    this.#open = 0;
    connection?.close();
  }

  #later(wait, run) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(run, wait);
  }
}

function originOf(sdp) {
  return /^o=(.*)$/m.exec(sdp)?.[1].trim() ?? '';
}
