// The names in a transfer: to choose from, then with what has become of each. There may be 200,000, so
// they are shown a hundred at a time; what needs a second look comes first.

import { button, element, paragraph } from './elements.js';
import { FATES, NOT_KEPT } from './ends.js';
import { counted, shownName, size } from './measures.js';

const PAGE = 100;
const FITTING = 5; // rows that are seen without scrolling, and that stay in the end

/** What flags (files/names.js) mean to people. */
const FLAGS = { hidden: 'hidden', executable: 'program', odd: 'odd name' };

export class FileList {
  #transfer;
  #flags;
  #order;
  #rows = new Map(); // by index
  #shown = 0;
  #chosen; // a byte for each entry
  #list = element('ul', 'files');
  #all = element('input');
  #allLine = element('label', 'all');
  #more = button('quiet more', '', () => this.#showMore(true));
  #saves;
  #changed;
  element = element('div', 'file-list');

  /**
   * @param {import('./files/transfers.js').Transfer} transfer
   * @param {import('./saves.js').Saves} saves of its files
   * @param {function(number)} changed called with how many are chosen
   */
  constructor(transfer, saves, changed) {
    const { entries } = transfer.manifest;
    this.#transfer = transfer;
    this.#saves = saves;
    this.#changed = changed;
    this.#chosen = new Uint8Array(entries.length).fill(1);
    const indexes = entries.map((_, index) => index);
    this.#flags = transfer.outgoing ? indexes.map(() => []) : indexes.map((i) => transfer.flagsOf(i));
    const flagged = indexes.filter((index) => this.#flags[index].length > 0);
    const others = indexes.filter((index) => this.#flags[index].length === 0);
    this.#order = [...flagged, ...others];
    this.#list.setAttribute('aria-label', 'Files');
    if (entries.length > FITTING) {
      this.#list.tabIndex = 0; // To be scrolled by keys where nothing in it takes them.
    }
    if (!transfer.outgoing && transfer.state === 'offered' && entries.length > 1) {
      this.#offerAll();
    }
    this.element.append(this.#list, this.#more);
    this.#showMore(false);
  }

  /** What of the names deserves a second look, or the empty text. */
  get warning() {
    const kinds = Object.keys(FLAGS).map((flag) => [flag, this.#flags.filter((f) => f.includes(flag))]);
    const nouns = { hidden: 'hidden file', executable: 'program', odd: 'odd name' };
    return kinds
      .filter(([, found]) => found.length > 0)
      .map(([flag, found]) => counted(found.length, nouns[flag]))
      .join(', ');
  }

  /** Indexes of the entries that are chosen, null for all of them. @returns {?number[]} */
  get chosen() {
    const indexes = this.#order.filter((index) => this.#chosen[index] === 1);
    return indexes.length === this.#order.length ? null : indexes.sort((a, b) => a - b);
  }

  /** The user has chosen: what is not taken goes, what is shown tells how it goes on. */
  freeze() {
    this.#allLine.remove();
    this.#order = this.#order.filter((index) => this.#chosen[index] === 1);
    for (const [index, row] of this.#rows) {
      row.box?.remove();
      if (this.#chosen[index] === 0) {
        row.line.remove();
        this.#rows.delete(index);
      }
    }
    this.#shown = this.#rows.size;
    this.#showMore(false);
  }

  /** There is nothing more to choose or to come: a few names stay, and how many others there were. */
  close() {
    const rows = [...this.#rows.values()];
    rows.forEach(({ box }) => box?.remove());
    rows.slice(FITTING).forEach(({ line }) => line.remove());
    const others = Math.max(0, this.#order.length - FITTING);
    const told = paragraph('facts', `and ${others.toLocaleString('en')} more`);
    told.hidden = others === 0;
    this.#more.replaceWith(told);
    this.#allLine.remove();
    this.#list.removeAttribute('tabindex');
    this.#rows.clear();
    this.#transfer = null;
    this.#saves = null;
    this.#flags = [];
    this.#order = [];
    this.#chosen = new Uint8Array(0);
  }

  /** Shows what has become of the files that are in sight. */
  update() {
    for (const [index, row] of this.#rows) {
      const state = this.#transfer.stateOf(index);
      if (row.state !== state) {
        row.state = state;
        row.line.dataset.fate = state;
        row.fate.textContent = this.#fateOf(index, state);
        if (state === 'got' && this.#transfer.savable) {
          this.#offerToSave(index, row);
        }
      }
    }
  }

  /** Before an answer nothing has become of anything; folders are only made. */
  #fateOf(index, fate) {
    const { manifest, state } = this.#transfer;
    const open = state === 'offered' || state === 'preparing';
    const untaken = fate === 'left-out' && (open || manifest.entries[index].folder);
    return untaken ? '' : FATES[fate];
  }

  /** The user has saved a file, or what is in memory of it was let go. @param {number} index */
  saved(index) {
    const row = this.#rows.get(index);
    if (row !== undefined) {
      const link = row.line.querySelector('.save');
      row.fate.textContent = 'saved';
      link?.classList.add('again');
      if (this.#saves.isGone(index)) {
        link?.remove();
      }
    }
  }

  /** Whether there is still something to choose. */
  get #choosing() {
    return this.#allLine.parentNode !== null;
  }

  #offerAll() {
    this.#all.type = 'checkbox';
    this.#all.checked = true;
    this.#all.addEventListener('change', () => {
      this.#chosen.fill(this.#all.checked ? 1 : 0);
      this.#rows.forEach(({ box }) => {
        box.checked = this.#all.checked;
      });
      this.#chose();
    });
    this.#allLine.append(this.#all, element('span', '', 'All'));
    this.element.append(this.#allLine);
  }

  #showMore(wished) {
    const next = this.#order.slice(this.#shown, this.#shown + PAGE);
    const rows = next.map((index) => this.#row(index));
    this.#list.append(...rows.map(({ line }) => line));
    this.#shown += next.length;
    const rest = this.#order.length - this.#shown;
    this.#more.hidden = rest === 0;
    this.#more.textContent = `Show ${Math.min(PAGE, rest)} more of ${rest.toLocaleString('en')}`;
    if (wished) {
      (rows[0].box ?? this.#more).focus();
      this.update();
    }
  }

  #row(index) {
    const entry = this.#transfer.manifest.entries[index];
    const row = { line: element('li'), box: null, fate: element('span', 'fate'), state: null };
    const file = element(this.#choosing ? 'label' : 'div', 'file');
    if (this.#choosing) {
      row.box = this.#box(index);
      file.append(row.box);
    }
    const flags = this.#flags[index].map((flag) => element('span', 'flag', FLAGS[flag]));
    const facts = element('span', 'facts', entry.folder ? 'folder' : size(entry.size));
    facts.append(...flags, row.fate);
    const about = element('span', 'about');
    about.append(this.#name(entry), facts);
    file.append(about);
    row.line.append(file);
    this.#rows.set(index, row);
    return row;
  }

  #box(index) {
    const box = element('input');
    box.type = 'checkbox';
    box.checked = this.#chosen[index] === 1;
    box.addEventListener('change', () => {
      this.#chosen[index] = box.checked ? 1 : 0;
      this.#chose();
    });
    return box;
  }

  #chose() {
    const count = this.#chosen.reduce((sum, one) => sum + one, 0);
    this.#all.checked = count === this.#chosen.length;
    this.#all.indeterminate = count > 0 && count < this.#chosen.length;
    this.#changed(count);
  }

  #name({ path, folder }) {
    const name = element('bdi', 'path');
    const cut = path.lastIndexOf('/') + 1;
    if (cut > 0) {
      name.append(element('span', 'folders', shownName(path.slice(0, cut))));
    }
    name.append(shownName(path.slice(cut)), folder ? '/' : '');
    return name;
  }

  async #offerToSave(index, row) {
    const link = await this.#saves.link(index);
    if (link === null) {
      row.fate.textContent = this.#saves.has(index) ? 'saved' : NOT_KEPT;
      return;
    }
    row.line.append(link);
    if (this.#saves.has(index)) {
      this.saved(index);
    }
  }
}
