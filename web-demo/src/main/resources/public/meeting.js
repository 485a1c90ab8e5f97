// Meeting the other side: a room on the server and the runs of the pairing in it, until one has led
// to keys; from then on the way for what is sealed. Each side counts for itself what a code may still
// be used for, whatever the server claims (docs/protocol.md, "BURN").

import { CodeLife } from './pairing/life.js';
import { InviterRun, JoinerRun, STEP_MILLIS } from './pairing/run.js';
import { End, Rendezvous } from './rendezvous.js';

/** Why nobody was met. */
export const Failure = Object.freeze({
  WRONG: 'wrong', // the joiner's: the words, or somebody in between
  GUESSED: 'guessed', // the inviter's: somebody tried other words
  WORN: 'worn', // too many runs that led nowhere
  EXPIRED: 'expired',
  FORGOTTEN: 'forgotten', // the inviter's: the server does not know the room any more
  USED: 'used',
  LEFT: 'left',
  UNANSWERED: 'unanswered', // nothing was spent: it may be tried again
  VERSION: 'version',
  RESTARTED: 'restarted',
  BUSY: 'busy',
  TOKEN: 'token',
  REFUSED: 'refused',
});

const FAILURES = new Map([
  [End.TAKEN, Failure.USED],
  [End.GONE, Failure.USED],
  [End.RUN, Failure.UNANSWERED],
  [End.DEAD, Failure.USED],
  [End.OTHER, Failure.LEFT],
  [End.LIMIT, Failure.REFUSED],
  [End.EXPIRED, Failure.EXPIRED],
  [End.RESTARTED, Failure.RESTARTED],
  [End.BUSY, Failure.BUSY],
  [End.TOKEN, Failure.TOKEN],
  [End.REFUSED, Failure.REFUSED],
]);

/** What ends a code, by the state of its life. */
const DEATHS = {
  used: Failure.USED,
  guessed: Failure.GUESSED,
  'worn-out': Failure.WORN,
  expired: Failure.EXPIRED,
};

export class Meeting {
  #crypto;
  #plan;
  #events;
  #rendezvous;
  #inviter;
  #life;
  #run = null;
  #state = 'waiting';
  #accompanied = false; // whether somebody is there for this run
  #begun = false; // whether the other has sent anything in this run
  #step = 0;
  #end = 0;
  #later = 0;
  #iceServers = [];
  #work = Promise.resolve();

