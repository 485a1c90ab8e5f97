// How a conversation begins: the form for the code, the button for a new one, and who one is here.

import { CodeError, PairingCode } from './pairing/code.js';

const PROBLEMS = {
  empty: 'Type the code that you were given.',
  room: 'A code begins with a number, like 4711-three-small-words.',
  direct: 'A code with the number 0 is for programs that connect without a server.',
  count: 'A code has three to eight words after its number.',
};

export class Start {
  #start = document.getElementById('start');
  #invite = document.getElementById('invite');
  #or = document.getElementById('or');
  #joining = document.getElementById('joining');
  #code = document.getElementById('code');
  #label = document.querySelector('label[for="code"]');
  #join = document.getElementById('join');
  #problem = document.getElementById('problem');
  #name = document.getElementById('own-name');
  #expecting = document.getElementById('expecting');
  #only = document.getElementById('only');
  #remembering = document.getElementById('remembering');
  #rememberText = document.getElementById('remember-text');
  #remember = document.getElementById('remember');
  #openContacts = document.getElementById('open-contacts');
  #words;
  #linked = null;

  /**
   * @param {import('./pairing/words.js').WordList} words
   * @param {{invite: function(), join: function(PairingCode), remember: function(),
   *     contacts: function()}} wishes
   */
  constructor(words, wishes) {
    this.#words = words;
    this.#invite.addEventListener('click', wishes.invite);
    this.#remember.addEventListener('click', wishes.remember);
    this.#openContacts.addEventListener('click', wishes.contacts);
    this.#code.addEventListener('input', () => this.problem(''));
    this.#joining.addEventListener('submit', (event) => {
      event.preventDefault();
      const code = this.#linked ?? this.read(this.#code.value);
      if (code !== null) {
        wishes.join(code);
      }
    });
  }

  /** A code, or null after having told what is wrong. Nothing is sent for it. */
  read(text) {
    try {
      return fromRoom(PairingCode.parse(text, this.#words));
    } catch (e) {
      if (!(e instanceof CodeError)) {
        throw e;
      }
      this.problem(
        e.reason === 'word' ? `“${e.word}” is not a word of any code. Look again.` : PROBLEMS[e.reason],
      );
      this.#code.focus();
      return null;
    }
  }

  /** @param {?PairingCode} linked the code of the link that opened the page */
  show(linked) {
    this.#linked = linked;
    const typed = linked === null;
    this.#start.classList.toggle('linked', !typed);
    for (const part of [this.#invite, this.#or, this.#code, this.#label]) {
      part.hidden = !typed;
    }
    this.#start.hidden = false;
    this.problem('');
    (typed ? this.#invite : this.#join).focus();
  }

  hide() {
    this.#start.hidden = true;
    this.#linked = null;
    this.#code.value = '';
  }

  problem(text) {
    this.#problem.textContent = text;
  }

  /** What the user is called. */
  get name() {
    return this.#name.value.trim();
  }

  /** The key of the one contact that may come, in base64url, or null for anybody. */
  get only() {
    return this.#only.value === '' ? null : this.#only.value;
  }

  /** @param {Array<{name: string, key: string}>} contacts */
  set contacts(contacts) {
    const before = this.#only.value;
    this.#expecting.hidden = contacts.length === 0;
    this.#openContacts.hidden = contacts.length === 0;
    this.#only.replaceChildren(
      new Option('Anybody with the code', ''),
      ...contacts.map(({ name, key }) => new Option(name, key)),
    );
    this.#only.value = contacts.some(({ key }) => key === before) ? before : '';
  }

  /** @param {{host: string, remembered: boolean, key: string}} state of who one is here */
  remembering({ host, remembered, key }) {
    this.#remembering.hidden = false;
    this.#rememberText.textContent = remembered
      ? `You are remembered on ${host}, with the key ${key}. Whoever runs ${host} can sign as you.`
      : `Others can know you again if this browser keeps a key. Whoever runs ${host} can sign as you.`;
    this.#remember.textContent = remembered ? 'Forget me here' : `Remember me on ${host}`;
  }
}

/** A page meets others in rooms of its server only. */
function fromRoom(code) {
  if (code.room === '0') {
    throw new CodeError('direct');
  }
  return code;
}
