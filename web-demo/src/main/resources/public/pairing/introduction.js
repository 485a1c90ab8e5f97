// What both say first on the channel, before any name or text: who they are, bound to this session
// (docs/protocol.md, "CHANNEL"). Knows neither the channel nor the contacts.
//
//   hello sent, hello received -> reveal sent, reveal received -> introduced
//
// Each commits to its key and to a random number before it sees the other's, so that nobody in
// between can choose theirs for a phrase that fits.

import { base64url, equal, fromBase64url, lvCat } from './bytes.js';
import { isUsableKey } from './ed25519.js';
import { phrase } from './phrase.js';
import { demand, Refusal } from './refusal.js';

const KINDS = ['installation', 'page', 'page-session', 'none'];
const LONGEST_MESSAGE = 2048;
const LONGEST_ORIGIN = 300;

/**
 * What a message has led to.
 *
 * @typedef {object} Introduced
 * @property {object[]} send  messages for the other side, in order
 * @property {'waiting'|'introduced'|'failed'} state
 * @property {PeerProof|null} peer  once introduced
 * @property {{error: 'auth', otherIdentity: boolean, message: string}|null} failure  of one that
 *     failed: close. otherIdentity: everything was right, but not the key that was asked for
 *
 * @typedef {object} PeerProof
 * @property {Uint8Array|null} key  its Ed25519 key, proved; null when it has none
 * @property {boolean} own       whether it is the same as ours
 * @property {'installation'|'page'|'page-session'|'none'} kind  its claim, for display only
 * @property {boolean} secure    its claim, for display only
 * @property {string|null} origin  its claim, for display only
 * @property {number[]} phrase   four places in the list of words
 */

export class Introduction {
  #crypto;
  #role;
  #other;
  #session;
  #bind;
  #signer;
  #claims;
  #pinned;
  #salt;
  #sent = false;
  #state = 'waiting';
  #ownCommit = null;
  #hello = null;
  #peer = null;
  #failure = null;
  #work = Promise.resolve();

  /**
   * @param {import('./crypto.js').CryptoBackend} crypto
   * @param {object} options
   * @param {'joiner'|'inviter'} options.role  ours
   * @param {Uint8Array} options.session  S
   * @param {Uint8Array} options.bind
   * @param {import('./crypto.js').Signer|null} options.signer  our key; null exactly with kind 'none'
   * @param {'page'|'page-session'|'none'} options.kind
   * @param {boolean} options.secure  isSecureContext
   * @param {string|null} [options.origin]  of the page
   * @param {Uint8Array|null} [options.pinned]  the only key that is accepted, if there is one;
   *     empty: only somebody without a key, as before a rejoin
   */
  constructor(crypto, { role, session, bind, signer, kind, secure, origin = null, pinned = null }) {
    if ((signer === null) !== (kind === 'none')) {
      throw new TypeError(`kind ${kind} does not go with ${signer === null ? 'no' : 'a'} key`);
    }
    this.#crypto = crypto;
    this.#role = role;
    this.#other = role === 'joiner' ? 'inviter' : 'joiner';
    this.#session = session;
    this.#bind = bind;
    this.#signer = signer;
    this.#claims = { secure, kind, ...(origin === null ? {} : { origin }) };
    this.#pinned = pinned;
    this.#salt = crypto.random(32);
  }

  /**
   * Our first message; to be asked for once, when the channel is open, and sent at once.
   *
   * @returns {Promise<object>}
   */
  hello() {
    return this.#next(async () => {
      this.#ownCommit = await this.#commit(this.#role, this.#ownKey, this.#salt);
      this.#sent = true;
      return {
        t: 'hello',
        v: 1,
        commit: base64url(this.#ownCommit),
        mac: base64url(await this.#mac(this.#role, this.#ownCommit)),
        ...this.#claims,
      };
    });
  }

