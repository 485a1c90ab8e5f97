// How far a transfer is, and how fast.

/**
 * @typedef {object} Progress
 * @property {number} bytes   of file data that are at the receiver
 * @property {number} total   of what was accepted
 * @property {number} files   that are there
 * @property {number} of      that were accepted
 * @property {number} rate    bytes a second over the last seconds
 * @property {?number} seconds left, null while nobody knows
 */
