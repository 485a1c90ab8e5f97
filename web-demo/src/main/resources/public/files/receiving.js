// A transfer to us on one channel, from our acceptance on: holds the sender to what was accepted, chunk
// by chunk, and tells it what is there. docs/protocol.md, "Files".

import { base64url, fromBase64url } from '../pairing/bytes.js';
import { FrameReader } from './frames.js';
import { CHUNK, chunkLength, chunksOf } from './manifest.js';
import { cancelWord, failureWord } from './messages.js';
import { rangesOf } from './ranges.js';

export const WINDOW = 8 * 1024 * 1024; // bytes that may be under way, and so in memory
const KEPT_STEP = 512 * 1024;
const MOST_GOT = 256;
const RANGES_A_MESSAGE = 1_500;
const PREFIXES_A_MESSAGE = 400;

export class Receiving {
  #link;
  #entries;
  #accepted;
  #got;
  #prefixes;
  #keeper;
  #events;
  #frames = new FrameReader();
  #order; // indexes of the files that are to come
  #at = 0;
  #chunk = 0; // the next one of this file
  #begun = false;
  #received = 0;
  #kept = 0;
  #keptSaid = 0;
  #gotWaiting = [];
  #done = false;
  #over = false;

  /**
   * @param {import('./link.js').Link} link
   * @param {{manifest: import('./manifest.js').Manifest, accepted: number[], got: number[],
   *     prefixes: Map<number, {chunks: number, hash: Uint8Array}>, token: ?string}}
   *     transfer  accepted and got are indexes of files, ascending; token is null for a known peer
   * @param {import('./keeper.js').Keeper} keeper
   * @param {{begun: function(number), wentOn: function(number, number), ended: function(string), wrong:
   *     function(), closed: function()}} events  wentOn: this file goes on behind so many bytes;
   *     ended gets why, and like wrong and closed is the last one
   */
  constructor(link, { manifest, accepted, got, prefixes, token }, keeper, events) {
    this.#link = link;
    this.#entries = manifest.entries;
    this.#accepted = accepted;
    this.#got = got;
    this.#prefixes = prefixes;
    this.#keeper = keeper;
    this.#events = events;
    const there = new Set(got);
    this.#order = accepted.filter((index) => !there.has(index));
    link.listen({
      message: (message) => this.#hear(message),
      data: (data) => this.#take(data),
      wrong: () => this.#wrong(),
      closed: () => this.#end(() => events.closed()),
    });
    this.#accept(token);
  }

  /** So many bytes need no more room here. */
  kept(bytes) {
    this.#kept += bytes;
    if (this.#kept - this.#keptSaid >= KEPT_STEP) {
      this.#sayKept();
    }
  }

  /** A file is in its place. */
  got(index) {
    this.#gotWaiting.push(index);
    if (this.#gotWaiting.length >= MOST_GOT) {
      this.#sayGot();
    }
  }

  /** A file cannot be taken. */
  failed(index, why) {
    this.#link.say({ t: 'failed', i: index, why });
  }

  /** Nothing is to be done for the moment. */
  idle() {
    this.#sayGot();
    this.#sayKept();
    if (this.#done) {
      this.#finish('done');
    }
  }

