// What this tab is sending, so that after a reload its user can be told what to choose again: a page may
// not keep the files themselves. For this tab alone, and only while the conversation lasts.

const NAME = 'sotto.sending';
const ID = /^[0-9a-f]{32}$/;
const HASH = /^[A-Za-z0-9_-]{43}$/;

/**
 * @typedef {{id: string, manifest: string, name: string, others: number, folder: boolean,
 *     dropped: boolean}} Unfinished
 *     name is that of a file or folder, and there are so many others beside it; dropped: no dialog gives
 *     that again, since folders came with something else or were empty
 */

/** Notes a transfer that the peer may know now. @param {import('./outgoing.js').Outgoing} transfer */
export function note({ id, manifest }) {
  const { entries, hash } = manifest;
  const roots = new Set(entries.map(({ path }) => path.split('/', 1)[0]));
  const [name] = roots;
  const others = roots.size - 1;
  const inFolders = entries.some((entry) => entry.folder || entry.path.includes('/'));
  const folder = others === 0 && inFolders;
  const dropped = (others > 0 && inFolders) || entries.some((entry) => entry.folder);
  const earlier = unfinished().filter((entry) => entry.id !== id);
  keep([...earlier, { id, manifest: hash, name, others, folder, dropped }]);
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

function isSound({ id, manifest, name, others, folder, dropped }) {
  const flags = [folder, dropped].every((flag) => typeof flag === 'boolean');
  const kinds = typeof name === 'string' && Number.isSafeInteger(others) && flags;
  return kinds && ID.test(id) && HASH.test(manifest);
}
