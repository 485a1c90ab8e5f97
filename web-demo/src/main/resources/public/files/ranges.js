// Sets of indexes as they are on the wire: inclusive ranges, ascending, without overlap.

/** @param {Iterable<number>} indexes ascending @returns {Array<[number, number]>} */
export function rangesOf(indexes) {
  const ranges = [];
  for (const index of indexes) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === index - 1) {
      last[1] = index;
    } else {
      ranges.push([index, index]);
    }
  }
  return ranges;
}

/** Whether a value is such ranges, within so many indexes. @param {*} value @param {number} size */
export function areRanges(value, size) {
  let next = 0;
  return (
    Array.isArray(value) &&
    value.every((range) => {
      if (!Array.isArray(range) || range.length !== 2) {
        return false;
      }
      const [from, to] = range;
      const sound =
        Number.isSafeInteger(from) && Number.isSafeInteger(to) && next <= from && from <= to && to < size;
      next = to + 1;
      return sound;
    })
  );
}

/** All indexes of ranges. @returns {Generator<number>} */
export function* indexesOf(ranges) {
  for (const [from, to] of ranges) {
    for (let index = from; index <= to; index++) {
      yield index;
    }
  }
}
