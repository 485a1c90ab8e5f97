// One transfer to us, from its offer to its end, over as many channels as it takes.

import { Fates } from './fates.js';
import { Keeper } from './keeper.js';
import { Listener } from './listener.js';
import { flags } from './names.js';
import { OfferReader } from './offer-reader.js';
import { Progress } from './progress.js';
import { indexesOf } from './ranges.js';
import { Receiving } from './receiving.js';

const FATAL = ['disk-full', 'integrity']; // for a file: then nothing else can go well

/** @implements {import('./transfers.js').Transfer} */
export class Incoming {
  outgoing = false;
  #offer;
  #places;
  #peer;
  #events;
  #manifest = null;
  #state = 'listing';
  #link = null;
  #receiving = null;
  #keeper = null;
  #place = null;
  #owners = []; // who may go on with what is here from before
  #token = null;
  #accepted = [];
  #answering = false;
  #fates = null;
  #progress = new Progress();
  #listener = new Listener();
  #end = null;

  /**
   * @param {object} offer the message
   * @param {import('./places.js').Places} places
   * @param {{lasting: ?string, proofs: import('./proofs.js').Proofs}} peer  lasting: names its lasting
   *     key, null if it has none; proofs: those of the session in which the offer came
   * @param {{offered: function(), closed: function(), ended: function(), wrong: function()}} events
   *     offered: all of it is known now; closed: it has no channel any more; wrong: the peer breaks the
   *     protocol
   */
  constructor(offer, places, peer, events) {
    this.#offer = new OfferReader(offer);
    this.#places = places;
    this.#peer = peer;
    this.#events = events;
  }

  get id() {
    return this.#offer.id;
  }

  /** From the offer on. */
  get manifest() {
    return this.#manifest;
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
    return this.#link !== null;
  }

  /** Whether there is something to save by links; else the files are where the user wanted them. */
  get savable() {
    return this.#place?.savable ?? false;
  }

  /** Whether what has come would not be there after a reload, and it goes on. */
  get needsPage() {
    return this.#place !== null && !this.stays;
  }

  /** Whether what has come is on disk, and there after a reload. */
  get stays() {
    return this.#place?.stays ?? false;
  }

  listen(listener) {
    this.#listener.listener = listener;
  }

  stateOf(index) {
    return this.#fates.of(index);
  }

