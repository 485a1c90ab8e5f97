// Brings the parts together: the code of the link, the start, the conversation, what is seen of it.

import { onFragment, takeFragment } from './fragment.js'; // First: it takes the code out of the address.
import { keyOf, Contacts, tag } from './contacts.js';
import { ContactsDialog } from './contacts-dialog.js';
import { Conversation, Stage } from './conversation.js';
import { DropZone } from './drop.js';
import { button } from './elements.js';
import { gatherDrop, gatherFiles } from './files/gather.js';
import { Places } from './files/places.js';
import { Identities, isProtected, REMEMBERED } from './identity.js';
import { Invitation } from './invitation.js';
import { bytes, LONGEST_LINE, LONGEST_WRITTEN } from './lines.js';
import { shownName } from './measures.js';
import { base64url } from './pairing/bytes.js';
import { newWords, PairingCode } from './pairing/code.js';
import { chooseCrypto } from './pairing/crypto.js';
import { WordList } from './pairing/words.js';
import { PathReport } from './path-report.js';
import { Person } from './person.js';
import { PhraseDialog } from './phrase-dialog.js';
import { forget, kept } from './rejoin.js';
import { Resemblance } from './resemblance.js';
import { Start } from './start.js';
import { EAVESDROPPED, ENDINGS, INCOMPLETE, LINKED, STAGES, START } from './states.js';
import { claimTab, leaveTab } from './tab.js';
import { View } from './view.js';

const UNPROTECTED =
  'This page came unprotected: whoever controls the network can have changed it.';
const OFFLINE =
  'This machine is offline. Look at its network; the conversation goes on by itself when it is back.';
const ELSEWHERE = 'The conversation of this tab goes on in another one. Here you can begin a new one.';
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

