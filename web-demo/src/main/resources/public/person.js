// Who is there: what the other side has shown of itself, what this page knows of it, and what to be
// warned of. docs/protocol.md, "Pinning" and "Phrase".

import { Contacts, LONGEST_NAME, tag } from './contacts.js';
import { button, element } from './elements.js';

const UNPROTECTED =
  "The other side's page came unprotected: whoever controls its network can have changed it.";

export class Person {
  #proof;
  #contacts;
  #settled;
  #settle;
  #view;
  #words;
  #resemblance;
  #name = '';

  /**
   * @param {import('./pairing/introduction.js').PeerProof} proof
   * @param {{contacts: ?Contacts, settled: import('./rejoin.js').Settled,
   *     settle: function(Partial<import('./rejoin.js').Settled>)}} known contacts is null where nothing
   *     is remembered; settle adds to settled, for the sessions after this one too
   * @param {import('./view.js').View} view
   * @param {import('./pairing/words.js').WordList} words
   * @param {import('./resemblance.js').Resemblance} resemblance
   */
  constructor(proof, { contacts, settled, settle }, view, words, resemblance) {
    this.#proof = proof;
    this.#contacts = contacts;
    this.#settled = settled;
    this.#settle = settle;
    this.#view = view;
    this.#words = words;
    this.#resemblance = resemblance;
  }

  /** The name that it gave itself, or the one that the user gave it. */
  async named(name) {
    this.#name = plain(name);
    const contact = this.#contact;
    if (contact !== null) {
      await this.#contacts.met(contact);
    }
    this.show();
  }

  /** The four words that both have to see. */
  get phrase() {
    return this.#proof.phrase.map((place) => this.#words.at(place));
  }

  /**
   * What a yes to the phrase is worth.
   *
   * @param {boolean} secure whether our own page came protected
   */
  worth(secure) {
    if (!secure || !this.#proof.secure) {
      return 'One of the pages came unprotected, so the words cannot prove who is there.';
    }
    return this.#contact === null
      ? 'It confirms this conversation.'
      : `It marks ${this.#contact.name} as verified.`;
  }

  /** Both see the same words. */
  async confirm(secure) {
    if (!secure || !this.#proof.secure) {
      return;
    }
    this.#settle({ confirmed: true });
    const contact = this.#contact;
    if (contact !== null && this.#proof.key !== null) {
      await this.#contacts.verified(contact);
    }
    this.show();
  }

  /** The words differ: whoever is there, it is not to be known again as a contact. */
  async differs() {
    const contact = this.#contact;
    if (this.#settled.pinned && contact !== null) {
      await this.#contacts.forget(contact);
    }
  }

  show() {
    const contact = this.#contact;
    this.#view.peer = this.#apart(contact?.name ?? this.#name);
    this.#view.notice('person', this.#summary(contact), {
      controls: contact === null ? this.#pinning() : [],
    });
    this.#view.notice('peer-unprotected', this.#proof.secure ? '' : UNPROTECTED, { loud: true });
    this.#warn(contact);
  }

  /** Our own lines stand under "You"; nobody else's may seem to. */
  #apart(name) {
    const looks = this.#resemblance.skeleton(name) === this.#resemblance.skeleton('You');
    return looks ? `“${name}”, the other side` : name;
  }

  get #contact() {
    return this.#contacts?.of(this.#proof) ?? null;
  }

  #summary(contact) {
    const { key, kind, origin, own } = this.#proof;
    const place = kind === 'page' && origin !== null ? `page at ${hostOf(origin)}` : '';
    const claimed = this.#name === '' ? 'The other side' : `“${this.#name}”`;
    const called = contact?.name ?? claimed;
    const facts = [called];
    if (own) {
      facts.push('this is your own key');
    } else if (contact !== null) {
      facts.push(contact.verified ? 'verified contact' : 'known contact');
    } else if (key === null) {
      facts.push('without a key of its own');
    } else if (kind === 'page-session') {
      facts.push('a visitor with a key for this conversation');
    } else {
      facts.push('new');
    }
    if (this.#settled.confirmed && !contact?.verified) {
      facts.push('this conversation is verified');
    }
    facts.push(place, key === null || kind === 'page-session' ? '' : `key ${tag(key)}`);
    return facts.filter((fact) => fact !== '').join(' · ');
  }

  /** Whoever is called like a contact and is not that contact is the one to beware of. */
  #warn(contact) {
    const like = contact === null ? this.#lookalike : null;
    const text =
      like === null
        ? ''
        : `Careful: this is not ${like.name}, whom you know. The name looks the same, the key is another.`;
    this.#view.notice('lookalike', text, { loud: true });
  }

  get #lookalike() {
    return this.#name === '' ? null : (this.#contacts?.resembling(this.#name) ?? null);
  }

  /** What pins the key, if it is one to be pinned. */
  #pinning() {
    if (this.#contacts === null || !Contacts.mayPin(this.#proof)) {
      return [];
    }
    if (this.#lookalike !== null && !this.#settled.asked) {
      const ask = () => {
        this.#settle({ asked: true });
        this.show();
      };
      return [button('quiet', 'It is somebody else', ask)];
    }
    return [this.#form()];
  }

  #form() {
    const form = element('form');
    const label = element('label', 'spoken', 'Name of the contact');
    const input = element('input');
    const save = element('button', '', 'Save');
    const wrong = element('p', 'wrong');
    input.id = 'contact-name';
    label.htmlFor = input.id;
    input.maxLength = LONGEST_NAME;
    input.autocomplete = 'off';
    input.placeholder = 'Save as';
    input.value = this.#lookalike === null ? this.#name : '';
    save.type = 'submit';
    wrong.setAttribute('role', 'alert');
    form.append(label, input, save, wrong);
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const problem = await this.#contacts.pin(input.value, this.#proof);
      wrong.textContent = problem ?? '';
      if (problem === null) {
        this.#settle({ pinned: true });
        if (this.#settled.confirmed) {
          await this.#contacts.verified(this.#contact);
        }
        this.show();
      }
    });
    return form;
  }
}

/**
 * A name on one line without what shows nothing or turns the direction around, and without the signs
 * that set a claimed name apart from what this page says of it.
 */
function plain(name) {
  return name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}"\p{Pi}\p{Pf}„‟″·•‧∙⋅・･]/gu, '').trim();
}

function hostOf(origin) {
  return URL.canParse(origin) ? new URL(origin).host : origin;
}
