// One transfer to us.

/** @implements {import('./transfers.js').Transfer} */
export class Incoming {
  /** Words for people by index of the manifest: 'hidden', 'executable', 'odd' (names.js). @returns {string[]} */
  flagsOf(index) {
    return [`${index}`];
  }

  /**
   * The user says yes. Nothing has happened where it answers with a sentence: no room for so much.
   *
   * @param {{chosen: ?Array<number>, place: ?FileSystemHandle}} answer  chosen: indexes of the manifest,
   *     null for all; place: a folder that the user picked (showDirectoryPicker with mode readwrite) or
   *     for one single file what showSaveFilePicker gave; without it files are kept by the browser until
   *     they are taken
   * @returns {Promise<string>} a problem, or ''
   */
  async accept({ chosen, place }) {
    return `${chosen} ${place}`;
  }

  decline() {}

  /** Whether there is something to save: false where the files went to a place of the user. @returns {boolean} */
  get savable() {
    return false;
  }

  /**
   * A file that is 'got', for a link with `download` and a blob: URL (release the URL when the link goes).
   * Its type is application/octet-stream; it is on disk where the browser can.
   *
   * @param {number} index of the manifest
   * @returns {Promise<{name: string, blob: Blob}>}
   */
  async take(index) {
    return { name: `${index}`, blob: new Blob() };
  }

  /** The user saved it: the copy here may go when the page goes. */
  saved(index) {
    return index;
  }
}
