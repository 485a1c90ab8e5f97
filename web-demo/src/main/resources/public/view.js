// What is seen and heard. Text of the other side only ever becomes textContent.

const MOST_ENTRIES = 2_000;
const MOST_CHARACTERS = 8_000_000;
const NEAR_END = 80;
const PROMISE = 'Straight to the other side, encrypted. Nothing is stored.';

/** The states of a conversation: what is happening, and what to do about it. */
export const State = Object.freeze({
  NO_CODE: {
    kind: 'stopped',
    status: 'This link has no code',
    headline: 'Something is missing',
    advice: 'The code is the part of the link after the # sign. Ask for the whole link and open it again.',
  },
  JOINING: {
    kind: 'busy',
    status: 'Reaching the server',
    headline: 'Just a moment',
    advice: 'Knocking at the door.',
  },
  UNREACHABLE: {
    kind: 'lost',
    status: 'No answer from the server',
    headline: 'The server does not answer',
    advice: 'Trying again by itself. If this stays, the program that made the link may have ended.',
  },
  WAITING: {
    kind: 'busy',
    status: 'Waiting for the other side',
    headline: 'You are here first',
    advice: 'Keep this page open. You are connected as soon as the other side arrives.',
  },
  CONNECTING: {
    kind: 'busy',
    status: 'Connecting',
    headline: 'Both are here',
    advice: 'Looking for the most direct way between you.',
  },
  CONNECTED: {
    kind: 'connected',
    status: 'Connected',
    headline: 'You can talk now',
    advice: 'What you write goes straight to the other side, encrypted, through no server.',
  },
  RECONNECTING: {
    kind: 'lost',
    status: 'Reconnecting…',
    headline: 'The network is gone for a moment',
    advice: 'Looking for another way. What you write arrives as soon as there is one.',
  },
  GONE: {
    kind: 'lost',
    status: 'Disconnected: other side left',
    headline: 'The other side left',
    advice: 'Keep this page open. You are connected again as soon as it is back.',
  },
  BROKEN: {
    kind: 'lost',
    status: 'Disconnected. Trying again',
    headline: 'The connection broke',
    advice: 'Trying again by itself.',
  },
  FULL: {
    kind: 'stopped',
    status: 'This room is full',
    headline: 'This room is full',
    advice: 'Two are already talking under this link. Ask for a link of your own.',
    again: 'Try again',
  },
  REPLACED: {
    kind: 'stopped',
    status: 'Open in another place',
    headline: 'This conversation moved',
    advice: 'You opened the same link once more, and that page took over.',
    again: 'Use it here',
  },
});

export class View {
  #status = document.getElementById('status');
  #again = document.getElementById('again');
  #log = document.getElementById('log');
  #welcome = document.getElementById('welcome');
  #headline = document.getElementById('headline');
  #advice = document.getElementById('advice');
  #composer = document.getElementById('composer');
  #message = document.getElementById('message');
  #send = document.getElementById('send');
  #hint = document.getElementById('hint');
  #characters = 0;
  #atEnd = true;
  #state = null;

  /**
   * @param {{send: function(string): boolean, again: function()}} wishes of the user; send says
   *     whether the text may leave the box
   */
  constructor(wishes) {
    this.#composer.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit(wishes.send);
    });
    this.#message.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.#submit(wishes.send);
      }
    });
    this.#log.addEventListener('scroll', () => {
      const below = this.#log.scrollHeight - this.#log.scrollTop - this.#log.clientHeight;
      this.#atEnd = below < NEAR_END;
    });
    // The newest line stays in sight when the box for writing grows.
    new ResizeObserver(() => this.#follow()).observe(this.#log);
    this.#again.addEventListener('click', () => {
      wishes.again();
      this.#message.focus();
    });
  }

  show(state) {
    if (state === this.#state) {
      return;
    }
    this.#state = state;
    document.body.dataset.state = state.kind;
    this.#status.textContent = state.status;
    this.#headline.textContent = state.headline;
    this.#advice.textContent = state.advice;
    this.#again.hidden = !state.again;
    this.#again.textContent = state.again ?? '';
    this.#send.disabled = state !== State.CONNECTED && state !== State.RECONNECTING;
    this.hint(state.kind === 'connected' || !this.#log.hasChildNodes() ? PROMISE : state.advice);
  }

  hint(text) {
    this.#hint.textContent = text;
  }

  addOwn(text) {
    this.#atEnd = true;
    this.#append('own', 'You', paragraph('text', text), text.length);
  }

  addText(text) {
    const shown = text === '' ? paragraph('text note', '(empty message)') : paragraph('text', text);
    this.#append('other', 'Peer', shown, text.length);
  }

  addBinary(bytes) {
    this.#append('other', 'Peer', paragraph('text note', `[binary, ${bytes} bytes]`), 0);
  }

  #submit(send) {
    const text = this.#message.value;
    if (text !== '' && !this.#send.disabled && send(text)) {
      this.#message.value = '';
    }
    this.#message.focus();
  }

  #append(side, name, text, length) {
    const first = this.#log.lastElementChild?.dataset.side !== side;
    this.#welcome.hidden = true;

    const entry = element('div', `entry ${side}${first ? ' first' : ''}`);
    entry.dataset.side = side;
    entry.dataset.length = length;
    const who = element('span', 'who', `${name} `);
    who.append(clockTime());
    const bubble = element('div', 'bubble');
    bubble.append(text);
    entry.append(who, bubble);
    this.#log.append(entry);
    this.#characters += length;
    this.#forgetOldest();
    this.#follow();
  }

  #follow() {
    if (this.#atEnd) {
      this.#log.scrollTop = this.#log.scrollHeight;
    }
  }

  /** The other side must not be able to fill this machine's memory. */
  #forgetOldest() {
    while (
      this.#log.childElementCount > 1 &&
      (this.#log.childElementCount > MOST_ENTRIES || this.#characters > MOST_CHARACTERS)
    ) {
      const oldest = this.#log.firstElementChild;
      this.#characters -= Number(oldest.dataset.length);
      oldest.remove();
    }
  }
}

function element(name, className, text = '') {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function paragraph(className, text) {
  const made = element('p', className, text);
  made.dir = 'auto';
  return made;
}

function clockTime() {
  const now = new Date();
  const time = element(
    'time',
    '',
    now.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }),
  );
  time.dateTime = now.toISOString();
  return time;
}
