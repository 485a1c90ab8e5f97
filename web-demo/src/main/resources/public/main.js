// Brings the parts together: the code of the link, the room, the connection, the conversation.

import { Chat } from './chat.js';
import { Peer } from './peer.js';
import { Rendezvous } from './rendezvous.js';
import { State, View } from './view.js';

const TOKEN = /^[A-Za-z0-9_-]{21}[AQgw]$/; // 128 bits in base64url
const SELF = 'sotto.self';

const room = location.hash.slice(1);
let state = null;
let met = false; // whether they have ever been connected
let shutOut = null; // why the room is closed to us, if it is

const view = new View({ send, again: () => join() });
const chat = new Chat((message) => {
  if ('text' in message) {
    view.addText(message.text);
  } else {
    view.addBinary(message.bytes);
  }
});

const peer = new Peer({
  signal: (message) => rendezvous.send(message),
  channel: (channel) => chat.add(channel),
  connecting: () => {
    chat.clear();
    show(State.CONNECTING);
  },
  connected: () => {
    met = true;
    show(State.CONNECTED);
  },
  reconnecting: () => state === State.CONNECTED && show(State.RECONNECTING),
  lost: (present) => {
    chat.clear();
    show(shutOut ?? (present ? State.BROKEN : State.GONE));
  },
});

const rendezvous = new Rendezvous(room, ownToken(), {
  joined: (peers) => (peers === 2 ? peer.arrived(true) : alone(State.WAITING)),
  peer: () => peer.arrived(false),
  left: () => alone(State.WAITING),
  message: (message) => peer.receive(message),
  full: () => {
    shutOut = State.FULL;
    alone(State.FULL);
  },
  replaced: () => {
    shutOut = State.REPLACED;
    peer.close();
    show(State.REPLACED);
  },
  unreachable: () => alone(State.UNREACHABLE),
});

function join() {
  shutOut = null;
  show(State.JOINING);
  rendezvous.open();
}

/** Nobody else is in the room now, as far as we know. An open conversation goes on all the same. */
function alone(instead) {
  peer.left();
  if (state !== State.CONNECTED && state !== State.RECONNECTING) {
    show(instead === State.WAITING && met ? State.GONE : instead);
  }
}

/** The way to the server is made anew, and after it the one to the other side. */
function networkChanged() {
  if (TOKEN.test(room) && shutOut === null) {
    peer.networkChanged();
    rendezvous.open();
  }
}

function show(next) {
  state = next;
  view.show(next);
}

function send(text) {
  const size = new TextEncoder().encode(text).length;
  if (size > peer.maxMessageSize) {
    view.hint(`Too long: ${size} bytes. At most ${peer.maxMessageSize} fit in one message.`);
    return false;
  }
  if (!chat.send(text)) {
    view.hint('Not sent. Too much is waiting; try again in a moment.');
    return false;
  }
  view.addOwn(text);
  return true;
}

/** Who we are to the room, for as long as this tab lives. */
function ownToken() {
  try {
    const known = sessionStorage.getItem(SELF);
    if (known !== null && TOKEN.test(known)) {
      return known;
    }
    const fresh = randomToken();
    sessionStorage.setItem(SELF, fresh);
    return fresh;
  } catch {
    return randomToken(); // Storage is forbidden here; then a reload is a new visitor.
  }
}

function randomToken() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

// Not every browser knows the kind of its network; what else changes of it is an estimate.
let network = navigator.connection?.type;
navigator.connection?.addEventListener('change', () => {
  if (network !== navigator.connection.type) {
    network = navigator.connection.type;
    networkChanged();
  }
});
addEventListener('online', networkChanged);
addEventListener('hashchange', () => location.reload());
addEventListener('pagehide', () => {
  peer.close();
  rendezvous.close();
});
addEventListener('pageshow', ({ persisted }) => persisted && location.reload());

if (TOKEN.test(room)) {
  join();
} else {
  show(State.NO_CODE);
}
