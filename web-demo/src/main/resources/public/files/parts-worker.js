// Writes files that the browser keeps for this page: only a worker may do that in place, so that what was
// written is there after a crash. One operation after another; what it is told is parts.js's to say.

const ROOT = 'sotto';
const MOST_TRIES = 30;
const RETRY = 100;

const open = new Map(); // path to access handle
let work = Promise.resolve();

const OPERATIONS = {
  /** @param {{dir: string, name: string, keep: number}} file how many bytes of it stay */
  async begin({ dir, name, keep }) {
    const path = `${dir}/${name}`;
    if (!open.has(path)) {
      const folder = await folderOf(dir);
      const handle = await folder.getFileHandle(name, { create: true });
      open.set(path, await accessTo(handle));
    }
    open.get(path).truncate(keep);
  },

  write({ dir, name, data }) {
    const handle = open.get(`${dir}/${name}`);
    const written = handle.write(data, { at: handle.getSize() });
    if (written < data.length) {
      throw new DOMException('only a part was written', 'QuotaExceededError');
    }
  },

  close({ dir, name }) {
    const path = `${dir}/${name}`;
    const handle = open.get(path);
    if (handle !== undefined) {
      open.delete(path);
      handle.flush();
      handle.close();
    }
  },

  async remove({ dir, name }) {
    OPERATIONS.close({ dir, name });
    const folder = await folderOf(dir);
    await folder.removeEntry(name);
  },
};

/** The worker of this page before its reload may hold it for a moment. */
async function accessTo(handle) {
  for (let i = 0; ; i++) {
    try {
      return await handle.createSyncAccessHandle();
    } catch (e) {
      if (e.name !== 'NoModificationAllowedError' || i === MOST_TRIES) {
        throw e;
      }
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY));
  }
}

async function folderOf(dir) {
  const root = await navigator.storage.getDirectory();
  const ours = await root.getDirectoryHandle(ROOT, { create: true });
  return ours.getDirectoryHandle(dir, { create: true });
}

onmessage = ({ data: { id, operation, ...file } }) => {
  work = work.then(async () => {
    try {
      await OPERATIONS[operation](file);
      postMessage({ id, error: null });
    } catch (e) {
      postMessage({ id, error: { name: e.name, message: e.message } });
    }
  });
};
