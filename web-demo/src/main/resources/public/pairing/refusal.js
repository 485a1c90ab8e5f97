// What a pairing or an introduction ends with when it does not end well.

/**
 * Why something from outside was not taken. Thrown inside the modules of the pairing and told to
 * their users as a value; `seal.js` and `code.js` throw it to their users.
 *
 * error is one of
 *   'auth'      what was said does not fit the keys: a wrong code, or somebody interferes
 *   'identity'  somebody else than was asked for
 *   'protocol'  malformed, or not its turn
 *   'version'   no version in common
 *   'timeout'   the other side did not answer in time
 *   'aborted'   the other side gave up (its word alone, which proves nothing)
 */
export class Refusal extends Error {
  /**
   * @param {'auth'|'identity'|'protocol'|'version'|'timeout'|'aborted'} error
   * @param {string} message  for the log; holds nothing secret
   */
  constructor(error, message) {
    super(message);
    this.name = 'Refusal';
    this.error = error;
  }
}

/** Throws a 'protocol' refusal unless the condition holds. */
export function demand(condition, message) {
  if (!condition) {
    throw new Refusal('protocol', message);
  }
}
