// What a user has chosen, dropped or pasted, as something to offer.

/**
 * @typedef {{manifest: import('./manifest.js').Manifest, files: Array<?File>}} Selection
 *     files by index of the manifest, null for folders
 *
 * @typedef {{selection: ?Selection, problem: string}} Gathered  with a sentence where nothing can be
 *     offered: a name that cannot be sent, too much, nothing there
 */

/**
 * Of an input (also with webkitdirectory) or of a paste.
 *
 * @param {Iterable<File>} files
 * @returns {Promise<Gathered>}
 */
export async function gatherFiles(files) {
  return { selection: null, problem: `${files}` };
}

/**
 * Of a drop, folders with everything in them. Call it in the event, before anything is awaited.
 *
 * @param {DataTransfer} dropped
 * @returns {Promise<Gathered>}
 */
export async function gatherDrop(dropped) {
  return { selection: null, problem: `${dropped}` };
}
