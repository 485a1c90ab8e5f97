// A tab that was duplicated has the same conversation to go on with: only one of the two may, or they
// would take it from each other again and again.

const NAME = 'sotto.tab';
const WAIT = 3_000; // for the page before a reload to be gone

let release = () => {};

/**
 * Makes this the tab of a conversation, of the one before a reload where there was one.
 *
 * @returns {Promise<boolean>} false if another tab has it
 */
export async function claimTab() {
  release();
  if (navigator.locks === undefined) {
    return true; // An unprotected page cannot tell.
  }
  return new Promise((resolve) => {
    const held = () =>
      new Promise((end) => {
        release = end;
        resolve(true);
      });
    const signal = AbortSignal.timeout(WAIT);
    navigator.locks.request(`sotto.${id()}`, { signal }, held).catch(() => resolve(false));
  });
}

/** The conversation of this tab is over, or belongs to another one. */
export function leaveTab() {
  release();
  release = () => {};
  try {
    sessionStorage.removeItem(NAME);
  } catch {
    // Storage is forbidden here: nothing was kept.
  }
}

function id() {
  const made = crypto.randomUUID();
  try {
    const kept = sessionStorage.getItem(NAME) ?? made;
    sessionStorage.setItem(NAME, kept);
    return kept;
  } catch {
    return made; // Storage is forbidden here: then a duplicate has nothing to go on with either.
  }
}
