// One run of the pairing: the messages of one side, in their order and no other (docs/protocol.md,
// "MESSAGES"). Knows neither the socket nor the clock nor what ends a code: see life.js for that.
//
//   joiner    p0 -> p1 sent -> p2 -> p3 sent (confirming) -> p4 -> paired
//   inviter   p0 sent -> p1 -> p2 sent -> p3 -> p4 sent, paired

import { base64url, concat, equal, fromBase64url, lvCat, wipe } from './bytes.js';
import { generator, sessionKey, share, sharedSecret } from './cpace.js';
import { schedule } from './keys.js';
import { demand, Refusal } from './refusal.js';

/** How long to wait while a run is `timed`, from each of its steps. */
export const STEP_MILLIS = 10_000;

const VERSIONS = [1];
const NONCE = 16;
const SCALAR = 32;
const POINT = 32;
const TAG = 32;
const MOST_VERSIONS = 32;

/**
 * What a message, or the time, has led to.
 *
 * @typedef {object} Step
 * @property {object[]} send  messages for the other side, in order
 * @property {'waiting'|'confirming'|'paired'|'failed'} state  'confirming' is the joiner's between p3
 *     and p4: it may seal, but nothing can have come sealed yet
 * @property {import('./keys.js').PairingKeys|null} keys  from 'confirming' on
 * @property {Failure|null} failure  of a run that failed
 *
 * @typedef {object} Failure
 * @property {'auth'|'protocol'|'version'|'timeout'|'aborted'} error
 * @property {boolean} guessSpent  whether the code must not be used again
 * @property {string} message  for the log; holds nothing secret
 */

/** The side that came with the code of the other ("J"). */
export class JoinerRun {
  #run;

  /**
   * @param {import('./crypto.js').CryptoBackend} crypto
   * @param {object} pairing
   * @param {'code'|'direct'|'rejoin'} pairing.mode
   * @param {string} pairing.room  as in the code; "0" with 'direct'; hex with 'rejoin'
   * @param {string|Uint8Array} pairing.secret  the words, or the rejoin secret
   */
  constructor(crypto, pairing) {
    this.#run = new Run(crypto, 'joiner', pairing, {
      p0: (message) => this.#begin(message),
      p2: (message) => this.#confirm(message),
      p4: (message) => this.#finish(message),
    });
    this.#run.expect('p0');
  }

  /**
   * Takes a message of the other side. Calls may overlap; never throws for what the message is.
   *
   * @param {*} message  a value of JSON
   * @returns {Promise<Step>}
   */
  receive(message) {
    return this.#run.receive(message);
  }

  /** STEP_MILLIS have passed since the last step. @returns {Promise<Step>} */
  timeout() {
    return this.#run.timeout();
  }

  /** The user, or the end of the way to the other side, ends it. @returns {Promise<Step>} */
  abort() {
    return this.#run.abort();
  }

  /** Whether an answer is due within STEP_MILLIS. */
  get timed() {
    return this.#run.timed;
  }

  async #begin({ n }) {
    const run = this.#run;
    run.inviterNonce = fromBase64url(n, NONCE);
    run.joinerNonce = run.crypto.random(NONCE);
    await run.makeShare();
    run.expect('p2');
    return { t: 'p1', n: base64url(run.joinerNonce), ...run.offer() };
  }

  async #confirm(message) {
    const run = this.#run;
    await run.agree(message);
    run.expect('p4');
    run.state = 'confirming';
    return { t: 'p3', tag: base64url(run.ownTag) };
  }

  async #finish({ tag }) {
    this.#run.check(tag);
    this.#run.state = 'paired';
    return null;
  }
}

/** The side that made the code ("I"). */
export class InviterRun {
  #run;
  #first;

  /**
   * @param {import('./crypto.js').CryptoBackend} crypto
   * @param {object} pairing  as of JoinerRun; the room may still be missing
   */
  constructor(crypto, pairing) {
    this.#run = new Run(crypto, 'inviter', pairing, {
      p1: (message) => this.#answer(message),
      p3: (message) => this.#finish(message),
    });
    this.#run.inviterNonce = crypto.random(NONCE);
    this.#first = { t: 'p0', n: base64url(this.#run.inviterNonce) };
    this.#run.expect('p1');
  }

  /** The message that the joiner gets first; the server has it before. */
  get p0() {
    return this.#first;
  }

  /** Tells the room when the server has given one, before anything is received. */
  enter(room) {
    this.#run.room = room;
  }

  /** Somebody has come: p1 is due within STEP_MILLIS. Without this it is waited for forever. */
  arrived() {
    this.#run.arrived = true;
  }

  /** As of JoinerRun. @returns {Promise<Step>} */
  receive(message) {
    return this.#run.receive(message);
  }

  /** As of JoinerRun. @returns {Promise<Step>} */
  timeout() {
    return this.#run.timeout();
  }

  /** As of JoinerRun. @returns {Promise<Step>} */
  abort() {
    return this.#run.abort();
  }

  /** Whether an answer is due within STEP_MILLIS. */
  get timed() {
    return this.#run.timed;
  }

  async #answer(message) {
    const run = this.#run;
    run.joinerNonce = fromBase64url(message.n, NONCE);
    await run.makeShare();
    await run.agree(message);
    run.expect('p3');
    return { t: 'p2', ...run.offer() };
  }

  async #finish({ tag }) {
    this.#run.check(tag);
    this.#run.state = 'paired';
    return { t: 'p4', tag: base64url(this.#run.ownTag) };
  }
}