class Page {
  #crypto;
  #words;
  #identities;
  #resemblance;
  #contacts;
  #places = new Places();
  #remembered = null; // the identity that stays
  #conversation = null;
  #person = null;
  #visitor = null; // the name of the key of this visit
  #view = new View({
    send: (text) => this.#send(text),
    files: (files) => this.#offer(gatherFiles(files)),
    typing: (on) => this.#conversation?.typing(on),
    again: (state) => (state.renew ? this.#invite() : this.#begin(null)),
    verify: () => this.#phrase.show(this.#person.phrase, this.#person.worth(isProtected())),
    leave: () => this.#leave(),
  });
  #invitation = new Invitation();
  #phrase = new PhraseDialog({
    yes: () => this.#person?.confirm(isProtected()),
    no: () => this.#different(),
  });
  #path = new PathReport(async () => (await this.#conversation?.stats()) ?? null);
  #start;
  #contactsDialog;

  async open() {
    try {
      this.#crypto = await chooseCrypto();
      this.#words = await WordList.load(this.#crypto);
      this.#resemblance = await Resemblance.load();
      this.#contacts = new Contacts(this.#resemblance);
    } catch {
      this.#view.show(INCOMPLETE);
      return;
    }
    this.#identities = new Identities(this.#crypto);
    this.#start = new Start(this.#words, {
      invite: () => this.#invite(),
      join: (code) => this.#join(code),
      remember: () => this.#remember(),
      contacts: () => this.#contactsDialog.open(),
    });
    this.#contactsDialog = new ContactsDialog(this.#contacts, () => this.#showIdentity());
    new DropZone({
      may: () => this.#view.takesFiles,
      drop: (dropped) => this.#offer(gatherDrop(dropped)),
    });
    this.#warn();
    await this.#recall();
    onFragment(() => this.#linked());
    addEventListener('online', () => {
      this.#warn();
      this.#conversation?.networkChanged();
    });
    addEventListener('offline', () => this.#warn());
    addEventListener('pagehide', () => this.#conversation?.suspend());
    addEventListener('beforeunload', (event) => {
      if (this.#conversation?.needsPage) {
        event.preventDefault(); // The browser asks whether that is meant.
      }
    });
    await this.#first();
  }

  networkChanged() {
    this.#conversation?.networkChanged();
  }

  /** A link begins anew; without one the tab goes on with what it had before its reload. */
  async #first() {
    const fragment = takeFragment();
    if (fragment !== '') {
      forget();
      this.#openLink(fragment);
    } else if (!(await this.#goOn())) {
      this.#begin(null);
    }
  }

  /** A link was pasted into the address of this tab. */
  #linked() {
    if (this.#conversation === null) {
      this.#openLink(takeFragment());
    } else {
      takeFragment();
      this.#view.hint('Open the link in another tab: this one has a conversation.');
    }
  }

  /** What is wrong here, whatever the conversation does. */
  #warn() {
    this.#view.notice('offline', navigator.onLine ? '' : OFFLINE, { loud: true });
    this.#view.notice('unprotected', isProtected() ? '' : UNPROTECTED, { loud: true });
  }

  #openLink(fragment) {
    this.#begin(null);
    const code = this.#start.read(fragment);
    if (code === null) {
      return;
    }
    if (LOOPBACK.test(location.hostname)) {
      this.#join(code); // Nobody but people of this machine can have sent its link.
    } else {
      this.#begin(code);
    }
  }

  #begin(code) {
    this.#view.clear();
    this.#warn();
    this.#invitation.forget();
    this.#showIdentity();
    this.#view.show(code === null ? START : LINKED);
    this.#start.show(code);
  }

  async #invite() {
    const words = newWords(this.#crypto, this.#words);
    const conversation = await this.#converse((room) =>
      this.#invitation.show(new PairingCode(room, words)),
    );
    conversation?.invite(words.join('-'));
  }

  async #join(code) {
    const conversation = await this.#converse(() => {});
    conversation?.join(code);
  }

  async #converse(code) {
    if (this.#conversation !== null) {
      return null;
    }
    const places = this.#places;
    const who = { name: this.#start.name, only: keyOf(this.#start.only), places };
    this.#begin(null);
    this.#start.hide();
    this.#view.show(STAGES[Stage.REACHING]);
    this.#conversation = this.#make(who, code);
    if (this.#remembered === null) {
      const visitor = await this.#identities.visitor();
      Object.assign(who, { identity: visitor.identity, identityName: visitor.name });
    } else {
      Object.assign(who, { identity: this.#remembered, identityName: REMEMBERED });
    }
    this.#visitor = who.identityName;
    leaveTab();
    await claimTab();
    return this.#conversation;
  }

  async #goOn() {
    const rejoin = kept();
    const identity = rejoin === null ? null : await this.#identities.again(rejoin.identity);
    if (identity === null) {
      forget();
      return false;
    }
    if (!(await claimTab())) {
      forget();
      leaveTab();
      this.#begin(null);
      this.#view.notice('tab', ELSEWHERE);
      return true;
    }
    this.#visitor = rejoin.identity;
    const { own: name } = rejoin.names;
    const places = this.#places;
    const who = { identity, identityName: rejoin.identity, name, only: null, places };
    this.#conversation = this.#make(who, () => {});
    this.#conversation.goOn(rejoin);
    return true;
  }

  #make(who, code) {
    const conversation = new Conversation(this.#crypto, who, {
      code,
      stage: (stage) => {
        this.#invitation.visible = stage === Stage.WAITING;
        this.#view.show(STAGES[stage]);
        this.#path.connected = stage === Stage.CONNECTED;
      },
      introduced: (proof, settled) => this.#introduced(proof, settled),
      named: (name) => this.#person.named(name),
      able: (able) => {
        this.#view.able = able;
      },
      text: (text) => this.#view.addText(text),
      typing: (on) => this.#view.typing(on),
      transfer: (transfer) => this.#view.addTransfer(transfer),
      lacking: (lacking) => this.#showLacking(lacking),
      delivered: (id) => this.#view.delivered(id),
      ended: (reason) => this.#ended(ENDINGS[reason]),
    });
    return conversation;
  }

  #introduced(proof, settled) {
    this.#invitation.forget();
    const contacts = this.#remembered === null ? null : this.#contacts;
    this.#phrase.close(); // It was that of the session before.
    const settle = (more) => this.#conversation?.settle(more);
    const known = { contacts, settled, settle };
    this.#person = new Person(proof, known, this.#view, this.#words, this.#resemblance);
    this.#person.show();
  }

  #send(text) {
    const size = bytes(text);
    if (size > LONGEST_LINE) {
      this.#view.hint(`Too long: ${size} bytes. At most ${LONGEST_LINE} fit in one message.`);
      return null;
    }
    if (bytes(JSON.stringify(text)) > LONGEST_WRITTEN) {
      this.#view.hint('Too many control characters: fewer of them fit in one message.');
      return null;
    }
    const id = this.#conversation?.say(text) ?? null;
    if (id === null) {
      this.#view.hint('Not sent. Too much is waiting; try again in a moment.');
    }
    return id;
  }

  /** Offers what was chosen, dropped or pasted. @param {Promise<import('./files/gather.js').Gathered>} gathering */
  async #offer(gathering) {
    this.#view.notice('files', '');
    const { selection, problem } = await gathering;
    const sent = selection === null ? null : (this.#conversation?.sendFiles(selection) ?? null);
    if (sent === null) {
      const told = problem || 'Not offered: too many transfers are under way. Try again in a moment.';
      const dismiss = button('quiet', 'Dismiss', () => this.#view.notice('files', ''));
      this.#view.notice('files', told, { controls: [dismiss] });
    }
  }

  /** Says what the user has to choose again. @param {import('./files/unfinished.js').Unfinished[]} lacking */
  #showLacking(lacking) {
    if (lacking.length === 0) {
      this.#view.notice('lacking', '');
      return;
    }
    const names = lacking.map(nameOf).join(', ');
    const how = lacking.some(({ dropped }) => dropped) ? 'Drop the same here again' : 'Choose the same again';
    const text =
      `This page was loaded again while it sent ${names}. ${how}, and it goes on where it was.`;
    const first = lacking.find(({ dropped }) => !dropped);
    const controls = [button('quiet', 'Do not send', () => this.#conversation?.giveUpLacking())];
    if (first !== undefined) {
      controls.unshift(button('', 'Choose again…', () => this.#view.chooseFiles(first.folder)));
    }
    this.#view.notice('lacking', text, { controls });
    this.#view.tell(text);
  }

  #leave() {
    const talked = this.#person !== null;
    this.#conversation?.leave();
    if (!talked) {
      this.#begin(null);
    }
  }

  #different() {
    const forgotten = this.#person?.differs();
    this.#conversation?.leave();
    this.#view.show(EAVESDROPPED);
    return forgotten;
  }

  #ended(state) {
    this.#conversation = null;
    this.#person = null;
    this.#phrase.close();
    this.#path.connected = false;
    this.#invitation.forget();
    this.#view.show(state);
    leaveTab();
    const visitor = this.#visitor;
    this.#visitor = null;
    return this.#identities.leave(visitor);
  }

  /** Who the user is here, and whom it knows. */
  async #recall() {
    this.#remembered = await this.#identities.remembered();
    if (this.#remembered !== null) {
      await this.#contacts.load();
    }
  }

  #showIdentity() {
    const identity = this.#remembered;
    this.#start.contacts = identity === null ? [] : this.#contacts.all.map(listed);
    if (this.#identities.mayRemember) {
      const key = identity === null ? '' : tag(identity.signer.publicKey);
      const host = location.hostname;
      this.#start.remembering({ host, remembered: identity !== null, key });
    }
  }

  async #remember() {
    if (this.#remembered === null) {
      this.#remembered = await this.#identities.remember();
      await this.#contacts.load();
      this.#showIdentity();
    } else {
      document.getElementById('forgetting').showModal();
    }
  }

  async forgetMe() {
    await this.#identities.forget();
    await this.#contacts.forgetAll();
    this.#remembered = null;
    this.#showIdentity();
  }
}

/** What was being sent, in few words. */
function nameOf({ name, others }) {
  return `“${shownName(name)}”${others === 0 ? '' : ` and ${others} more`}`;
}

function listed({ name, key }) {
  return { name, key: base64url(key) };
}

async function showBuild() {
  try {
    const response = await fetch('build');
    if (response.ok) {
      document.getElementById('build').textContent = (await response.text()).trim();
    }
  } catch {
    // The server went away; the build stays unknown.
  }
}

const page = new Page();
const forgetting = document.getElementById('forgetting');
document.getElementById('forget-no').addEventListener('click', () => forgetting.close());
document.getElementById('forget-yes').addEventListener('click', () => {
  forgetting.close();
  page.forgetMe();
});

// Not every browser knows the kind of its network; what else changes of it is an estimate.
let network = navigator.connection?.type;
navigator.connection?.addEventListener('change', () => {
  if (network !== navigator.connection.type) {
    network = navigator.connection.type;
    page.networkChanged();
  }
});
addEventListener('pageshow', ({ persisted }) => persisted && location.reload());

function open() {
  showBuild();
  page.open();
}

if (document.prerendering) {
  document.addEventListener('prerenderingchange', open, { once: true });
} else {
  open();
}
