// A transfer of ours on one channel: offers it, or goes on with it, and streams what was accepted as
// far as window and channel let it. docs/protocol.md, "Files".

import { base64url, equal, fromBase64url } from '../pairing/bytes.js';
import { frameOf, HEADER } from './frames.js';
import { listHash, sha256 } from './hashing.js';
import { Gone } from './link.js';
import { CHUNK, chunkLength, chunksOf } from './manifest.js';
import { cancelWord, failureWord } from './messages.js';
import { areRanges, indexesOf } from './ranges.js';

const SMALLEST_WINDOW = 64 * 1024;
const LARGEST_WINDOW = 64 * 1024 * 1024;
const AHEAD = 16; // steps that are read and hashed while one is sent
const BYTES_AHEAD = 4 * CHUNK;

// How far a file is on this channel.
const NOT_ACCEPTED = 0;
const OPEN = 1;
const SENT = 2;
const SETTLED = 3;

export class Sending {
  #link;
  #offer;
  #events;
  #stages;
  #begun = false; // whether anything was said: a channel never begins with its end
  #asked = false; // whether an answer is due
  #maybeUnknown = false;
  #files = [];
  #got = [];
  #have = [];
  #prefixes = new Map();
  #refusals = new Set(); // files that the peer gave up and that are still to be closed on the wire
  #answered = () => {};
  #token = null; // of the peer, for another time
  #window = 0;
  #sent = 0;
  #kept = 0;
  #unsettled = 0;
  #wake = () => {};
  #over = false;

  /**
   * @param {import('./link.js').Link} link
   * @param {{id: string, manifest: import('./manifest.js').Manifest, files: Array<?File>, prove:
   *     function(): Promise<string[]>}} offer  prove: what there is to be shown with it
   * @param {{asked: function(), accepted: function(object), begun: function(number), kept:
   *     function(number), got: function(number), failed: function(number, string), ended:
   *     function(string), wrong: function(), closed: function()}} events
   *     accepted gets token, indexes of all accepted files and of those that are there; kept gets
   *     bytes that came to be there; ended gets why, and like wrong and closed is the last one
   */
  constructor(link, offer, events) {
    this.#link = link;
    this.#offer = offer;
    this.#events = events;
    this.#stages = new Uint8Array(offer.manifest.entries.length);
    link.listen({
      message: (message) => this.#hear(message),
      data: () => this.#wrong(),
      wrong: () => this.#wrong(),
      closed: () => this.#end(() => events.closed()),
    });
  }

  /** @param {boolean} again whether the peer may know it from a channel before */
  async start(again) {
    try {
      if (!(again && (await this.#again()))) {
        await this.#ask();
      }
      await this.#stream();
    } catch (e) {
      if (!(e instanceof Gone)) {
        throw e;
      }
      // The link has told that it was closed.
    }
  }

  /** Says why it ends, and ends. */
  cancel(why) {
    this.#end(() => {
      if (this.#begun) {
        this.#link.say({ t: 'cancel', why });
      }
      this.#link.close();
    });
  }