/** What both sides of a run have in common. */
class Run {
  crypto;
  room;
  inviterNonce = null;
  joinerNonce = null;
  ownTag = null;
  arrived = false;
  state = 'waiting';
  #role;
  #mode;
  #secret;
  #handlers;
  #expected = null;
  #scalar = null;
  #share = null;
  #ownVersions;
  #otherTag = null;
  #keys = null;
  #failure = null;
  #work = Promise.resolve();

  constructor(crypto, role, { mode, room, secret }, handlers) {
    this.crypto = crypto;
    this.room = room;
    this.#role = role;
    this.#mode = mode;
    this.#secret = secret;
    this.#handlers = handlers;
    this.#ownVersions = lvCat(role, Uint8Array.from(VERSIONS));
  }

  receive(message) {
    return this.#next(() => this.#receive(message));
  }

  timeout() {
    return this.#next(() => {
      if (this.timed) {
        throw new Refusal('timeout', `no ${this.#expected} came`);
      }
      return null;
    });
  }

  abort() {
    return this.#next(() => {
      throw new Refusal('aborted', 'given up on this side');
    });
  }

  get timed() {
    const begun = this.#expected !== 'p0' && (this.#expected !== 'p1' || this.arrived);
    return begun && !this.#ended;
  }

  expect(type) {
    this.#expected = type;
  }

  /** Draws the scalar of this run and makes its share. */
  async makeShare() {
    this.#scalar = this.crypto.random(SCALAR);
    const base = await generator(this.crypto, this.#secret, this.#channel, this.#nonces);
    this.#share = await share(this.crypto, this.#scalar, base);
    wipe(base);
  }

  /** Our share and versions, as members of a message. */
  offer() {
    return { y: base64url(this.#share), ad: base64url(this.#ownVersions) };
  }

  /** Takes the other's share and versions: from here on both have the same keys, or do not. */
  async agree({ y, ad }) {
    const other = fromBase64url(y, POINT);
    const otherVersions = fromBase64url(ad);
    requireCommonVersion(otherVersions, this.#role === 'joiner' ? 'inviter' : 'joiner');
    demand(!equal(other, this.#share), 'our own share came back');

    const secret = await sharedSecret(this.crypto, this.#scalar, other);
    const ours = [this.#share, this.#ownVersions];
    const theirs = [other, otherVersions];
    const shares = this.#role === 'joiner' ? [...ours, ...theirs] : [...theirs, ...ours];
    const session = await sessionKey(this.crypto, this.#nonces, secret, shares);
    const transcript = await this.crypto.sha512(
      lvCat('sotto/1 transcript', this.#channel, this.#nonces, ...shares));

    const { ownTag, otherTag, keys } = await schedule(this.crypto, this.#role, transcript, session);
    this.ownTag = ownTag;
    this.#otherTag = otherTag;
    this.#keys = keys;
    wipe(secret);
    this.#forget();
  }

  /** Throws unless it is the tag that only somebody with the same code can have made. */
  check(value) {
    if (!equal(fromBase64url(value, TAG), this.#otherTag)) {
      throw new Refusal('auth', 'a tag does not fit');
    }
  }

  get #channel() {
    return lvCat('sotto/1 pair', this.#mode, this.room, 'joiner', 'inviter');
  }

  get #nonces() {
    return concat(this.inviterNonce, this.joinerNonce);
  }

  get #ended() {
    return this.state === 'paired' || this.state === 'failed';
  }

  /** One after another, in the order of the calls. */
  #next(work) {
    const step = this.#work.then(() => this.#step(work));
    this.#work = step.catch(() => {});
    return step;
  }

  async #step(work) {
    if (this.#ended) {
      return this.#toStep(null);
    }
    try {
      return this.#toStep(await work());
    } catch (e) {
      if (!(e instanceof Refusal)) {
        throw e;
      }
      return this.#failed(e);
    }
  }

  #receive(message) {
    const type = message?.t;
    if (type === 'x') {
      throw new Refusal('aborted', 'the other side gave up');
    }
    demand(type === this.#expected, `not the turn of this message, but of ${this.#expected}`);
    return this.#handlers[type](message);
  }

  #failed({ error, message }) {
    // With p3 the joiner has let out a guess; at the inviter a wrong tag was one.
    const guessSpent = this.state === 'confirming' || (this.#role === 'inviter' && error === 'auth');
    this.state = 'failed';
    this.#failure = { error, guessSpent, message };
    this.#keys?.wipe();
    this.#forget();
    return this.#toStep(error === 'aborted' ? null : { t: 'x', reason: error });
  }

  #toStep(answer) {
    // The inviter may use its keys only after a right tag.
    const usable = this.state === 'confirming' || this.state === 'paired';
    return {
      send: answer === null ? [] : [answer],
      state: this.state,
      keys: usable ? this.#keys : null,
      failure: this.#failure,
    };
  }

  #forget() {
    if (this.#scalar !== null) {
      wipe(this.#scalar);
    }
    this.#secret = null;
  }
}

/** Today there is one version; a list without it has none in common with ours. */
function requireCommonVersion(list, role) {
  const prefix = lvCat(role).length;
  const versions = list.slice(prefix + 1);
  demand(versions.length <= MOST_VERSIONS && equal(list, lvCat(role, versions)),
    'malformed list of versions');
  demand(versions.every((version, i) => i === 0 || version > versions[i - 1]),
    'versions are not ascending');
  if (!versions.some((version) => VERSIONS.includes(version))) {
    throw new Refusal('version', 'no version in common');
  }
}
