// What both sides have after a pairing (docs/protocol.md, "KEYS").

import { hex, wipe } from './bytes.js';
import { hkdfExpand, hkdfExtract } from './crypto.js';
import { Opener, Sealer } from './seal.js';

/** The keys of one run, for one of its sides. */
export class PairingKeys {
  #bind;
  #rejoinRoom;
  #rejoinSecret;
  #sealer;
  #opener;

  constructor({ bind, rejoinRoom, rejoinSecret, sealer, opener }) {
    this.#bind = bind;
    this.#rejoinRoom = rejoinRoom;
    this.#rejoinSecret = rejoinSecret;
    this.#sealer = sealer;
    this.#opener = opener;
  }

  /** Ties the session and the introduction to this run: 32 bytes. */
  get bind() {
    return this.#bind;
  }

  /** Where both meet again, in hex. */
  get rejoinRoom() {
    return this.#rejoinRoom;
  }

  /** The secret of the next run there: 32 bytes. */
  get rejoinSecret() {
    return this.#rejoinSecret;
  }

  /** Seals what goes to the other side. @type {Sealer} */
  get sealer() {
    return this.#sealer;
  }

  /** Opens what comes from it. @type {Opener} */
  get opener() {
    return this.#opener;
  }

  /** Overwrites all of them. */
  wipe() {
    wipe(this.#bind, this.#rejoinSecret);
    this.#sealer.wipe();
    this.#opener.wipe();
  }
}

/**
 * Everything that follows from the transcript and the shared secret.
 *
 * @param {import('./crypto.js').CryptoBackend} crypto
 * @param {'joiner'|'inviter'} role  ours
 * @param {Uint8Array} transcript  TH
 * @param {Uint8Array} secret      ISK; wiped
 * @returns {Promise<{ownTag: Uint8Array, otherTag: Uint8Array, keys: PairingKeys}>}
 */
export async function schedule(crypto, role, transcript, secret) {
  const key = await hkdfExtract(crypto, transcript, secret);
  const derive = (label, length) => hkdfExpand(crypto, key, `sotto/1 ${label}`, length);
  const tag = async (side) => {
    const confirm = await derive(`confirm ${side}`, 32);
    return (await crypto.hmacSha512(confirm, transcript)).slice(0, 32);
  };
  const other = role === 'joiner' ? 'inviter' : 'joiner';
  const result = {
    ownTag: await tag(role),
    otherTag: await tag(other),
    keys: new PairingKeys({
      bind: await derive('bind', 32),
      rejoinRoom: hex(await derive('rejoin room', 16)),
      rejoinSecret: await derive('rejoin secret', 32),
      sealer: new Sealer(crypto, role, await derive(`seal ${role}`, 44)),
      opener: new Opener(crypto, other, await derive(`seal ${other}`, 44)),
    }),
  };
  wipe(key, secret);
  return result;
}