  /** What people should know of an entry: names.js. @returns {Array<'hidden'|'executable'|'odd'>} */
  flagsOf(index) {
    return flags(this.#manifest.entries[index]);
  }

  /**
   * The user says yes. Nothing has happened where it answers with a sentence.
   *
   * @param {{chosen: ?Array<number>, place: ?FileSystemHandle}} answer  chosen: indexes of the
   *     manifest, null for all; place: a folder that the user picked (showDirectoryPicker, mode
   *     readwrite) or for one single file what showSaveFilePicker gave; null: the browser keeps the
   *     files until they are saved
   * @returns {Promise<string>} a problem, or ''
   */
  async accept({ chosen, place }) {
    if (this.#state !== 'offered' || this.#answering) {
      return '';
    }
    this.#answering = true;
    try {
      return await this.#accept(chosen, place);
    } catch {
      return 'The browser does not let this page write there. Choose another folder.';
    } finally {
      this.#answering = false;
    }
  }

  decline() {
    if (this.#state === 'offered') {
      this.#link?.say({ t: 'decline' });
      this.#over('declined', true);
    }
  }

  cancel() {
    this.#cancel('user');
  }

  /** The conversation ends here. */
  leave() {
    this.#cancel('leaving');
  }

  /** The conversation was ended by the other side, or the peer does not go on. */
  abandon(why) {
    this.#over(why, false);
  }

  /**
   * A file that is 'got', for a link with `download` and a blob: URL. Its type is
   * application/octet-stream; it is on disk where the browser can.
   *
   * @param {number} index of the manifest
   * @returns {Promise<?{name: string, blob: Blob}>} null if it is not kept any more
   */
  async take(index) {
    const blob = await this.#place.take(index);
    const { path } = this.#manifest.entries[index];
    return blob === null ? null : { name: path.replaceAll('/', ' - '), blob };
  }

  /** The user saved it: what the browser keeps of it may go. A blob that was taken stays good. */
  saved(index) {
    return this.#place.saved(index);
  }

  /** The connection is away. */
  interrupt() {
    if (this.#end !== null) {
      return;
    }
    this.#link = null;
    this.#receiving = null;
    if (this.#state === 'listing') {
      this.#over('lost', false);
    } else if (this.#state === 'running') {
      this.#toState('broken');
    }
  }

  /** Takes the pages of the offer from a link. */
  begin(link) {
    this.#listen(link, (message, length) => {
      switch (message.t) {
        case 'entries':
          return this.#state === 'listing' && this.#offer.add(message.e, length);
        case 'offered':
          return this.#state === 'listing' && this.#offered(message.manifest);
        default:
          return false;
      }
    });
  }

  /** Goes on by another link, if it is the same that was offered. @returns {boolean} whether it is */
  goOn(link, manifest) {
    if (this.#manifest === null || this.#manifest.hash !== manifest || this.#link !== null) {
      return false;
    }
    this.#listen(link, () => false);
    if (this.#keeper !== null && this.#state === 'broken') {
      this.#receive();
    }
    return true;
  }

  /** Until we have answered, the peer has nothing to say but what `take` knows. */
  #listen(link, take) {
    this.#link = link;
    link.listen({
      message: (message, length) => {
        if (message.t === 'cancel') {
          link.close();
          this.#over('cancelled', false);
        } else if (!take(message, length)) {
          this.#wrong();
        }
      },
      data: () => this.#wrong(),
      wrong: () => this.#wrong(),
      closed: () => this.#link === link && this.#closed(),
    });
  }

  #closed() {
    this.interrupt();
    this.#events.closed();
  }

  #offered(hash) {
    this.#state = 'checking';
    this.#check(hash);
    return true;
  }

  async #check(hash) {
    const manifest = await this.#offer.whole(hash);
    if (this.#end !== null) {
      return;
    }
    if (manifest === null) {
      this.#wrong();
      return;
    }
    this.#manifest = manifest;
    this.#fates = new Fates(manifest.entries.length);
    this.#owners = await this.#known();
    const going = await this.#places.going(this.#owners, this.id, manifest.hash);
    if (this.#end !== null) {
      return;
    }
    this.#state = 'offered';
    if (going !== null) {
      await this.accept({ chosen: [...indexesOf(going.files)], place: null });
    }
    this.#events.offered();
    this.#listener.now();
  }

  /** By its key, else by what it proves. */
  async #known() {
    const { lasting, proofs } = this.#peer;
    if (lasting !== null) {
      return [lasting];
    }
    const shown = this.#offer.proofs;
    return shown.length === 0 ? [] : proofs.owners(await this.#places.owners(), this.id, shown);
  }

  /** Whose it is from now on: a known one keeps what it has, another gets a token. */
  async #owner() {
    if (this.#owners.length > 0) {
      return this.#owners[0];
    }
    this.#token = this.#peer.proofs.token();
    return this.#peer.proofs.owner(this.#token);
  }

  async #accept(chosen, picked) {
    const { entries } = this.#manifest;
    const wanted = chosen === null ? null : new Set(chosen);
    const all = [...entries.keys()].filter((index) => wanted === null || wanted.has(index));
    const files = all.filter((index) => !entries[index].folder);
    const folders = all.filter((index) => entries[index].folder);
    const bytes = files.reduce((sum, index) => sum + entries[index].size, 0);
    const place = await this.#places.of(this.#manifest, picked, this.#owners);
    const problem = await place.problem(bytes);
    if (problem !== '' || this.#end !== null) {
      return problem;
    }
    await place.open(files, folders);
    await place.own(await this.#owner(), this.id, files);
    const keeper = this.#makeKeeper(place);
    await keeper.recall(files);
    if (this.#end !== null) {
      await keeper.stop();
      return '';
    }
    this.#place = place;
    this.#keeper = keeper;
    this.#accepted = files;
    files.forEach((index) => this.#fates.set(index, 'waiting'));
    this.#progress.expect(bytes, files.length);
    await this.#receive();
    return '';
  }

  #makeKeeper(place) {
    return new Keeper(this.#manifest.entries, place, {
      kept: (bytes) => {
        this.#progress.add(bytes);
        this.#receiving?.kept(bytes);
        this.#listener.soon();
      },
      got: (index) => {
        this.#fates.set(index, 'got');
        this.#progress.finish();
        this.#receiving?.got(index);
        this.#listener.soon();
      },
      failed: (index, why) => this.#failed(index, why),
      idle: () => this.#receiving?.idle(),
    });
  }

  /** Tells the peer what is wanted, and what is there. */
  async #receive() {
    const link = this.#link;
    const prefixes = await this.#keeper.prefixes();
    if (this.#end !== null || this.#receiving !== null) {
      return;
    }
    if (this.#link !== link) {
      await this.#receive(); // It broke meanwhile.
      return;
    }
    if (link === null) {
      this.#toState('broken');
      return;
    }
    const { entries } = this.#manifest;
    const got = this.#accepted.filter((index) => this.#fates.of(index) === 'got');
    const accepted = this.#accepted.filter(
      (index) => !this.#fates.hasFailed(index) || this.#fates.of(index) === 'got',
    );
    this.#progress.begin(got.reduce((sum, index) => sum + entries[index].size, 0));
    let current = null;
    const mine = (work) => (...values) => this.#receiving === current && work(...values);
    current = new Receiving(
      link,
      { manifest: this.#manifest, accepted, got, prefixes, token: this.#token },
      this.#keeper,
      {
        begun: mine((index) => this.#fates.set(index, 'running')),
        wentOn: mine((index, bytes) => this.#progress.add(bytes)),
        ended: mine((why) => this.#ended(why)),
        wrong: mine(() => this.#wrong()),
        closed: mine(() => this.#closed()),
      },
    );
    this.#receiving = current;
    this.#toState('running');
  }

  #failed(index, why) {
    this.#fates.set(index, why);
    if (!SENDERS.has(why)) {
      this.#receiving?.failed(index, why);
    }
    if (FATAL.includes(why)) {
      this.#cancel(why);
    } else {
      this.#listener.soon();
    }
  }

  #ended(why) {
    const missing = this.#accepted.some((index) => this.#fates.of(index) !== 'got');
    const word = why === 'done' && missing ? 'partly' : why;
    this.#over(word === 'user' ? 'cancelled' : word, false);
  }

  #cancel(why) {
    if (this.#receiving !== null) {
      this.#receiving.cancel(why);
    } else {
      this.#link?.say({ t: 'cancel', why });
    }
    this.#over(why === 'user' ? 'cancelled' : why, true);
  }

  #wrong() {
    this.#over('protocol', false);
    this.#events.wrong();
  }

  #toState(state) {
    this.#state = state;
    this.#listener.now();
  }

  #over(why, own) {
    if (this.#end !== null) {
      return;
    }
    this.#state = 'ended';
    this.#receiving = null;
    this.#link?.close();
    this.#link = null;
    this.#keeper?.stop();
    const failed = this.#fates?.failures(this.#manifest.entries) ?? [];
    this.#end = { why, own, files: this.#progress.files, failed };
    this.#listener.now();
    this.#events.ended();
  }
}

/** What a sender says of a file. */
const SENDERS = new Set(['gone', 'changed', 'unreadable', 'skipped']);
