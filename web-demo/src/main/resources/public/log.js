// What was said and sent, in its order. Text of the other side only ever becomes textContent; an
// address in it is no link, because what it seems to say is the other side's choice.

import { element, paragraph } from './elements.js';
import { shownText } from './measures.js';

const MOST_ENTRIES = 2_000;
const MOST_CHARACTERS = 8_000_000;
const CARD = 2_000; // characters that a transfer counts as
const NEAR_END = 80;

export class Log {
  #log = document.getElementById('log');
  #typing = document.getElementById('typing');
  #receipts = new Map();
  #cards = new Map(); // by their elements
  #characters = 0;
  #atEnd = true;
  #day = '';

  constructor() {
    this.#log.addEventListener('scroll', () => {
      const below = this.#log.scrollHeight - this.#log.scrollTop - this.#log.clientHeight;
      this.#atEnd = below < NEAR_END;
    });
    // The newest line stays in sight when the box for writing, or a card, grows.
    const follow = new ResizeObserver(() => this.#follow());
    follow.observe(this.#log);
    this.#grown = follow;
  }

  #grown;

  get empty() {
    return !this.#log.hasChildNodes();
  }

  set visible(visible) {
    this.#log.hidden = !visible;
    this.#typing.hidden = !visible;
  }

  clear() {
    this.#cards.forEach((card) => card.release());
    this.#cards.clear();
    this.#log.replaceChildren();
    this.#receipts.clear();
    this.#characters = 0;
    this.#day = '';
    this.typing('');
  }

  /** @param {string} text @param {number} id by which its receipt is found */
  addOwn(text, id) {
    this.#atEnd = true;
    const receipt = element('span', 'receipt');
    receipt.setAttribute('role', 'img');
    this.#receipts.set(id, receipt);
    mark(receipt, 'Sent');
    this.#append('own', 'You', text.length, bubble(paragraph('text', text), receipt));
  }

  addText(text, peer) {
    const shown = shownText(text);
    const said = shown === '' ? paragraph('text note', '(empty message)') : paragraph('text', shown);
    this.#append('other', peer, shown.length, bubble(said));
    this.typing('');
  }

  /** @param {import('./transfer-card.js').TransferCard} card @param {?string} peer null: ours */
  addCard(card, peer) {
    this.#atEnd ||= peer === null;
    this.#cards.set(card.element, card);
    this.#grown.observe(card.element);
    this.#append(peer === null ? 'own' : 'other', peer ?? 'You', CARD, card.element);
  }

  /** The other side has got a line of ours. */
  delivered(id) {
    const receipt = this.#receipts.get(id);
    if (receipt !== undefined) {
      mark(receipt, 'Delivered');
      this.#receipts.delete(id);
    }
  }

  /** @param {string} peer who is writing, or the empty text for nobody */
  typing(peer) {
    this.#typing.classList.toggle('on', peer !== '');
    this.#typing.lastElementChild.textContent = peer === '' ? '' : `${peer} is writing`;
  }

  #append(side, name, length, content) {
    this.#markDay();
    const last = this.#log.lastElementChild?.dataset;
    const first = last?.side !== side || last.name !== name;
    const entry = element('div', `entry ${side}${first ? ' first' : ''}`);
    entry.dataset.side = side;
    entry.dataset.name = name;
    entry.dataset.length = length;
    const who = element('span', 'who');
    who.append(element('bdi', '', name), ' ', clockTime());
    entry.append(who, content);
    this.#log.append(entry);
    this.#characters += length;
    this.#forgetOldest();
    this.#follow();
  }

  /** A conversation that goes past midnight says so. */
  #markDay() {
    const day = new Date().toDateString();
    if (this.#day !== '' && this.#day !== day) {
      const words = new Date().toLocaleDateString([], { weekday: 'long', day: 'numeric', month: 'long' });
      const marked = element('p', 'day', words);
      marked.dataset.length = words.length;
      this.#characters += words.length;
      this.#log.append(marked);
    }
    this.#day = day;
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
      const card = this.#cards.get(oldest.lastElementChild);
      if (card !== undefined) {
        card.release();
        this.#grown.unobserve(card.element);
        this.#cards.delete(card.element);
      }
      this.#characters -= Number(oldest.dataset.length);
      oldest.remove();
    }
  }
}

function bubble(...content) {
  const made = element('div', 'bubble');
  made.append(...content);
  return made;
}

/** How far a line has come: drawn by the style, so that only those who ask hear of it. */
function mark(receipt, word) {
  receipt.dataset.state = word.toLowerCase();
  receipt.title = word;
  receipt.setAttribute('aria-label', word);
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
