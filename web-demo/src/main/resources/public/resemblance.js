// Whether a reader could take one name for another: what both look like is compared, by the table
// that the Java side uses too. Meant to warn a little too often.

const INVISIBLE = /[\p{M}\p{Cc}\p{Cf}\p{Cs}\p{Z}\u115f\u1160\u3164\uffa0\u2800]/gu;

export class Resemblance {
  #characters = new Map();
  #sequences = [];

  /** @param {string} table the lines of confusables.txt */
  constructor(table) {
    for (const line of table.split('\n').filter((text) => text !== '' && !text.startsWith('#'))) {
      const [target, ...likes] = line.trim().split(/\s+/);
      for (const like of likes) {
        if (like.startsWith('=')) {
          this.#sequences.push([like.slice(1), target]);
        } else {
          this.#characters.set(String.fromCodePoint(Number.parseInt(like, 16)), target);
        }
      }
    }
  }

  /** Loads the table that the server of this page has. */
  static async load() {
    const response = await fetch('confusables.txt');
    if (!response.ok) {
      throw new Error(`the table of look-alikes cannot be had: ${response.status}`);
    }
    return new Resemblance(await response.text());
  }

  /** What a name looks like: two that are the same in this resemble each other. Not for people. */
  skeleton(name) {
    // Three times, as what a letter resembles may be lost when it is made compatible or small.
    const seen = this.#replace(visible(this.#replace(name)));
    let folded = this.#replace(visible(fold(seen)));
    for (const [like, target] of this.#sequences) {
      folded = folded.replaceAll(like, target);
    }
    return folded;
  }

  #replace(text) {
    return Array.from(text, (letter) => this.#characters.get(letter) ?? letter).join('');
  }
}

function visible(name) {
  return name.normalize('NFKD').replace(INVISIBLE, '');
}

function fold(name) {
  const small = name.normalize('NFKC').toLowerCase();
  // There and back again, as some capitals have a small letter that has another capital.
  return small.toUpperCase().toLowerCase().normalize('NFKC');
}
