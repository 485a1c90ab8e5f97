// A transfer whose files the browser keeps until they are saved.

import { hex, utf8 } from '../pairing/bytes.js';
import { sha256 } from './hashing.js';
import { rangesOf } from './ranges.js';

const TYPE = 'application/octet-stream';

/** @implements {import('./places.js').Place} */
export class PartsPlace {
  savable = true;
  stays = true;
  #manifest;
  #parts;
  #owners;
  #claim = null;
  #names = new Map(); // index to the name of its file here
  #open = null; // index
  #failure = null; // of what was not waited for

  /**
   * @param {import('./manifest.js').Manifest} manifest
   * @param {import('./parts.js').Parts} parts
   * @param {string[]} owners
   */
  constructor(manifest, parts, owners) {
    this.#manifest = manifest;
    this.#parts = parts;
    this.#owners = owners;
  }

  problem(bytes) {
    return this.#parts.problem(bytes);
  }

  async open(files) {
    this.#claim = await this.#parts.claim(this.#owners);
    for (const index of files) {
      this.#names.set(index, await nameOf(this.#manifest.entries[index]));
    }
  }

  async own(owner, id, files) {
    const manifest = this.#manifest.hash;
    Object.assign(this.#claim, { owner, going: { id, manifest, files: rangesOf(files) } });
    await this.#parts.keep(this.#claim);
  }

  async found(index) {
    return (await this.#file(index))?.size ?? 0;
  }

  async read(index, offset, length) {
    const file = await this.#file(index);
    return new Uint8Array(await file.slice(offset, offset + length).arrayBuffer());
  }

  /** What goes wrong shows when it is finished: so a small file takes one turn of the worker. */
  async begin(index, keep) {
    await this.#shut();
    this.#open = index;
    this.#failure = null;
    this.#later(this.#ask('begin', index, { keep }));
  }

  async write(index, data) {
    await this.#later(this.#ask('write', index, { data }));
    this.#check();
  }

  async finish(index) {
    await this.#shut();
    this.#check();
  }

  async drop(index) {
    this.#open = this.#open === index ? null : this.#open;
    await this.#ask('remove', index);
  }

  async close() {
    await this.#shut();
    if (this.#claim !== null) {
      await this.#parts.release(this.#claim);
    }
  }

  async take(index) {
    return (await this.#file(index))?.slice(0, undefined, TYPE) ?? null;
  }

  async saved(index) {
    this.#claim.saved.push(this.#names.get(index));
    await this.#parts.keep(this.#claim);
  }

  #file(index) {
    return this.#parts.file(this.#claim.dir, this.#names.get(index));
  }

  #ask(operation, index, more = {}) {
    const name = this.#names.get(index);
    return this.#parts.workshop.ask(operation, { dir: this.#claim.dir, name, ...more });
  }

  async #shut() {
    const index = this.#open;
    this.#open = null;
    if (index !== null) {
      await this.#later(this.#ask('close', index));
    }
  }

  /** What fails first is what went wrong. */
  async #later(work) {
    try {
      await work;
    } catch (e) {
      this.#failure ??= e;
    }
  }

  #check() {
    if (this.#failure !== null) {
      throw this.#failure;
    }
  }
}

/** The same file has the same name, whenever it is offered. */
async function nameOf({ path, size, modified }) {
  return hex(await sha256(utf8(`${path}\0${size}\0${modified}`)));
}
