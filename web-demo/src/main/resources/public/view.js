// The conversation as it is seen and heard: status, lines, notices. Text of the other side only ever
// becomes textContent.

import { button, element, paragraph } from './elements.js';

const MOST_ENTRIES = 2_000;
const MOST_CHARACTERS = 8_000_000;
const NEAR_END = 80;

export const PROMISE = 'Straight to the other side, encrypted. Nothing is stored.';

export class View {
  #status = document.getElementById('status');
  #again = document.getElementById('again');
  #verify = document.getElementById('verify');
  #leave = document.getElementById('leave');
  #log = document.getElementById('log');
  #welcome = document.getElementById('welcome');
  #headline = document.getElementById('headline');
  #advice = document.getElementById('advice');
  #composer = document.getElementById('composer');
  #message = document.getElementById('message');
  #send = document.getElementById('send');
  #hint = document.getElementById('hint');
  #notices = document.getElementById('notices');
  #receipts = new Map();
  #peer = 'Peer';
  #characters = 0;
  #atEnd = true;
  #state = null;
  #talked = false; // whether there is a conversation to look at, be it without a line yet

  /**
   * @param {{send: function(string): ?number, again: function(State), verify: function(),
   *     leave: function()}} wishes of the user; send gives the number of the line if the text may
   *     leave the box
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
    this.#again.addEventListener('click', () => wishes.again(this.#state));
    this.#verify.addEventListener('click', wishes.verify);
    this.#leave.addEventListener('click', wishes.leave);
  }

  /** @param {import('./states.js').State} state */
  show(state) {
    if (state === this.#state) {
      return;
    }
    const before = this.#state;
    this.#state = state;
    document.body.dataset.state = state.kind;
    this.#status.textContent = state.status;
    this.#headline.textContent = state.headline;
    this.#advice.textContent = state.advice;
    this.#again.hidden = !state.over;
    this.#again.textContent = state.over ?? '';
    this.#leave.hidden = !state.leave;
    this.#leave.textContent = state.leave ?? '';
    this.#verify.hidden = !state.talking;
    this.#send.disabled = !state.talking;
    this.#talked ||= state.talking === true;
    this.#composer.hidden = state.over !== undefined || !this.#talked;
    this.#welcome.hidden = this.#log.hasChildNodes();
    this.#log.hidden = !this.#talked; // Before its first line, which is announced only then.
    if (state.over) {
      this.#tellOfEnd(state);
    }
    this.hint(state.kind === 'connected' || !this.#log.hasChildNodes() ? PROMISE : state.advice);
    if (state.talking && !before?.talking) {
      this.#message.focus();
    } else if (state.over && !this.#welcome.hidden) {
      this.#again.focus();
    }
  }

  /** What was said stays to be read; who it was with is of no use any more. */
  #tellOfEnd(state) {
    this.#notices.replaceChildren();
    if (this.#welcome.hidden) {
      const next = button('', state.over, () => this.#again.click());
      this.notice('end', `${state.headline}. ${state.advice}`, { controls: [next] });
      next.focus();
    }
  }

  /** Empties the conversation for a new one. */
  clear() {
    this.#log.replaceChildren();
    this.#notices.replaceChildren();
    this.#receipts.clear();
    this.#talked = false;
    this.#characters = 0;
    this.#peer = 'Peer';
    this.#message.value = '';
  }

  /** How the lines of the other side are marked. */
  set peer(name) {
    this.#peer = name === '' ? 'Peer' : name;
  }

  hint(text) {
    this.#hint.textContent = text;
  }

  /**
   * Something that stays in sight above the conversation; of each name there is one.
   *
   * @param {string} name
   * @param {string} text empty to take it away
   * @param {{loud?: boolean, controls?: Element[]}} [more]
   */
  notice(name, text, { loud = false, controls = [] } = {}) {
    this.#notices.querySelector(`[data-name="${name}"]`)?.remove();
    if (text !== '') {
      const notice = element('div', loud ? 'notice loud' : 'notice');
      notice.dataset.name = name;
      notice.append(paragraph('', text), ...controls);
      if (loud) {
        this.#notices.prepend(notice);
      } else {
        this.#notices.append(notice);
      }
    }
  }

  addOwn(text, id) {
    this.#atEnd = true;
    const receipt = element('span', 'receipt');
    this.#receipts.set(id, receipt);
    this.#append('own', 'You', paragraph('text', text), text.length, receipt);
  }

  addText(text) {
    const shown = text === '' ? paragraph('text note', '(empty message)') : paragraph('text', text);
    this.#append('other', this.#peer, shown, text.length);
  }

  /** The other side has got a line of ours. */
  delivered(id) {
    const receipt = this.#receipts.get(id);
    if (receipt !== undefined) {
      receipt.textContent = '✓';
      receipt.title = 'Delivered';
      this.#receipts.delete(id);
    }
  }

  #submit(send) {
    const text = this.#message.value;
    if (text !== '' && !this.#send.disabled) {
      const id = send(text);
      if (id !== null) {
        this.addOwn(text, id);
        this.#message.value = '';
      }
    }
    this.#message.focus();
  }

  #append(side, name, text, length, receipt = null) {
    const last = this.#log.lastElementChild?.dataset;
    const first = last?.side !== side || last.name !== name;
    this.#welcome.hidden = true;

    const entry = element('div', `entry ${side}${first ? ' first' : ''}`);
    entry.dataset.side = side;
    entry.dataset.name = name;
    entry.dataset.length = length;
    const who = element('span', 'who');
    const called = element('bdi', '', name);
    who.append(called, ' ', clockTime());
    const bubble = element('div', 'bubble');
    bubble.append(text);
    entry.append(who, bubble);
    if (receipt !== null) {
      bubble.append(receipt);
    }
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
