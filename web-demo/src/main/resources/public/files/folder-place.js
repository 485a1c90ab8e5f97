// A folder that the user has picked. Nothing in it is replaced: what is there already at its top keeps
// its name, and what comes gets another one.

const MOST_TRIES = 1_000;

/** @implements {import('./places.js').Place} */
export class FolderPlace {
  savable = false;
  stays = false;
  #entries;
  #root;
  #tops = new Map(); // first component to the name that it gets here
  #open = null; // {folder, name, writable}
  #last = { path: null, folder: null };

  /** @param {FileSystemDirectoryHandle} root */
  constructor(entries, root) {
    this.#entries = entries;
    this.#root = root;
  }

  async problem() {
    return ''; // A browser does not tell how much room a disk has.
  }

  async open(files, folders) {
    for (const index of [...folders, ...files]) {
      const [top, ...below] = this.#entries[index].path.split('/');
      if (!this.#tops.has(top)) {
        const file = below.length === 0 && !this.#entries[index].folder;
        this.#tops.set(top, await this.#free(top, file));
      }
    }
    for (const index of folders) {
      await this.#folder(this.#entries[index].path.split('/'));
    }
  }

  async own() {}

  async found() {
    return 0;
  }

  async read() {
    return new Uint8Array(0);
  }

  async begin(index, bytes) {
    if (bytes > 0) {
      return; // It was open when the connection broke, and still is.
    }
    await this.drop();
    const components = this.#entries[index].path.split('/');
    const last = components.pop();
    const folder = await this.#folder(components);
    const name = components.length === 0 ? this.#tops.get(last) : last;
    const handle = await folder.getFileHandle(name, { create: true });
    this.#open = { folder, name, writable: await handle.createWritable() };
  }

  async write(index, data) {
    await this.#open.writable.write(data);
  }

  async finish() {
    const { writable } = this.#open;
    await writable.close();
    this.#open = null;
  }

  async drop() {
    const open = this.#open;
    this.#open = null;
    if (open !== null) {
      await open.writable.abort();
      await open.folder.removeEntry(open.name);
    }
  }

  async close() {
    await this.drop();
  }

  async take() {
    return null;
  }

  async saved() {}

  async #folder(components) {
    const path = components.join('/');
    if (this.#last.path !== path) {
      let folder = this.#root;
      for (const [i, component] of components.entries()) {
        const name = i === 0 ? this.#tops.get(component) : component;
        folder = await folder.getDirectoryHandle(name, { create: true });
      }
      this.#last = { path, folder };
    }
    return this.#last.folder;
  }

  /** A name that is not in use: `name (1).txt`. */
  async #free(name, file) {
    const dot = file ? name.lastIndexOf('.') : -1;
    const [stem, end] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
    const used = new Set(this.#tops.values());
    for (let i = 0; i < MOST_TRIES; i++) {
      const candidate = i === 0 ? name : `${stem} (${i})${end}`;
      if (!used.has(candidate) && !(await this.#exists(candidate))) {
        return candidate;
      }
    }
    throw new DOMException('no name is free', 'TypeMismatchError');
  }

  async #exists(name) {
    try {
      await this.#root.getFileHandle(name);
      return true;
    } catch (e) {
      if (e.name === 'NotFoundError') {
        return false;
      }
      if (e.name === 'TypeMismatchError') {
        return true; // A folder.
      }
      throw e;
    }
  }
}
