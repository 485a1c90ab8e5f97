// The conversation as it is seen and heard: how it stands, what was said, what to know about it.

import { Composer, PROMISE } from './composer.js';
import { button, element, paragraph } from './elements.js';
import { Log } from './log.js';
import { TransferCard } from './transfer-card.js';

/** What a peer takes that has not said it yet. */
const UNKNOWN = { chat: true, files: false, why: 'The other side has not said yet what it takes.' };

export class View {
  #status = document.getElementById('status');
  #again = document.getElementById('again');
  #verify = document.getElementById('verify');
  #leave = document.getElementById('leave');
  #welcome = document.getElementById('welcome');
  #headline = document.getElementById('headline');
  #advice = document.getElementById('advice');
  #notices = document.getElementById('notices');
  #told = document.getElementById('told');
  #log = new Log();
  #composer;
  #peer = 'Peer';
  #able = UNKNOWN;
  #state = null;
  #talked = false; // whether there is a conversation to look at, be it without a line yet

  /**
   * @param {{send: function(string): ?number, files: function(File[]), typing: function(boolean),
   *     again: function(State), verify: function(), leave: function()}} wishes of the user; send gives
   *     the number of the line if the text may leave the box
   */
  constructor(wishes) {
    this.#composer = new Composer({
      send: (text) => {
        const id = wishes.send(text);
        if (id !== null) {
          this.#said();
          this.#log.addOwn(text, id);
        }
        return id !== null;
      },
      files: wishes.files,
      typing: wishes.typing,
    });
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
    this.#status.title = state.status;
    this.#headline.textContent = state.headline;
    this.#advice.textContent = state.advice;
    this.#again.hidden = !state.over;
    this.#again.textContent = state.over ?? '';
    this.#leave.hidden = !state.leave;
    this.#leave.textContent = state.leave ?? '';
    this.#verify.hidden = !state.talking;
    this.#talked ||= state.talking === true;
    this.#showComposer();
    this.#welcome.hidden = !this.#log.empty;
    this.#log.visible = this.#talked; // Before its first line, which is announced only then.
    if (!state.talking) {
      this.typing(false);
    }
    if (state.over) {
      this.#tellOfEnd(state);
    }
    this.hint(state.kind === 'connected' || this.#log.empty ? PROMISE : state.advice);
    if (state.talking && !before?.talking) {
      this.#composer.focus();
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
    this.#log.clear();
    this.#notices.replaceChildren();
    this.#composer.clear();
    this.#talked = false;
    this.#peer = 'Peer';
    this.#able = UNKNOWN;
    this.#told.textContent = '';
  }

  /** How the lines of the other side are marked. */
  set peer(name) {
    this.#peer = name === '' ? 'Peer' : name;
  }

  /** What the other side takes. @param {{chat: boolean, files: boolean}} able */
  set able(able) {
    this.#able = { ...able, why: able.files ? '' : 'The other side takes no files.' };
    this.#showComposer();
    if (!able.chat) {
      this.hint('The other side takes no lines: they would not be shown there.');
    }
  }

  /** Whether files may be dropped now. */
  get takesFiles() {
    return this.#composer.takesFiles;
  }

  /** Has the user choose files, or a folder, to send. */
  chooseFiles(folder) {
    this.#composer.choose(folder);
  }

  hint(text) {
    this.#composer.hint(text);
  }

  /** Says something to those who do not see the page. */
  tell(text) {
    this.#told.textContent = text;
  }

  /**
   * Something that stays in sight above the conversation; of each name there is one.
   *
   * @param {string} name
   * @param {string} text empty to take it away
   * @param {{loud?: boolean, controls?: Element[]}} [more]
   */
  notice(name, text, { loud = false, controls = [] } = {}) {
    const before = this.#notices.querySelector(`[data-name="${name}"]`);
    const focused = before?.contains(document.activeElement);
    before?.remove();
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
    if (focused) {
      (controls[0] ?? this.#composer).focus();
    }
  }

  addText(text) {
    this.typing(false);
    this.#said();
    this.#log.addText(text, this.#peer);
  }

  /** The other side has got a line of ours. */
  delivered(id) {
    this.#log.delivered(id);
  }

  /** @param {import('./files/transfers.js').Transfer} transfer */
  addTransfer(transfer) {
    this.#said();
    const card = new TransferCard(transfer, { peer: this.#peer, tell: (text) => this.tell(text) });
    this.#log.addCard(card, transfer.outgoing ? null : this.#peer);
  }

  /** Whether the other side is writing. */
  typing(on) {
    this.#log.typing(on ? this.#peer : '');
  }

  #said() {
    this.#welcome.hidden = true;
  }

  #showComposer() {
    const { over, talking } = this.#state;
    const visible = over === undefined && this.#talked;
    const { chat, why } = this.#able;
    this.#composer.state = { visible, talking: talking === true, chat, files: why };
  }
}
