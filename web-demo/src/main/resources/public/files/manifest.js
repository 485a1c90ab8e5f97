// What is offered: files and folders by their paths, frozen once it is whole.

/**
 * @typedef {{path: string, folder: boolean, size: number, modified: ?number, executable: boolean}} Entry
 *     modified in milliseconds of Unix time
 */

/** @typedef {{entries: Entry[], files: number, folders: number, bytes: number, hash: string}} Manifest */
