// The one database of the page: keys that cannot be read out, and contacts. docs/web-demo.md says what
// is in it and when.

const NAME = 'sotto';
const VERSION = 2;

/** Keys by name: "page" is the one that was asked to be remembered, others belong to one tab. */
export const KEYS = 'keys';

/** Contacts by the peer's key. */
export const CONTACTS = 'contacts';

/** What is in the browser's own files of received ones (files/parts.js), by folder. */
export const PARTS = 'parts';

/** @param {string} store @param {string} key */
export function read(store, key) {
  return run(store, 'readonly', (objects) => objects.get(key));
}

/** @param {string} store @returns {Promise<Array>} */
export function readAll(store) {
  return run(store, 'readonly', (objects) => objects.getAll());
}

export function write(store, key, value) {
  return run(store, 'readwrite', (objects) => objects.put(value, key));
}

export function remove(store, key) {
  return run(store, 'readwrite', (objects) => objects.delete(key));
}

export function clear(store) {
  return run(store, 'readwrite', (objects) => objects.clear());
}

/** Removes the entries that are older than a time, where `at` says how old one is. */
export async function removeBefore(store, time) {
  const database = await open();
  try {
    const objects = database.transaction(store, 'readwrite').objectStore(store);
    const all = await result(objects.getAll());
    const keys = await result(objects.getAllKeys());
    keys.filter((_, i) => all[i].at < time).forEach((key) => objects.delete(key));
  } finally {
    database.close();
  }
}

async function run(store, mode, work) {
  const database = await open();
  try {
    const transaction = database.transaction(store, mode);
    const done = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
    const request = work(transaction.objectStore(store));
    await done;
    return request.result;
  } finally {
    database.close();
  }
}

function open() {
  const request = indexedDB.open(NAME, VERSION);
  request.onupgradeneeded = () => {
    const { objectStoreNames: there } = request.result;
    [KEYS, CONTACTS, PARTS]
      .filter((name) => !there.contains(name))
      .forEach((name) => request.result.createObjectStore(name));
  };
  return result(request);
}

function result(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
