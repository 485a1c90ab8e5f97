// A transfer of ours, over as many channels as it takes.

import { Fates } from './fates.js';
import { Listener } from './listener.js';
import { Progress } from './progress.js';
import { Sending } from './sending.js';

/** @implements {import('./transfers.js').Transfer} */
export class Outgoing {
  outgoing = true;
  #id;
  #selection;
  #tokens;
  #events;
  #fates;
  #accepted = [];
  #progress = new Progress();
  #listener = new Listener();
  #state = 'broken';
  #link = null;
  #sending = null;
  #asked; // whether the peer may know it
  #end = null;

  /**
   * @param {string} id
   * @param {import('./gather.js').Selection} selection
   * @param {import('./tokens.js').Tokens} tokens
   * @param {boolean} asked whether the peer knows it, from before a reload of this page
   * @param {{asked: function(), closed: function(), cancelled:
   *     function(?import('./link.js').Link), ended: function(), wrong: function()}} events  asked: the peer
   *     may know it from now on; closed: it has no channel any more, and has not ended; cancelled: we did,
   *     and told it on this link, if any, a peer that may know it; wrong: it breaks the protocol
   */
  constructor(id, selection, tokens, asked, events) {
    this.#id = id;
    this.#selection = selection;
    this.#tokens = tokens;
    this.#asked = asked;
    this.#events = events;
    this.#fates = new Fates(selection.manifest.entries.length);
  }

  get id() {
    return this.#id;
  }

  get manifest() {
    return this.#selection.manifest;
  }

  get state() {
    return this.#state;
  }

  get progress() {
    return this.#progress;
  }

  get end() {
    return this.#end;
  }

  /** Whether it has a channel at the moment. */
  get connected() {
    return this.#sending !== null;
  }

  listen(listener) {
    this.#listener.listener = listener;
  }

  stateOf(index) {
    return this.#fates.of(index);
  }

  cancel() {
    this.#cancel('user');
  }

  /** The conversation ends here. */
  leave() {
    this.#cancel('leaving');
  }

  /** The other side has ended the conversation, was not found again, or gave this up. */
  abandon(why) {
    this.#sending?.cancel('leaving');
    this.#over(why, false);
  }

  /** The connection is away. */
  interrupt() {
    if (this.#end === null) {
      this.#link = null;
      this.#sending = null;
      this.#state = 'broken';
      this.#listener.now();
    }
  }

  /**
   * @param {import('./link.js').Link} link a new one, for this transfer
   * @param {import('./proofs.js').Proofs} proofs of the session that the link is in
   */
  attach(link, proofs) {
    const { manifest, files } = this.#selection;
    const prove = () => proofs.of(this.#tokens.of(manifest.hash), this.#id);
    let current = null;
    const mine = (work) => (...values) => this.#sending === current && work(...values);
    current = new Sending(
      link,
      { id: this.#id, manifest, files, prove },
      {
        asked: mine(() => {
          this.#asked = true;
          this.#events.asked();
        }),
        accepted: mine((accepted) => this.#begin(accepted)),
        begun: mine((index) => this.#fates.set(index, 'running')),
        kept: mine((bytes) => this.#kept(bytes)),
        got: mine((index) => this.#got(index)),
        failed: mine((index, why) => this.#failed(index, why)),
        ended: mine((why) => this.#ended(why)),
        wrong: mine(() => this.#broken()),
        closed: mine(() => {
          this.interrupt();
          this.#events.closed();
        }),
      },
    );
    this.#link = link;
    this.#sending = current;
    this.#toState(this.#accepted.length > 0 ? 'broken' : 'offered');
    current.start(this.#asked);
  }

  #toState(state) {
    this.#state = state;
    this.#listener.now();
  }

  #begin({ files, got, token }) {
    const { entries, hash } = this.manifest;
    if (token !== null) {
      this.#tokens.keep(hash, token);
    }
    this.#accepted = this.#accepted.length > 0 ? this.#accepted : files; // Less comes after a break.
    files.filter((index) => !this.#fates.settled(index)).forEach((index) => this.#fates.set(index, 'waiting'));
    got.filter((index) => this.#fates.of(index) !== 'got').forEach((index) => this.#got(index));
    const sizeOf = (indexes) => indexes.reduce((sum, index) => sum + entries[index].size, 0);
    this.#progress.expect(sizeOf(files), files.length);
    this.#progress.begin(sizeOf(got));
    this.#toState('running');
  }

  #kept(bytes) {
    this.#progress.add(bytes);
    this.#listener.soon();
  }

  #got(index) {
    this.#fates.set(index, 'got');
    this.#progress.finish();
    this.#listener.soon();
  }

  #failed(index, why) {
    this.#fates.set(index, why);
    this.#listener.soon();
  }

  #ended(why) {
    const missing = this.#accepted.some((index) => this.#fates.of(index) !== 'got');
    const word = why === 'done' && missing ? 'partly' : why;
    this.#over(word === 'user' ? 'cancelled' : word, false);
  }

  #broken() {
    this.#over('protocol', false);
    this.#events.wrong();
  }

  #cancel(why) {
    if (this.#end !== null) {
      return;
    }
    this.#sending?.cancel(why);
    if (this.#asked) {
      this.#events.cancelled(this.#link);
    }
    this.#over(why === 'user' ? 'cancelled' : why, true);
  }

  #over(why, own) {
    if (this.#end !== null) {
      return;
    }
    this.#link = null;
    this.#sending = null;
    this.#state = 'ended';
    const failed = this.#fates.failures(this.manifest.entries);
    this.#end = { why, own, files: this.#progress.files, failed };
    this.#listener.now();
    this.#events.ended();
  }
}
