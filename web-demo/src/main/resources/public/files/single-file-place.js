// One file that the user has picked a name for.

/** @implements {import('./places.js').Place} */
export class SingleFilePlace {
  savable = false;
  stays = false;
  #handle;
  #writable = null;

  /** @param {FileSystemFileHandle} handle */
  constructor(handle) {
    this.#handle = handle;
  }

  async problem() {
    return '';
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
      await this.drop();
      this.#writable = await this.#handle.createWritable();
    }
  }

  async write(index, data) {
    await this.#writable.write(data);
  }

  async finish() {
    await this.#writable.close();
    this.#writable = null;
  }

  async drop() {
    const writable = this.#writable;
    this.#writable = null;
    await writable?.abort();
  }

  async close() {
    await this.drop();
  }

  async take() {
    return null;
  }

  async saved() {}
}
