// All transfers of files with one peer: what is sent and what is offered to us, at most eight each way,
// over one session after another. docs/protocol.md, "Files".

/**
 * What the page sees of one transfer, either way (`Outgoing`, `Incoming`).
 *
 * @typedef {object} Transfer
 * @property {string} id  32 hex digits
 * @property {boolean} outgoing
 * @property {'preparing'|'offered'|'running'|'broken'|'ended'} state
 *     offered: somebody has to answer; broken: without a connection, it goes on by itself when there
 *     is one again
 * @property {import('./manifest.js').Manifest} manifest
 * @property {import('./progress.js').Progress} progress  bytes, total, files, of, rate, seconds
 * @property {?End} end  set when the state is ended
 * @property {function(): void} cancel  also takes back an offer
 * @property {function(function(): void): void} listen  the one listener: called on every change of
 *     state, of a file or of the progress, the latter at most 10 times a second
 * @property {function(number): FileState} stateOf  of the file with this index in the manifest
 *
 * @typedef {'waiting'|'running'|'got'|'left-out'|'gone'|'changed'|'unreadable'|'disk-full'
 *     |'permission'|'exists'|'disk'|'integrity'|'skipped'} FileState  the last eight: it failed, why
 *
 * @typedef {object} End
 * @property {'done'|'partly'|'declined'|'cancelled'|'leaving'|'disk-full'|'disk'|'integrity'|'busy'
 *     |'protocol'|'lost'} why  done: all that was accepted is there; partly: `failed` are missing
 * @property {boolean} own  whether this side ended it
 * @property {number} files  how many are there
 * @property {Array<{path: string, why: FileState}>} failed  at most 100 of them
 */

export class Transfers {
  /** @param {{transfer: function(Transfer), failed: function()}} events  transfer: a new one, ours or offered */
  constructor(events) {
    this.events = events;
  }

  /** Whether the peer takes files, as far as it has said. @returns {boolean} */
  get able() {
    return false;
  }

  /**
   * Offers files.
   *
   * @param {import('./gather.js').Selection} selection
   * @returns {?import('./outgoing.js').Outgoing} null where the peer takes none or eight are under way
   */
  send(selection) {
    return selection && null;
  }
}

// Conversation: `sendFiles(selection)` → ?Outgoing, `typing(on)`; events `transfer(Transfer)`,
// `able({chat, files})` when the peer has said what it takes, `typing(on)`.