  /**
   * Takes a message of the channel, after hello() was called. Calls may overlap; never throws for
   * what the message is.
   *
   * @param {*} message  the text; bytes are refused
   * @returns {Promise<Introduced>}
   */
  receive(message) {
    return this.#next(async () => {
      if (this.#state !== 'waiting') {
        return this.#step([]);
      }
      try {
        demand(this.#sent, 'a message before our hello');
        return this.#step(await this.#handle(parse(message)));
      } catch (e) {
        if (!(e instanceof Refusal)) {
          throw e;
        }
        this.#state = 'failed';
        const otherIdentity = e.error === 'identity';
        this.#failure = { error: 'auth', otherIdentity, message: e.message };
        return this.#step([]);
      }
    });
  }

  #next(work) {
    const result = this.#work.then(work);
    this.#work = result.catch(() => {});
    return result;
  }

  #step(send) {
    return { send, state: this.#state, peer: this.#peer, failure: this.#failure };
  }

  async #handle(message) {
    if (this.#hello === null) {
      this.#hello = await this.#checkHello(message);
      return [await this.#reveal()];
    }
    this.#peer = await this.#checkReveal(message);
    this.#state = 'introduced';
    return [];
  }

  async #checkHello({ t, v, commit, mac, secure, kind, origin = null }) {
    demand(t === 'hello', 'not a hello');
    demand(v === 1, 'a hello of another version');
    demand(typeof secure === 'boolean' && KINDS.includes(kind), 'malformed hello');
    demand(origin === null || isOrigin(origin), 'malformed origin');
    const peerCommit = fromBase64url(commit, 32);
    const expected = await this.#mac(this.#other, peerCommit);
    demand(equal(fromBase64url(mac, 32), expected), 'the hello is not of this session');
    return { commit: peerCommit, secure, kind, origin };
  }

  async #reveal() {
    const statement = this.#statement(this.#role, this.#ownKey);
    return {
      t: 'reveal',
      pk: base64url(this.#ownKey),
      r: base64url(this.#salt),
      sig: this.#signer === null ? '' : base64url(await this.#signer.sign(statement)),
    };
  }

  async #checkReveal({ t, pk, r, sig }) {
    demand(t === 'reveal', 'not a reveal');
    const { commit, kind, secure, origin } = this.#hello;
    const key = pk === '' ? new Uint8Array(0) : fromBase64url(pk, 32);
    const salt = fromBase64url(r, 32);
    demand(equal(await this.#commit(this.#other, key, salt), commit),
      'the key is not the one committed to');
    if (key.length === 0) {
      demand(sig === '' && kind === 'none', 'a signature or a kind without a key');
    } else {
      demand(kind !== 'none', 'a key without a kind');
      demand(isUsableKey(key), 'the key is not one that a person can have');
      demand(await this.#crypto.verify(key, fromBase64url(sig, 64), this.#statement(this.#other, key)),
        'the signature does not fit');
    }
    if (this.#pinned !== null && !equal(key, this.#pinned)) {
      throw new Refusal('identity', 'not the key that was asked for');
    }
    return {
      key: key.length === 0 ? null : key,
      own: key.length > 0 && equal(key, this.#ownKey),
      kind,
      secure,
      origin,
      phrase: await this.#phrase({ commit, salt, key }),
    };
  }

  #phrase(theirs) {
    const ours = { commit: this.#ownCommit, salt: this.#salt, key: this.#ownKey };
    const [joiner, inviter] = this.#role === 'joiner' ? [ours, theirs] : [theirs, ours];
    return phrase(this.#crypto, this.#session, joiner, inviter);
  }

  get #ownKey() {
    return this.#signer?.publicKey ?? new Uint8Array(0);
  }

  #commit(role, key, salt) {
    return this.#crypto.sha256(lvCat('sotto/1 commit', role, this.#session, key, salt));
  }

  #mac(role, commit) {
    return this.#crypto.hmacSha256(this.#bind, lvCat('sotto/1 hello', role, this.#session, commit));
  }

  #statement(role, key) {
    const theirs = this.#hello.commit;
    const commits = this.#role === 'joiner' ? [this.#ownCommit, theirs] : [theirs, this.#ownCommit];
    return lvCat('sotto/1 identity', role, this.#session, ...commits, key);
  }
}

function parse(message) {
  demand(typeof message === 'string' && message.length <= LONGEST_MESSAGE, 'not a short text');
  let value;
  try {
    value = JSON.parse(message);
  } catch {
    throw new Refusal('protocol', 'not JSON');
  }
  demand(value !== null && typeof value === 'object' && !Array.isArray(value), 'no object of JSON');
  return value;
}

function isOrigin(value) {
  return typeof value === 'string' && value.length <= LONGEST_ORIGIN && /^[\x21-\x7e]+$/.test(value);
}
