// The code that was made, for reading out and for copying. It is text of this page and nothing else:
// in no storage, no title and no address but the one that is copied.

import { qr } from './qr.js';

const TOLD = 2_000;
const SVG = 'http://www.w3.org/2000/svg';
const QUIET = 4; // modules around the symbol
const LARGEST = 190; // pixels

export class Invitation {
  #invitation = document.getElementById('invitation');
  #code = document.getElementById('code-shown');
  #link = document.getElementById('link-shown');
  #picture = document.getElementById('link-picture');

  constructor() {
    this.#copies('copy-code', this.#code);
    this.#copies('copy-link', this.#link);
  }

  /** @param {import('./pairing/code.js').PairingCode} code */
  show(code) {
    this.#code.textContent = code.text;
    this.#link.textContent = `${location.origin}${location.pathname}#${code.text}`;
    this.#draw(qr(this.#link.textContent));
  }

  /** Whether it is seen; for as long as nobody has come. */
  set visible(visible) {
    this.#invitation.hidden = !visible || this.#code.textContent === '';
  }

  /** The code is used, or nobody may use it any more. */
  forget() {
    this.#invitation.hidden = true;
    this.#code.textContent = '';
    this.#link.textContent = '';
    this.#picture.replaceChildren();
  }

  /** @param {?boolean[][]} rows null where the link is too long for a picture */
  #draw(rows) {
    this.#picture.toggleAttribute('hidden', rows === null);
    if (rows === null) {
      return;
    }
    const side = rows.length + 2 * QUIET;
    const dark = document.createElementNS(SVG, 'path');
    const squares = rows.flatMap((row, y) =>
      row.map((module, x) => (module ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : '')),
    );
    dark.setAttribute('d', squares.join(''));
    // Modules of unequal widths, as where a pixel is divided, are misread now and then.
    const pixels = side * Math.max(1, Math.floor(LARGEST / side));
    this.#picture.setAttribute('width', pixels);
    this.#picture.setAttribute('height', pixels);
    this.#picture.setAttribute('viewBox', `0 0 ${side} ${side}`);
    this.#picture.replaceChildren(dark);
  }

  #copies(id, from) {
    const button = document.getElementById(id);
    const name = button.textContent;
    let timer = 0;
    button.addEventListener('click', async () => {
      button.textContent = (await copy(from)) ? 'Copied' : 'Select and copy it';
      clearTimeout(timer);
      timer = setTimeout(() => {
        button.textContent = name;
      }, TOLD);
    });
  }
}

async function copy(from) {
  try {
    await navigator.clipboard.writeText(from.textContent);
    return true;
  } catch {
    // An unprotected page has no clipboard, others may be forbidden it: then it is made easy.
    getSelection().selectAllChildren(from);
    return false;
  }
}
