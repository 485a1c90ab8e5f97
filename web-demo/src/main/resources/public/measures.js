// Sizes, speeds and times as people read them, and names as they can be trusted to be shown.

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** @param {number} bytes @returns {string} as "12.3 MB", in powers of 1000 */
export function size(bytes) {
  const [value, unit] = inUnits(bytes);
  return `${value} ${unit}`;
}

/** As "12.3 of 50 MB". */
export function sizeOf(bytes, total) {
  const [all, unit] = inUnits(total);
  const [value] = inUnits(bytes, unit);
  return `${value} of ${all} ${unit}`;
}

/** @param {number} count @param {string} noun in the singular */
export function counted(count, noun) {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

/** @param {number} seconds @returns {string} as "5 s left" or "2 min left" */
export function left(seconds) {
  if (seconds < 59.5) {
    return `${Math.max(1, Math.round(seconds))} s left`;
  }
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min left` : `${Math.floor(minutes / 60)} h ${minutes % 60} min left`;
}

function inUnits(bytes, unit = null) {
  let place = UNITS.indexOf(unit);
  if (place < 0) {
    place = 0;
    while (place < UNITS.length - 1 && bytes >= 999.5 * 1000 ** place) {
      place++;
    }
  }
  const value = bytes / 1000 ** place;
  const digits = place === 0 || value >= 99.95 ? 0 : 1;
  return [value.toFixed(digits).replace(/\.0$/, ''), UNITS[place]];
}

/**
 * A name of the other side on one line, in which nothing is invisible, turns the direction around or
 * piles up: what would do so is written out as \u{202e}.
 */
export function shownName(name) {
  return name
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) =>
      /[\u200c\u200d]/.test(character) ? character : written(character),
    )
    .replace(/([\p{M}\u200c\u200d]{8})[\p{M}\u200c\u200d]+/gu, '$1');
}

/** What the other side wrote: the same for each of its lines, in which tabulators may be. */
export function shownText(text) {
  return text.replace(/\r\n?/g, '\n').replace(/[^\n\t]+/g, shownName);
}

function written(character) {
  return `\\u{${character.codePointAt(0).toString(16)}}`;
}
