// Takes what comes of a transfer's files, one after another: proves each chunk before it is written, and
// each file before it counts. It outlives the channels.

import { equal } from '../pairing/bytes.js';
import { listHash, sha256 } from './hashing.js';
import { CHUNK, chunkLength, chunksOf } from './manifest.js';

/** The word for an error of the place. */
const PROBLEMS = {
  QuotaExceededError: 'disk-full',
  NotAllowedError: 'permission',
  SecurityError: 'permission',
  NoModificationAllowedError: 'permission',
  TypeMismatchError: 'exists',
  TypeError: 'permission', // A name that this browser does not write.
};

export class Keeper {
  #entries;
  #place;
  #events;
  #work = Promise.resolve();
  #tasks = 0;
  #current = null; // {index, hashes, failed}
  #prefixes = new Map(); // what is there of files: the hashes of whole chunks
  #stopped = false;

  /**
   * @param {readonly import('./manifest.js').Entry[]} entries
   * @param {import('./places.js').Place} place
   * @param {{kept: function(number), got: function(number), failed: function(number, string), idle:
   *     function()}} events  kept: so many bytes need no more room here; idle: nothing is to be done
   */
  constructor(entries, place, events) {
    this.#entries = entries;
    this.#place = place;
    this.#events = events;
  }

  /** Looks at what is there from before. @param {number[]} indexes of files */
  async recall(indexes) {
    for (const index of indexes) {
      const chunks = await this.#chunksThere(index);
      if (chunks > 0) {
        const hashes = await this.#hashes(index, chunks);
        if (hashes.length > 0) {
          this.#prefixes.set(index, hashes);
        }
      }
    }
  }

  async #chunksThere(index) {
    const { size } = this.#entries[index];
    const bytes = await this.#place.found(index);
    return bytes === size ? chunksOf(size) : Math.floor(Math.min(bytes, size) / CHUNK);
  }

  async #hashes(index, chunks) {
    const hashes = [];
    try {
      for (let chunk = 0; chunk < chunks; chunk++) {
        const length = chunkLength(this.#entries[index].size, chunk);
        hashes.push(await sha256(await this.#place.read(index, chunk * CHUNK, length)));
      }
    } catch {
      // It cannot be read from here on: what was read counts.
    }
    return hashes;
  }

  /** What is there of files that are not complete: number and list hash of their whole chunks. */
  async prefixes() {
    await this.settle();
    const found = new Map();
    for (const [index, hashes] of [...this.#prefixes].sort(([a], [b]) => a - b)) {
      found.set(index, { chunks: hashes.length, hash: await listHash(hashes) });
    }
    return found;
  }

  /** When all that was said before is done. */
  settle() {
    return this.#work;
  }

  /** A file begins, or goes on behind so many chunks that are there. */
  start(index, chunk) {
    this.#next(async () => {
      const hashes = (chunk > 0 && this.#prefixes.get(index)) || [];
      this.#current = { index, hashes, failed: false };
      this.#prefixes.set(index, hashes);
      const { size } = this.#entries[index];
      await this.#try(() => this.#place.begin(index, Math.min(chunk * CHUNK, size)));
    });
  }

  /** The next chunk of it. */
  chunk(hash, data) {
    this.#next(async () => {
      const { length } = data;
      const file = this.#current;
      if (!file.failed && !equal(await sha256(data), hash)) {
        this.#fail('integrity');
      }
      await this.#try(async () => {
        await this.#place.write(file.index, data);
        file.hashes.push(hash);
      });
      this.#events.kept(length);
    });
  }

  /** It is whole. */
  finish(hash) {
    this.#next(async () => {
      const { index, hashes, failed } = this.#current;
      if (!failed && !equal(await listHash(hashes), hash)) {
        this.#fail('integrity');
      }
      await this.#try(async () => {
        await this.#place.finish(index);
        this.#prefixes.delete(index);
        this.#current = null;
        this.#events.got(index);
      });
    });
  }

  /** The sender gives it up. */
  giveUp(index, why) {
    this.#next(async () => {
      const known = this.#current?.index === index && this.#current.failed;
      this.#prefixes.delete(index);
      await this.#drop(index);
      if (!known) {
        this.#events.failed(index, why);
      }
    });
  }

  /** Nothing more comes. @returns {Promise<void>} when nothing is written any more */
  stop() {
    this.#next(() => this.#place.close());
    this.#stopped = true;
    return this.#work;
  }

  async #try(work) {
    if (this.#current.failed) {
      return;
    }
    try {
      await work();
    } catch (e) {
      const why = PROBLEMS[e.name] ?? 'disk';
      this.#fail(why);
      if (why !== 'disk-full') {
        await this.#drop(this.#current.index);
      }
    }
  }

  #fail(why) {
    const { index } = this.#current;
    this.#current.failed = true;
    if (why === 'integrity') {
      this.#next(() => this.#drop(index));
    }
    if (why !== 'disk-full') {
      this.#prefixes.delete(index); // With more room it could go on.
    }
    this.#events.failed(index, why);
  }

  async #drop(index) {
    try {
      await this.#place.drop(index);
    } catch {
      // It could not be removed: it is a part that nobody asks for again.
    }
  }

  #next(work) {
    if (this.#stopped) {
      return;
    }
    this.#tasks++;
    this.#work = this.#work.then(async () => {
      await work();
      this.#tasks--;
      if (this.#tasks === 0) {
        this.#events.idle();
      }
    });
  }
}
