// Where received files go: to what the user picked, else to files that the browser keeps for this page,
// else to memory. Each of them writes a file from its front and never two at once.

import { FolderPlace } from './folder-place.js';
import { MemoryPlace, Memory } from './memory-place.js';
import { Parts } from './parts.js';
import { PartsPlace } from './parts-place.js';
import { SingleFilePlace } from './single-file-place.js';

/**
 * @typedef {object} Place
 * @property {function(number): Promise<string>} problem  why so many bytes have no room, or ''
 * @property {function(number[], number[]): Promise<void>} open  before the first file: indexes of
 *     the accepted files and folders
 * @property {function(string, string, number[]): Promise<void>} own  who may go on with it another
 *     time, the id of the transfer, the accepted files
 * @property {function(number): Promise<number>} found  bytes of a file that are there from before
 * @property {function(number, number, number): Promise<Uint8Array>} read  of them: index, offset, length
 * @property {function(number, number): Promise<void>} begin  index, how many bytes of it stay
 * @property {function(number, Uint8Array): Promise<void>} write  the next bytes; they are the place's
 * @property {function(number): Promise<void>} finish  it is whole: now it gets its name
 * @property {function(number): Promise<void>} drop  it is not wanted any more
 * @property {function(): Promise<void>} close  nothing more comes
 * @property {boolean} savable  whether there is something to save by a link
 * @property {boolean} stays  whether what is not whole yet is there after a reload of the page
 * @property {function(number): Promise<?Blob>} take  a file that is whole, null if it is gone
 * @property {function(number): Promise<void>} saved  it was
 */

export class Places {
  #parts;
  #memory = new Memory();

  /** Makes ready what the browser has. Parts that nobody can want any more are removed. */
  constructor() {
    this.#parts = Parts.open();
  }

  /**
   * @param {import('./manifest.js').Manifest} manifest
   * @param {?FileSystemHandle} picked by the user
   * @param {string[]} owners who may go on with what is there from before, best first
   * @returns {Promise<Place>}
   */
  async of(manifest, picked, owners) {
    if (picked?.kind === 'directory') {
      return new FolderPlace(manifest.entries, picked);
    }
    if (picked?.kind === 'file') {
      return new SingleFilePlace(picked);
    }
    const parts = await this.#parts;
    return parts === null
      ? new MemoryPlace(manifest.entries, this.#memory)
      : new PartsPlace(manifest, parts, owners);
  }

  /** Whom belongs what is there from before, the latest first. @returns {Promise<string[]>} */
  async owners() {
    return (await this.#parts)?.owners() ?? [];
  }

  /** What was being received when this page was reloaded. @returns {Promise<?object>} */
  async going(owners, id, manifest) {
    return (await this.#parts)?.going(owners, id, manifest) ?? null;
  }
}
