// Files that have come and that the browser keeps: each is saved by a link, or all of them one after
// another.

import { element } from './elements.js';
import { shownName } from './measures.js';

const BETWEEN = 200; // milliseconds: a browser lets go of downloads that come faster
const HELD = 60_000; // milliseconds in which a file in memory can be saved once more

export class Saves {
  #transfer;
  #changed;
  #files = new Map(); // by index: name and blob: address, to be given back
  #saved = new Set(); // indexes
  #stopped = false;
  #released = false;

  /**
   * @param {import('./files/transfers.js').Transfer} transfer
   * @param {function(number)} changed called with the index of a file that was saved, and again when
   *     that is not to be had any more
   */
  constructor(transfer, changed) {
    this.#transfer = transfer;
    this.#changed = changed;
  }

  /** Whether the user has saved it. @param {number} index */
  has(index) {
    return this.#saved.has(index);
  }

  /** Whether it was saved and let go, so that it takes no memory any more. @param {number} index */
  isGone(index) {
    return this.#saved.has(index) && !this.#files.has(index);
  }

  /** A link by which one file is saved, null if it is not kept any more. @returns {Promise<?Element>} */
  async link(index) {
    const file = this.#files.get(index) ?? (await this.#take(index));
    if (file === null) {
      return null;
    }
    const link = element('a', 'button save', 'Save');
    link.href = file.address;
    link.download = file.name;
    link.setAttribute('aria-label', `Save ${shownName(file.name)}`);
    link.addEventListener('click', () => this.#save(index));
    return link;
  }

  /**
   * Saves files, as if each link was pressed, but for those that go meanwhile since they were saved.
   *
   * @param {number[]} indexes
   * @param {function(number)} progress called with how many there were, before each
   * @returns {Promise<number>} how many are not kept any more
   */
  async all(indexes, progress) {
    this.#stopped = false;
    let missing = 0;
    for (const [done, index] of indexes.entries()) {
      progress(done);
      const link = await this.link(index);
      if (this.#stopped || this.#released) {
        break;
      }
      if (link === null) {
        missing += this.isGone(index) ? 0 : 1;
      } else {
        link.click();
        await new Promise((resolve) => setTimeout(resolve, BETWEEN));
      }
    }
    return missing;
  }

  /** No more of them. */
  stop() {
    this.#stopped = true;
  }

  /** Gives back what the links hold. They are of no use any more. */
  release() {
    this.#released = true;
    this.#files.forEach(({ address }) => URL.revokeObjectURL(address));
    this.#files.clear();
  }

  async #take(index) {
    const taken = await this.#transfer.take(index);
    if (taken === null || this.#released) {
      return null;
    }
    const file = { name: taken.name, address: URL.createObjectURL(taken.blob) };
    this.#files.set(index, file);
    return file;
  }

  #save(index) {
    this.#saved.add(index);
    this.#transfer.saved(index);
    this.#changed(index);
    if (!this.#transfer.stays) {
      setTimeout(() => this.#letGo(index), HELD);
    }
  }

  #letGo(index) {
    URL.revokeObjectURL(this.#files.get(index)?.address);
    this.#files.delete(index);
    this.#changed(index);
  }
}