  /**
   * @param {import('./pairing/crypto.js').CryptoBackend} crypto
   * @param {{role: 'joiner'|'inviter', mode: 'code'|'rejoin', room: ?string,
   *     secret: string|Uint8Array}} plan an inviter by code has no room yet
   * @param {{opened: function(string), reached: function(), unreachable: function(),
   *     peer: function(), alone: function(), paired: function(import('./pairing/keys.js').PairingKeys),
   *     sealed: function(*), ice: function(Array<RTCIceServer>), present: function(boolean),
   *     failed: function(string)}} events
   *     before paired: opened, peer, alone, failed (the last one); after it: sealed, ice, present
   */
  constructor(crypto, plan, events) {
    this.#crypto = crypto;
    this.#plan = { ...plan };
    this.#events = events;
    this.#inviter = plan.role === 'inviter';
    this.#life = new CodeLife(plan.mode, performance.now());
    this.#rendezvous = new Rendezvous({
      opened: (room) => this.#opened(room),
      peer: () => this.#peer(),
      message: (message) => this.#heard(message),
      left: () => this.#left(),
      back: () => this.#state === 'paired' && events.present(true),
      ice: (servers) => this.#ice(servers),
      reached: () => events.reached(),
      unreachable: () => this.#unreachable(),
      ended: (reason) => this.#ended(reason),
    });
  }

  start() {
    const { mode, role, room } = this.#plan;
    this.#newRun();
    if (mode === 'rejoin') {
      this.#rendezvous.meet(room, role, this.#run.p0);
    } else if (this.#inviter) {
      this.#rendezvous.open(this.#run.p0);
    } else {
      this.#rendezvous.join(room);
    }
    if (this.#inviter) {
      const wait = this.#life.end - performance.now();
      this.#end = setTimeout(() => this.#die(Failure.EXPIRED), wait);
    }
  }

  /** Sends a sealed message, after the pairing. */
  send(value) {
    this.#rendezvous.send(value);
  }

  get iceServers() {
    return this.#iceServers;
  }

  networkChanged() {
    this.#rendezvous.renew();
  }

  /**
   * Gives the room up, or what is left of it. The last call.
   *
   * @param {boolean} [again] whether we meet in the same room again
   */
  close(again = false) {
    this.#state = 'closed';
    this.#forgetTimers();
    this.#rendezvous.close(again);
  }

  /** As close, but a code that nobody has used yet is gone for good. */
  cancel() {
    if (this.#inviter && this.#state === 'waiting' && this.#plan.mode === 'code') {
      this.#rendezvous.dead();
    }
    this.close();
  }

  #newRun() {
    const { mode, room, secret } = this.#plan;
    const pairing = { mode, room, secret };
    this.#accompanied = false;
    this.#begun = false;
    this.#run = this.#inviter
      ? new InviterRun(this.#crypto, pairing)
      : new JoinerRun(this.#crypto, pairing);
  }

  #opened(room) {
    if (this.#plan.mode === 'code') {
      if (!/^[1-9][0-9]{0,8}$/.test(room)) {
        this.#fail(Failure.REFUSED); // Such a room could not be read out.
        return;
      }
      this.#plan.room = room;
      this.#run.enter(room);
    }
    this.#events.opened(room);
  }

  #peer() {
    if (this.#state === 'waiting') {
      this.#accompanied = true;
      this.#events.peer();
      if (this.#inviter) {
        this.#run.arrived();
        this.#watch(this.#run);
      }
    } else if (this.#state === 'paired') {
      this.#events.present(true);
    }
  }

  #left() {
    if (this.#state === 'paired') {
      this.#events.present(false);
    } else if (this.#inviter && this.#accompanied && !this.#begun) {
      this.#nextRun(0); // Nothing was said yet, so nothing is counted.
    }
  }

  #unreachable() {
    if (this.#state !== 'paired') {
      this.#events.unreachable();
    }
  }

  #ice(servers) {
    this.#iceServers = servers;
    if (this.#state === 'paired') {
      this.#events.ice(servers);
    }
  }

  /** What comes before somebody has come for this run was said in the one before. */
  #heard(message) {
    const run = this.#run;
    if (this.#accompanied || !this.#inviter) {
      this.#queue(() => this.#receive(run, message));
    }
  }

  async #receive(run, message) {
    if (this.#state === 'paired') {
      if (message?.t !== 'x') {
        this.#events.sealed(message);
      }
    } else if (this.#state !== 'closed' && run === this.#run) {
      this.#begun = true;
      await this.#stepped(run, await run.receive(message));
    }
  }

  async #stepped(run, step) {
    clearTimeout(this.#step);
    if (run !== this.#run || this.#state === 'closed') {
      return;
    }
    step.send.forEach((message) => this.#rendezvous.send(message));
    this.#state = step.state === 'failed' ? 'waiting' : step.state;
    if (step.state === 'paired') {
      this.#forgetTimers();
      if (this.#inviter) {
        this.#rendezvous.paired();
      }
      this.#events.paired(step.keys);
    } else if (step.state === 'failed') {
      this.#runFailed(step);
    } else {
      this.#watch(run);
    }
  }

  #watch(run) {
    clearTimeout(this.#step);
    if (run.timed) {
      const expired = async () => this.#stepped(run, await run.timeout());
      this.#step = setTimeout(() => this.#queue(expired), STEP_MILLIS);
    }
  }

  #runFailed(step) {
    const { error, guessSpent } = step.failure;
    if (!this.#inviter) {
      if (guessSpent) {
        this.#fail(Failure.WRONG);
      } else {
        this.#fail(error === 'version' ? Failure.VERSION : Failure.UNANSWERED);
      }
      return;
    }
    const now = performance.now();
    const life = this.#life.ended(step, now);
    if (life === 'alive') {
      this.#nextRun(this.#life.delay(now));
    } else {
      this.#die(DEATHS[life]);
    }
  }

  #nextRun(delay) {
    clearTimeout(this.#step);
    this.#newRun();
    const { p0 } = this.#run;
    this.#later = setTimeout(() => this.#rendezvous.next(p0), delay);
    this.#events.alone();
  }

  #die(failure) {
    if (this.#plan.mode === 'code') {
      this.#rendezvous.dead();
    }
    this.#fail(failure);
  }

  #ended(reason) {
    if (this.#state === 'paired') {
      if (reason === End.OTHER) {
        this.#events.present(false);
      }
    } else if (this.#state === 'confirming') {
      this.#fail(Failure.WRONG); // The guess is out and was not confirmed.
    } else {
      this.#queue(() => this.#state !== 'closed' && this.#fail(this.#failureOf(reason)));
    }
  }

  #failureOf(reason) {
    if (this.#state === 'confirming') {
      return Failure.WRONG;
    }
    return this.#inviter && reason === End.GONE ? Failure.FORGOTTEN : FAILURES.get(reason);
  }

  #fail(failure) {
    this.close();
    this.#events.failed(failure);
  }

  #queue(work) {
    this.#work = this.#work.then(work);
  }

  #forgetTimers() {
    clearTimeout(this.#step);
    clearTimeout(this.#end);
    clearTimeout(this.#later);
  }
}