  /** Says why it ends, and ends. */
  cancel(why) {
    this.#end(() => {
      this.#link.say({ t: 'cancel', why });
      this.#link.close();
    });
  }

  #accept(token) {
    const given = { window: WINDOW, ...(token === null ? {} : { token }) };
    const have = [...this.#prefixes].map(([i, { chunks, hash }]) => [i, chunks, base64url(hash)]);
    const parts = [
      ...slices('files', rangesOf(this.#accepted), RANGES_A_MESSAGE),
      ...slices('got', rangesOf(this.#got), RANGES_A_MESSAGE),
      ...slices('have', have, PREFIXES_A_MESSAGE),
    ];
    const last = { t: 'accept', files: [], ...given, got: [], have: [] };
    Object.assign(last, parts.pop());
    const empty = { t: 'accept', files: [], got: [], have: [] };
    parts.forEach((part) => this.#link.say({ ...empty, ...part, ...given, more: true }));
    this.#link.say(last);
  }

  #hear(message) {
    if (this.#over) {
      return;
    }
    if (message.t === 'cancel') {
      this.#finish(cancelWord(message.why));
      return;
    }
    const right = !this.#frames.inside && !this.#done && this.#step(message);
    if (!right) {
      this.#wrong();
    }
  }

  #step(message) {
    switch (message.t) {
      case 'from':
        return this.#goOn(message);
      case 'sent':
        return this.#sent(message);
      case 'failed':
        return this.#givenUp(message);
      case 'done':
        return this.#allSent();
      default:
        return false;
    }
  }

  #goOn({ i: index, chunk }) {
    const known = this.#prefixes.get(index);
    if (index !== this.#current || this.#begun || known?.chunks !== chunk) {
      return false;
    }
    this.#begin(chunk);
    const { size } = this.#entries[index];
    this.#events.wentOn(index, Math.min(chunk * CHUNK, size));
    return true;
  }

  #sent({ i: index, hash }) {
    if (index !== this.#current) {
      return false;
    }
    const chunks = chunksOf(this.#entries[index].size);
    if (chunks === 0 && !this.#begun) {
      this.#begin(0);
    }
    if (!this.#begun || this.#chunk !== chunks) {
      return false;
    }
    this.#keeper.finish(fromBase64url(hash, 32));
    this.#next();
    return true;
  }

  #givenUp({ i: index, why }) {
    if (index !== this.#current) {
      return false;
    }
    this.#keeper.giveUp(index, failureWord(why));
    this.#next();
    return true;
  }

  #allSent() {
    if (this.#at < this.#order.length) {
      return false;
    }
    this.#done = true;
    this.#keeper.settle().then(() => this.idle());
    return true;
  }

  #take(data) {
    if (this.#over) {
      return;
    }
    const { wrong, taken, frame } = this.#done
      ? { wrong: true, taken: 0, frame: null }
      : this.#frames.take(data, (header) => this.#expects(header));
    this.#received += taken;
    if (wrong || this.#received - this.#keptSaid > WINDOW) {
      this.#wrong();
    } else if (frame !== null) {
      this.#keeper.chunk(frame.header.hash, frame.data);
    }
  }

  #expects({ index, chunk, length }) {
    if (index !== this.#current || chunk !== this.#chunk) {
      return false;
    }
    const { size } = this.#entries[index];
    const right = chunk < chunksOf(size) && length === chunkLength(size, chunk);
    if (right && !this.#begun) {
      this.#begin(0);
    }
    this.#chunk++;
    return right;
  }

  get #current() {
    return this.#order[this.#at];
  }

  #begin(chunk) {
    this.#begun = true;
    this.#chunk = chunk;
    this.#keeper.start(this.#current, chunk);
    this.#events.begun(this.#current);
  }

  #next() {
    this.#at++;
    this.#chunk = 0;
    this.#begun = false;
  }

  #sayKept() {
    if (!this.#over && this.#kept > this.#keptSaid) {
      this.#keptSaid = this.#kept;
      this.#link.say({ t: 'kept', bytes: this.#kept });
    }
  }

  #sayGot() {
    if (!this.#over && this.#gotWaiting.length > 0) {
      this.#link.say({ t: 'got', i: this.#gotWaiting.splice(0) });
    }
  }

  #wrong() {
    this.#end(() => {
      this.#link.say({ t: 'cancel', why: 'protocol' });
      this.#link.close();
      this.#events.wrong();
    });
  }

  #finish(why) {
    this.#end(() => {
      this.#link.close();
      this.#events.ended(why);
    });
  }

  #end(last) {
    if (!this.#over) {
      this.#over = true;
      last();
    }
  }
}

/** Parts of a list, each as the field of a message. */
function slices(field, list, size) {
  const found = [];
  for (let at = 0; at < list.length; at += size) {
    found.push({ [field]: list.slice(at, at + size) });
  }
  return found;
}
