// Files in memory: where the browser keeps none for a page, as over plain http.

const MOST = 256 * 1024 * 1024; // of all transfers of this page
const TYPE = 'application/octet-stream';

/** How much of it is in use. */
export class Memory {
  used = 0;
}

/** @implements {import('./places.js').Place} */
export class MemoryPlace {
  savable = true;
  stays = false;
  #entries;
  #memory;
  #files = new Map(); // index to blobs and bytes

  constructor(entries, memory) {
    this.#entries = entries;
    this.#memory = memory;
  }

  async problem(bytes) {
    return this.#memory.used + bytes <= MOST
      ? ''
      : 'Too much for this browser to hold: at most 256 MB at a time where the page came unprotected ' +
          'or in a private window. Save what is there, take fewer files, or ask for the page over https.';
  }

  async open() {}

  async own() {}

  async found() {
    return 0;
  }

  async read() {
    return new Uint8Array(0);
  }

  async begin(index, bytes) {
    if (bytes === 0) {
      await this.drop(index);
      this.#files.set(index, { blobs: [], bytes: 0 });
    }
  }

  async write(index, data) {
    if (this.#memory.used + data.length > MOST) {
      throw new DOMException('as much as this page may hold', 'QuotaExceededError');
    }
    const file = this.#files.get(index);
    this.#memory.used += data.length;
    file.bytes += data.length;
    file.blobs.push(new Blob([data])); // Which a browser may put on its disk.
  }

  async finish(index) {
    const file = this.#files.get(index);
    file.blobs = [new Blob(file.blobs, { type: TYPE })];
  }

  async drop(index) {
    this.#memory.used -= this.#files.get(index)?.bytes ?? 0;
    this.#files.delete(index);
  }

  /** What is not whole is of no more use. */
  async close() {
    for (const [index, { bytes }] of [...this.#files]) {
      if (bytes < this.#entries[index].size) {
        await this.drop(index);
      }
    }
  }

  async take(index) {
    return this.#files.get(index)?.blobs[0] ?? null;
  }

  async saved(index) {
    await this.drop(index);
  }
}
