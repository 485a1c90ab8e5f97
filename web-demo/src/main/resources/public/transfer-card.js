// One transfer in the conversation: the offer with its answer, how it goes on, how it ended.

import { button, element } from './elements.js';
import { endOf, NOT_KEPT } from './ends.js';
import { FileList } from './file-list.js';
import { counted, left, size, sizeOf } from './measures.js';
import { Saves } from './saves.js';

/** Whether the user can say where files go. */
const PICKS = {
  folder: typeof globalThis.showDirectoryPicker === 'function',
  file: typeof globalThis.showSaveFilePicker === 'function',
};

export class TransferCard {
  #transfer;
  #tell;
  #list;
  #saves;
  #saving = false;
  #answered = false;
  #title = element('p', 'card-title');
  #state = element('p', 'card-state');
  #bar = element('div', 'bar');
  #filled = element('div', 'filled');
  #problem = element('p', 'card-problem');
  #buttons = element('div', 'card-buttons');
  #cancel = button('quiet', 'Cancel', () => this.#transfer.cancel());
  #accept = button('', 'Accept', () => this.#answer(null));
  #saveAll = button('', 'Save all', () => this.#toggleSaving());
  #shown = null; // the state that is seen
  element = element('div', 'card');

  /**
   * @param {import('./files/transfers.js').Transfer} transfer
   * @param {{peer: string, tell: function(string)}} surroundings tell says something to those who do
   *     not see the page, once and politely
   */
  constructor(transfer, { peer, tell }) {
    this.#transfer = transfer;
    this.#tell = tell;
    this.#saves = new Saves(transfer, (index) => this.#saved(index));
    this.#list = new FileList(transfer, this.#saves, (count) => this.#chose(count));
    this.#title.textContent = titleOf(transfer.manifest);
    this.#bar.setAttribute('role', 'progressbar');
    this.#bar.setAttribute('aria-label', this.#title.textContent);
    this.#bar.setAttribute('aria-valuemin', '0');
    this.#bar.setAttribute('aria-valuemax', '100');
    this.#bar.append(this.#filled);
    this.#problem.setAttribute('role', 'alert');
    // What changes in it would be read out again and again; what matters is told by #tell.
    this.element.setAttribute('aria-live', 'off');
    this.element.setAttribute('role', 'group');
    this.element.setAttribute('aria-label', transfer.outgoing ? 'Files from you' : `Files from ${peer}`);
    this.element.tabIndex = -1;
    const warning = this.#list.warning;
    const careful = element('p', 'card-warning', `Look twice: ${warning}.`);
    careful.hidden = warning === '';
    this.element.append(this.#title, careful, this.#list.element, this.#state, this.#bar);
    this.element.append(this.#problem, this.#buttons);
    transfer.listen(() => this.#update());
    this.#update();
    if (!transfer.outgoing && transfer.state === 'offered') {
      const flagged = warning === '' ? '' : `, with ${warning}`;
      tell(`${peer} offers ${this.#title.textContent}${flagged}. Accept or decline.`);
    }
  }

  /** It goes from the page. */
  release() {
    this.#saves?.release();
  }

  #update() {
    const { state } = this.#transfer;
    if (state !== this.#shown) {
      const before = this.#shown;
      this.#shown = state;
      this.element.dataset.state = state;
      this.#keepFocus(() => this.#enter(state, before));
    }
    if (state === 'running' || state === 'broken') {
      this.#move();
    }
    this.#list.update();
    this.#answered ||= state !== 'offered' && state !== 'ended';
    if (state === 'ended' && !this.#transfer.outgoing && !this.#answered) {
      this.#keepFocus(() => this.#letGo());
    }
  }

  /**
   * Nothing of it was taken. The other side can offer without end, so the first names are all that
   * stays.
   */
  #letGo() {
    this.#transfer.listen(() => {});
    this.#list.close();
    this.#transfer = null;
    this.#saves = null;
  }

  /** Does something that may take the focused element away. */
  #keepFocus(work) {
    const focused = this.element.contains(document.activeElement);
    work();
    if (focused && !this.element.contains(document.activeElement)) {
      (this.#buttons.querySelector('button') ?? this.element).focus();
    }
  }

  #enter(state, before) {
    const answering = state === 'offered' && !this.#transfer.outgoing;
    this.#bar.hidden = state !== 'running' && state !== 'broken';
    this.#buttons.replaceChildren(...this.#choices(state, answering));
    this.#state.textContent = this.#words(state, answering);
    this.#state.hidden = this.#state.textContent === '';
    if (before === 'offered' && state === 'running') {
      this.#tell(this.#transfer.outgoing ? 'The other side takes the files.' : 'Receiving.');
    }
    if (state === 'ended') {
      this.#close();
    }
  }

