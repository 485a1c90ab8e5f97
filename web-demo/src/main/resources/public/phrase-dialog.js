// The four words that two people compare aloud.

import { element } from './elements.js';

export class PhraseDialog {
  #dialog = document.getElementById('phrase');
  #words = document.getElementById('words');
  #worth = document.getElementById('phrase-worth');
  #wishes;

  /** @param {{yes: function(), no: function()}} wishes */
  constructor(wishes) {
    this.#wishes = wishes;
    this.#closes('phrase-yes', () => this.#wishes.yes());
    this.#closes('phrase-no', () => this.#wishes.no());
    this.#closes('phrase-later', () => {});
  }

  /** @param {string[]} words @param {string} worth what a yes says */
  show(words, worth) {
    this.#words.replaceChildren(...words.map((word) => element('li', '', word)));
    this.#worth.textContent = worth;
    this.#dialog.showModal();
  }

  close() {
    this.#dialog.close();
    this.#words.replaceChildren();
  }

  #closes(id, run) {
    document.getElementById(id).addEventListener('click', () => {
      this.close();
      run();
    });
  }
}
