// Files that the browser keeps for this page (the origin private file system), and to whom they belong:
// each folder to one peer, and to one tab at a time. What is not whole stays for a day, so that it can go
// on; what the user has saved goes when the tab is gone.

import { hex } from '../pairing/bytes.js';
import { PARTS, read, readAll, remove, write } from '../store.js';
import { Workshop } from './workshop.js';

const ROOT = 'sotto';
const PROBE = 'probe'; // of the workshop
const LOCK = 'sotto.parts.';
const DAY = 86_400_000;
const MARGIN = 16 * 1024 * 1024;

/**
 * @typedef {{dir: string, owner: string, tab: string, at: number, saved: string[],
 *     going: ?{id: string, manifest: string, files: Array<[number, number]>}}} Claim
 *     going: what is being received, so that it goes on after a reload without asking again
 */

export class Parts {
  #root;
  #tab;
  #workshop;
  #busy = new Set(); // folders of transfers that run here

  /** @returns {Promise<?Parts>} null where the browser keeps no files for this page */
  static async open() {
    try {
      const storage = await navigator.storage.getDirectory();
      const root = await storage.getDirectoryHandle(ROOT, { create: true });
      const parts = new Parts(root, await Workshop.open());
      await parts.#tidy();
      return parts;
    } catch {
      return null; // No secure context, a private window, or storage is forbidden.
    }
  }

  constructor(root, workshop) {
    this.#root = root;
    this.#workshop = workshop;
    this.#tab = hex(crypto.getRandomValues(new Uint8Array(8)));
    // Held for as long as the page lives: so other tabs know whose folders are in use.
    navigator.locks.request(LOCK + this.#tab, () => new Promise(() => {}));
  }

  get workshop() {
    return this.#workshop;
  }

  /** Why so many bytes have no room, or ''. */
  async problem(bytes) {
    const { quota = Infinity, usage = 0 } = await navigator.storage.estimate();
    const free = quota - usage - MARGIN;
    return bytes <= free
      ? ''
      : `Not enough room: the browser lets this page keep ${Math.max(0, Math.floor(free / 1e6))} MB more. ` +
          'Take fewer files, or choose a folder where the browser offers that.';
  }

  /** The folder that belongs to one of these owners, or a new one. @returns {Promise<Claim>} */
  async claim(owners) {
    const claim = (await this.#claimed(owners)) ?? {
      dir: hex(crypto.getRandomValues(new Uint8Array(16))),
      saved: [],
      going: null,
    };
    this.#busy.add(claim.dir);
    return claim;
  }

  /** Whom the folders belong to, that of the latest first. @returns {Promise<string[]>} */
  async owners() {
    const claims = await readAll(PARTS);
    return [...new Set(claims.sort((a, b) => b.at - a.at).map(({ owner }) => owner))];
  }

  /** What was going on with this transfer before a reload. */
  async going(owners, id, manifest) {
    const going = (await this.#claimed(owners))?.going ?? null;
    return going?.id === id && going.manifest === manifest ? going : null;
  }

  /** Keeps who owns a folder now. @param {Claim} claim */
  async keep(claim) {
    await write(PARTS, claim.dir, { ...claim, tab: this.#tab, at: Date.now() });
  }

  /** The transfer is over. @param {Claim} claim */
  async release(claim) {
    claim.going = null;
    await this.keep(claim);
    this.#busy.delete(claim.dir);
  }

  /** A file of a folder, null if there is none. @returns {Promise<?File>} */
  async file(dir, name) {
    try {
      const folder = await this.#root.getDirectoryHandle(dir);
      return await (await folder.getFileHandle(name)).getFile();
    } catch {
      return null;
    }
  }

  async #claimed(owners) {
    const live = await this.#liveTabs();
    const free = (await readAll(PARTS)).filter(
      ({ dir, owner, tab }) =>
        owners.includes(owner) && !this.#busy.has(dir) && (tab === this.#tab || !live.has(tab)),
    );
    return free.sort((a, b) => b.at - a.at)[0] ?? null;
  }

  async #liveTabs() {
    const { held } = await navigator.locks.query();
    return new Set(held.map(({ name }) => name.slice(LOCK.length)));
  }

  /** Removes what nobody can ask for again. */
  async #tidy() {
    const live = await this.#liveTabs();
    for await (const dir of this.#root.keys()) {
      const claim = await read(PARTS, dir);
      if (dir === PROBE || live.has(claim?.tab)) {
        continue;
      }
      if (claim === undefined || Date.now() - claim.at > DAY) {
        await remove(PARTS, dir);
        await this.#root.removeEntry(dir, { recursive: true });
      } else if (claim.saved.length > 0) {
        await this.#removeSaved(claim);
      }
    }
  }

  async #removeSaved(claim) {
    const folder = await this.#root.getDirectoryHandle(claim.dir);
    for (const name of claim.saved) {
      try {
        await folder.removeEntry(name);
      } catch (e) {
        if (e.name !== 'NotFoundError') {
          throw e;
        }
        // It went before.
      }
    }
    await write(PARTS, claim.dir, { ...claim, saved: [] });
  }
}