  #choices(state, answering) {
    if (state === 'ended') {
      return this.#transfer.savable && this.#kept.length > 1 ? [this.#saveAll] : [];
    }
    return answering
      ? [this.#accept, button('quiet', 'Decline', () => this.#transfer.decline()), ...this.#places()]
      : [this.#cancel];
  }

  #words(state, answering) {
    if (answering) {
      return '';
    }
    return {
      preparing: 'Looking through the files…',
      offered: 'Waiting for the other side to accept.',
      broken: this.#transfer.outgoing
        ? 'Interrupted. It goes on by itself.'
        : 'Interrupted. It goes on as soon as the other side does.',
    }[state];
  }

  /** Where the browser lets the user say where it goes: a folder, or for one file its name. */
  #places() {
    const [entry, ...others] = this.#transfer.manifest.entries;
    const single = others.length === 0 && !entry.folder && !entry.path.includes('/');
    if (single && PICKS.file) {
      const pick = () => showSaveFilePicker({ suggestedName: entry.path });
      return [button('quiet', 'Save as…', () => this.#pick(pick))];
    }
    if (!single && PICKS.folder) {
      const pick = () => showDirectoryPicker({ mode: 'readwrite', id: 'sotto' });
      return [button('quiet', 'Choose a folder…', () => this.#pick(pick))];
    }
    return [];
  }

  async #pick(pick) {
    let place;
    try {
      place = await pick();
    } catch (e) {
      if (e.name !== 'AbortError') {
        this.#problem.textContent = 'The browser does not let this page write there. Choose another place.';
      }
      return;
    }
    await this.#answer(place);
  }

  async #answer(place) {
    if (this.#transfer === null) {
      return; // It ended while the user looked for a place.
    }
    this.#problem.textContent = '';
    this.#busy = true;
    const problem = await this.#transfer.accept({ chosen: this.#list.chosen, place });
    this.#busy = false;
    this.#problem.textContent = problem;
    if (problem === '') {
      this.#list.freeze();
    }
  }

  /** Indexes of the files that are here. */
  get #received() {
    const { entries } = this.#transfer.manifest;
    return [...entries.keys()].filter((index) => this.#transfer.stateOf(index) === 'got');
  }

  /** Those of them that were not saved and let go. */
  get #kept() {
    return this.#received.filter((index) => !this.#saves.isGone(index));
  }

  /** The user has saved a file, or what is in memory of it was let go. */
  #saved(index) {
    this.#keepFocus(() => {
      this.#list.saved(index);
      if (this.#kept.length === 0) {
        this.#saveAll.remove();
      }
    });
  }

  /** Saves them all, or no more of them. */
  async #toggleSaving() {
    if (this.#saving) {
      this.#saves.stop();
      return;
    }
    const files = this.#kept;
    this.#saving = true;
    this.#saveAll.className = 'quiet';
    const missing = await this.#saves.all(files, (done) => {
      this.#saveAll.textContent = `Stop saving, ${done} of ${files.length} done`;
    });
    this.#saving = false;
    this.#saveAll.textContent = 'Save all again';
    this.#problem.textContent =
      missing === 0 ? '' : `${counted(missing, 'file')} of these: ${NOT_KEPT}. Have it sent again.`;
  }

  set #busy(busy) {
    this.#buttons.querySelectorAll('button').forEach((one) => {
      one.disabled = busy;
    });
  }

  #chose(count) {
    this.#accept.disabled = count === 0;
  }

  #move() {
    const { bytes, total, rate, seconds } = this.#transfer.progress;
    const part = total === 0 ? 1 : bytes / total;
    const facts = [sizeOf(bytes, total)];
    if (this.#shown === 'broken') {
      facts.push(this.#words('broken', false));
    } else if (rate > 0) {
      facts.push(`${size(rate)}/s`, ...(seconds === null || part === 1 ? [] : [left(seconds)]));
    }
    this.#state.hidden = false;
    this.#state.textContent = facts.join(' · ');
    this.#filled.style.inlineSize = `${100 * part}%`;
    this.#bar.setAttribute('aria-valuenow', `${Math.floor(100 * part)}`);
    this.#bar.setAttribute('aria-valuetext', facts.join(', '));
  }

  #close() {
    const { good, text } = endOf(this.#transfer);
    this.element.dataset.good = good;
    this.#state.hidden = false;
    this.#state.textContent = text;
    this.#tell(`${this.#title.textContent}: ${text}`);
  }
}

/** As "3 files, 12.4 MB" or "holiday.jpg" with its size in the list. */
function titleOf({ entries, files, folders, bytes }) {
  const parts = [];
  if (files > 0 || folders === 0) {
    parts.push(counted(files, 'file'));
  }
  if (folders > 0) {
    parts.push(counted(folders, 'folder'));
  }
  return entries.length === 0 ? 'Nothing' : `${parts.join(' and ')}, ${size(bytes)}`;
}
