// The code of a link, taken out of the address before anything else of the page runs: this module
// imports nothing and is imported first. What it reads is in memory only from then on.

let found = take();
let announce = null;

addEventListener('hashchange', () => {
  const text = take();
  if (text !== '') {
    found = text;
    announce?.();
  }
});

/** What stood after the # sign, once: the next call gives the empty text. */
export function takeFragment() {
  const text = found;
  found = '';
  return text;
}

/** @param {function()} run called when a link was pasted into this tab's address later on */
export function onFragment(run) {
  announce = run;
}

function take() {
  const raw = location.hash.slice(1);
  if (location.href.includes('#')) {
    history.replaceState(null, '', location.pathname + location.search);
  }
  try {
    return decodeURIComponent(raw);
  } catch {
    return raw; // No code has a percent sign; it will be refused as what it is.
  }
}
