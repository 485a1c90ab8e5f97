// The people that this page knows, to be looked at, renamed and forgotten.

import { LONGEST_NAME, tag } from './contacts.js';
import { button, element } from './elements.js';

export class ContactsDialog {
  #dialog = document.getElementById('contacts');
  #list = document.getElementById('contact-list');
  #contacts;
  #changed;

  /**
   * @param {import('./contacts.js').Contacts} contacts
   * @param {function()} changed called when one was renamed or forgotten
   */
  constructor(contacts, changed) {
    this.#contacts = contacts;
    this.#changed = changed;
    document.getElementById('contacts-close').addEventListener('click', () => this.#dialog.close());
  }

  open() {
    this.#show();
    this.#dialog.showModal();
  }

  #show() {
    const rows = this.#contacts.all.map((contact) => this.#row(contact));
    this.#list.replaceChildren(...(rows.length > 0 ? rows : [element('li', '', 'Nobody yet.')]));
  }

  #row(contact) {
    const row = element('li', 'contact');
    const name = element('div', 'contact-name');
    name.append(element('bdi', '', contact.name));
    if (contact.verified) {
      name.append(' ', element('span', 'flag good', 'verified'));
    }
    const day = new Date(contact.lastMet).toLocaleDateString();
    const about = element('p', 'contact-about', `Last met ${day} · key ${tag(contact.key)}`);
    const rename = button('quiet', 'Rename', () => this.#rename(row, contact));
    const forget = button('quiet', 'Forget', () => this.#ask(row, contact));
    rename.setAttribute('aria-label', `Rename ${contact.name}`);
    forget.setAttribute('aria-label', `Forget ${contact.name}`);
    const buttons = element('div', 'contact-buttons');
    buttons.append(rename, forget);
    row.append(name, about, buttons);
    return row;
  }

  #rename(row, contact) {
    const form = element('form', 'contact-form');
    const input = element('input');
    const save = element('button', '', 'Save');
    const wrong = element('p', 'wrong');
    save.type = 'submit';
    input.value = contact.name;
    input.maxLength = LONGEST_NAME;
    input.autocomplete = 'off';
    input.setAttribute('aria-label', `New name of ${contact.name}`);
    wrong.setAttribute('role', 'alert');
    form.append(input, save, wrong);
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      wrong.textContent = (await this.#contacts.rename(contact, input.value)) ?? '';
      if (wrong.textContent === '') {
        this.#done();
      }
    });
    row.replaceChildren(form);
    input.select();
  }

  #ask(row, contact) {
    const question = element('p', '', `Forget ${contact.name}? The key cannot be had back.`);
    const buttons = element('div', 'contact-buttons');
    const keep = button('quiet', 'Keep', () => this.#done());
    const forget = button('', 'Forget', async () => {
      await this.#contacts.forget(contact);
      this.#done();
    });
    buttons.append(forget, keep);
    row.replaceChildren(question, buttons);
    keep.focus();
  }

  #done() {
    this.#show();
    this.#changed();
    (this.#list.querySelector('button') ?? document.getElementById('contacts-close')).focus();
  }
}
