// What a user has chosen, dropped or pasted, as something to offer.

import { Manifest, MOST_ENTRIES, MOST_MANIFEST, unsound } from './manifest.js';
import { refusal } from './names.js';

/**
 * @typedef {{manifest: Manifest, files: Array<?File>}} Selection  files by index of the manifest, null
 *     for folders
 *
 * @typedef {{selection: ?Selection, problem: string}} Gathered  with a sentence where nothing can be
 *     offered: a name that cannot be sent, too much, nothing there. It may quote a name: show it escaped
 */

/** A problem for the user. */
class Ungatherable extends Error {}

/**
 * Of an input (also with webkitdirectory) or of a paste.
 *
 * @param {Iterable<File>} files
 * @returns {Promise<Gathered>}
 */
export function gatherFiles(files) {
  return gathered(async () =>
    Array.from(files, (file) => ({ path: file.webkitRelativePath || file.name, file })),
  );
}

/**
 * Of a drop, folders with everything in them. Call it in the event, before anything is awaited.
 *
 * @param {DataTransfer} dropped
 * @returns {Promise<Gathered>}
 */
export function gatherDrop(dropped) {
  const items = [...dropped.items].filter(({ kind }) => kind === 'file');
  const entries = items.map((item) => item.webkitGetAsEntry?.() ?? null);
  const files = [...dropped.files];
  return entries.includes(null) ? gatherFiles(files) : gathered(() => walk(entries));
}

async function gathered(work) {
  try {
    return { selection: await selectionOf(await work()), problem: '' };
  } catch (e) {
    if (e instanceof Ungatherable) {
      return { selection: null, problem: e.message };
    }
    throw e;
  }
}

/** Everything below these, in an order that a folder comes before what is in it. */
async function walk(entries) {
  const found = [];
  const left = entries.reverse().map((entry) => ({ entry, path: entry.name }));
  while (left.length > 0) {
    const { entry, path } = left.pop();
    if (found.length > MOST_ENTRIES) {
      throw tooMany();
    }
    if (entry.isFile) {
      found.push({ path, file: await readable(path, (...done) => entry.file(...done)) });
    } else {
      check(path);
      const inside = await listed(path, entry.createReader());
      if (inside.length === 0) {
        found.push({ path, file: null });
      }
      inside.reverse().forEach((each) => left.push({ entry: each, path: `${path}/${each.name}` }));
    }
  }
  return found;
}

/** A browser gives them a hundred at a time. */
async function listed(path, reader) {
  const found = [];
  for (;;) {
    const some = await readable(path, (...done) => reader.readEntries(...done));
    if (some.length === 0) {
      return found;
    }
    found.push(...some);
    if (found.length > MOST_ENTRIES) {
      throw tooMany();
    }
  }
}

async function readable(path, work) {
  try {
    return await new Promise(work);
  } catch {
    throw new Ungatherable(`“${path}” cannot be read. Nothing was offered.`);
  }
}

async function selectionOf(found) {
  if (found.length === 0) {
    throw new Ungatherable('There was no file in it.');
  }
  const named = apart(found.map(({ path, file }) => ({ path: path.normalize('NFC'), file })));
  // However it was chosen, the same is the same manifest; a folder still comes before what is in it.
  named.sort((a, b) => (a.path < b.path ? -1 : Number(a.path > b.path)));
  named.forEach(({ path }) => check(path));
  const entries = named.map(({ path, file }) => ({
    path,
    folder: file === null,
    size: file?.size ?? 0,
    modified: file?.lastModified ?? null,
    executable: false, // A browser does not tell.
  }));
  const problem = unsound(entries);
  if (problem !== null) {
    throw unfit(problem.path, problem.why);
  }
  const manifest = await Manifest.of(entries);
  if (lengthOf(manifest) > MOST_MANIFEST) {
    throw tooMany();
  }
  return { manifest, files: named.map(({ file }) => file) };
}

/** Files of the same name from different folders, or two images of a clipboard: `image (1).png`. */
function apart(found) {
  const used = new Set(found.map(({ path }) => path));
  const seen = new Set();
  return found.map(({ path, file }) => {
    let own = path;
    if (seen.has(path) && !path.includes('/')) {
      const dot = path.lastIndexOf('.');
      const [stem, end] = dot > 0 ? [path.slice(0, dot), path.slice(dot)] : [path, ''];
      for (let i = 1; used.has(own); i++) {
        own = `${stem} (${i})${end}`;
      }
      used.add(own);
    }
    seen.add(path);
    return { path: own, file };
  });
}

function lengthOf(manifest) {
  const encoder = new TextEncoder();
  return [...manifest.pages()].reduce((sum, page) => sum + encoder.encode(page).length, 0);
}

function check(path) {
  const why = refusal(path);
  if (why !== null) {
    throw unfit(path, why);
  }
}

function unfit(path, why) {
  return new Ungatherable(
    path === ''
      ? `This cannot be sent: ${why}.`
      : `“${path}” cannot be sent: ${why}. Give it another name and try again; nothing was offered.`,
  );
}

function tooMany() {
  return new Ungatherable(`More than ${MOST_ENTRIES} files and folders, or too long names.`);
}