  /** Whether the peer knows it. */
  async #again() {
    const { id, manifest } = this.#offer;
    await this.#link.room();
    this.#maybeUnknown = true;
    this.#begun = true;
    const answer = this.#answer();
    this.#link.say({ t: 'again', id, manifest: manifest.hash });
    return (await answer) === 'accepted';
  }

  async #ask() {
    const { id, manifest } = this.#offer;
    const { files, folders, bytes } = manifest;
    const proofs = await this.#offer.prove();
    await this.#link.room();
    this.#begun = true;
    this.#link.say({ t: 'offer', id, files, folders, bytes, ...(proofs.length === 0 ? {} : { proofs }) });
    for (const page of manifest.pages()) {
      await this.#link.room();
      this.#link.say(page);
    }
    await this.#link.room();
    const answer = this.#answer();
    this.#link.say({ t: 'offered', manifest: manifest.hash });
    this.#events.asked();
    await answer;
  }

  #answer() {
    this.#asked = true;
    return new Promise((resolve) => {
      this.#answered = resolve;
    });
  }

  #hear(message) {
    if (this.#over) {
      return;
    }
    switch (message.t) {
      case 'cancel':
        this.#finish(cancelWord(message.why));
        break;
      case 'accept':
        this.#heard(this.#asked && this.#accept(message));
        break;
      case 'decline':
        this.#heard(this.#asked);
        this.#finish('declined');
        break;
      case 'unknown':
        this.#heard(this.#asked && this.#maybeUnknown);
        this.#asked = false;
        this.#maybeUnknown = false;
        this.#answered('unknown');
        break;
      case 'kept':
        this.#heard(this.#keep(message.bytes));
        break;
      case 'got':
        this.#heard(message.i.every((index) => this.#settle(index)));
        break;
      case 'failed':
        this.#heard(this.#refused(message));
        break;
      default:
        this.#wrong();
    }
  }

  #heard(right) {
    if (!right) {
      this.#wrong();
    }
  }

  #accept({ files = [], got = [], have = [], window, token, more = false }) {
    this.#files.push(...files);
    this.#got.push(...got);
    this.#have.push(...have);
    const most = this.#stages.length;
    const lists = [this.#files, this.#got, this.#have];
    if (lists.some((list) => list.length > most)) {
      return false;
    }
    this.#window = window || this.#window;
    this.#token = token ?? this.#token;
    if (more) {
      return true;
    }
    return (
      Number.isSafeInteger(this.#window) &&
      this.#window >= SMALLEST_WINDOW &&
      this.#window <= LARGEST_WINDOW &&
      this.#acceptedAll()
    );
  }

  #acceptedAll() {
    const { entries } = this.#offer.manifest;
    if (!areRanges(this.#files, entries.length) || !areRanges(this.#got, entries.length)) {
      return false;
    }
    const files = [...indexesOf(this.#files)].filter((index) => !entries[index].folder);
    files.forEach((index) => {
      this.#stages[index] = OPEN;
    });
    const got = [...indexesOf(this.#got)].filter((index) => !entries[index].folder);
    if (!got.every((index) => this.#stages[index] === OPEN)) {
      return false;
    }
    got.forEach((index) => {
      this.#stages[index] = SETTLED;
    });
    if (!this.#have.every((prefix) => this.#takePrefix(prefix))) {
      return false;
    }
    this.#asked = false;
    this.#unsettled = files.length - got.length;
    this.#events.accepted({ files, got, token: this.#token });
    this.#answered('accepted');
    return true;
  }

  #takePrefix(prefix) {
    if (!Array.isArray(prefix) || prefix.length !== 3) {
      return false;
    }
    const [index, chunks, hash] = prefix;
    const sound =
      this.#stages[index] === OPEN &&
      !this.#prefixes.has(index) &&
      Number.isSafeInteger(chunks) &&
      chunks >= 1 &&
      chunks <= chunksOf(this.#offer.manifest.entries[index].size);
    if (!sound) {
      return false;
    }
    try {
      this.#prefixes.set(index, { chunks, hash: fromBase64url(hash, 32) });
      return true;
    } catch {
      return false; // No hash.
    }
  }

  #keep(bytes) {
    if (bytes < this.#kept || bytes > this.#sent) {
      return false;
    }
    this.#events.kept(bytes - this.#kept);
    this.#kept = bytes;
    this.#wake();
    return true;
  }

  #settle(index) {
    if (this.#stages[index] !== SENT) {
      return false;
    }
    this.#settled(index);
    this.#events.got(index);
    return true;
  }

  #refused({ i: index, why }) {
    const stage = this.#stages[index];
    if (stage === OPEN || stage === SENT) {
      if (stage === OPEN) {
        this.#refusals.add(index);
      }
      this.#settled(index);
      this.#events.failed(index, failureWord(why));
    }
    return stage !== undefined && stage !== NOT_ACCEPTED;
  }

  #settled(index) {
    this.#stages[index] = SETTLED;
    this.#unsettled--;
    this.#wake();
  }

  async #stream() {
    const { entries } = this.#offer.manifest;
    const ahead = new Ahead((step) => this.#emit(step));
    for (let index = 0; index < entries.length; index++) {
      if (this.#over) {
        throw new Gone();
      }
      if (this.#stages[index] === OPEN || this.#refusals.has(index)) {
        await this.#streamFile(index, ahead);
      }
    }
    await ahead.drain();
    while (this.#unsettled > 0) {
      await this.#change();
    }
    if (!this.#over) {
      this.#link.say({ t: 'done' });
      this.#link.closeLater();
      this.#finish('done');
    }
  }

  async #streamFile(index, ahead) {
    const { size } = this.#offer.manifest.entries[index];
    const file = { index, hashes: [], failed: false };
    let chunk = 0;
    if (this.#prefixes.has(index)) {
      await ahead.drain();
      chunk = await this.#goOn(file);
    }
    if (this.#stages[index] === OPEN) {
      this.#events.begun(index);
    }
    for (; chunk < chunksOf(size) && !file.failed; chunk++) {
      const length = chunkLength(size, chunk);
      await ahead.push({ file, chunk, length, work: this.#read(index, chunk, length) });
    }
    await ahead.push({ file, chunk: null, length: 0, work: null });
  }

  /** Where a file that the peer has the beginning of goes on. */
  async #goOn(file) {
    const { index } = file;
    const { chunks, hash } = this.#prefixes.get(index);
    const hashes = [];
    for (let chunk = 0; chunk < chunks; chunk++) {
      const length = chunkLength(this.#offer.manifest.entries[index].size, chunk);
      const piece = await this.#read(index, chunk, length);
      if (this.#over) {
        throw new Gone();
      }
      if (piece.why !== null) {
        return 0; // It fails again as it is sent.
      }
      hashes.push(piece.hash);
    }
    if (!equal(await listHash(hashes), hash)) {
      return 0;
    }
    if (this.#stages[index] === OPEN) {
      file.hashes = hashes;
      this.#link.say({ t: 'from', i: index, chunk: chunks });
      this.#events.kept(Math.min(chunks * CHUNK, this.#offer.manifest.entries[index].size));
    }
    return chunks;
  }

  async #read(index, chunk, length) {
    try {
      const from = chunk * CHUNK;
      const buffer = await this.#offer.files[index].slice(from, from + length).arrayBuffer();
      const data = new Uint8Array(buffer);
      return data.length === length
        ? { data, hash: await sha256(data), why: null }
        : { why: 'changed' };
    } catch (e) {
      return { why: READING[e.name] ?? 'unreadable' };
    }
  }

  async #emit({ file, chunk, work }) {
    const { index } = file;
    if (file.failed) {
      return;
    }
    if (this.#stages[index] !== OPEN) {
      this.#fail(file, 'skipped');
      return;
    }
    if (chunk === null) {
      const hash = base64url(await listHash(file.hashes));
      if (this.#stages[index] === OPEN) {
        this.#stages[index] = SENT;
        this.#link.say({ t: 'sent', i: index, hash });
      } else {
        this.#fail(file, 'skipped');
      }
      await this.#link.room();
      return;
    }
    const { data, hash, why } = await work;
    if (why !== null) {
      this.#fail(file, why);
    } else {
      file.hashes.push(hash);
      await this.#push(frameOf({ index, chunk, hash }, data));
    }
  }

  #fail(file, why) {
    file.failed = true;
    this.#link.say({ t: 'failed', i: file.index, why });
    if (this.#stages[file.index] === OPEN) {
      this.#settled(file.index);
      this.#events.failed(file.index, why);
    }
  }

  async #push(frame) {
    let header = HEADER; // in this message
    for (let at = 0; at < frame.length; ) {
      const size = Math.min(this.#link.longest, frame.length - at);
      while (this.#sent - this.#kept + size - header > this.#window) {
        await this.#change();
      }
      await this.#link.room();
      this.#sent += size - header;
      this.#link.push(frame.subarray(at, at + size));
      at += size;
      header = 0;
    }
  }

  async #change() {
    if (!this.#over) {
      await new Promise((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.#over) {
      throw new Gone();
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
      if (why !== 'done') {
        this.#link.close();
      }
      this.#events.ended(why);
    });
  }

  #end(last) {
    if (!this.#over) {
      this.#over = true;
      this.#wake();
      last();
    }
  }
}

const READING = { NotFoundError: 'gone', NotReadableError: 'changed' };

/** Steps that are prepared while those before them are sent. */
class Ahead {
  #emit;
  #steps = [];
  #bytes = 0;

  constructor(emit) {
    this.#emit = emit;
  }

  async push(step) {
    while (this.#steps.length >= AHEAD || this.#bytes + step.length > BYTES_AHEAD) {
      await this.#next();
    }
    this.#steps.push(step);
    this.#bytes += step.length;
  }

  async drain() {
    while (this.#steps.length > 0) {
      await this.#next();
    }
  }

  async #next() {
    const step = this.#steps.shift();
    this.#bytes -= step.length;
    await this.#emit(step);
  }
}
