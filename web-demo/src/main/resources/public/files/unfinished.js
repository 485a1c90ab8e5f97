// What this tab is sending, so that after a reload its user can be told what to choose again: a page may
// not keep the files themselves. For this tab alone, and only while the conversation lasts.

const NAME = 'sotto.sending';
const ID = /^[0-9a-f]{32}$/;
const HASH = /^[A-Za-z0-9_-]{43}$/;

/** @typedef {{id: string, manifest: string, name: string, others: number, folder: boolean}} Unfinished */

/** Notes a transfer that the peer may know now. @param {import('./outgoing.js').Outgoing} transfer */
export function note({ id, manifest }) {
  const [first] = manifest.entries;
  const folder = first.path.includes('/');
  const name = folder ? first.path.slice(0, first.path.indexOf('/')) : first.path;
  const others = folder ? 0 : manifest.entries.length - 1;
  const earlier = unfinished().filter((entry) => entry.id !== id);
  keep([...earlier, { id, manifest: manifest.hash, name, others, folder }]);
}

/** It has ended, or is not wanted any more. @param {string} id */
export function strike(id) {
  const all = unfinished();
  if (all.some((entry) => entry.id === id)) {
    keep(all.filter((entry) => entry.id !== id));
  }
}

export function strikeAll() {
  keep([]);
}

/** @returns {Unfinished[]} */
export function unfinished() {
  try {
    return (JSON.parse(sessionStorage.getItem(NAME)) ?? []).filter(isSound);
  } catch {
    return []; // Forbidden, or not written by us.
  }
}

function keep(entries) {
  try {
    if (entries.length > 0) {
      sessionStorage.setItem(NAME, JSON.stringify(entries));
    } else {
      sessionStorage.removeItem(NAME);
    }
  } catch {
    // Storage is forbidden here: then a reload ends the conversation too.
  }
}

function isSound({ id, manifest, name, others, folder }) {
  const kinds = typeof name === 'string' && Number.isSafeInteger(others) && typeof folder === 'boolean';
  return kinds && ID.test(id) && HASH.test(manifest);
}
