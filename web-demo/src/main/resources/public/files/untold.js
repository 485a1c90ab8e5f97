// Transfers of ours that were called off while the peer may not have heard it: it would wait for them.
// docs/protocol.md, "After a break".

import { Gone } from './link.js';

const MOST = 64;
const DOUBT = 5_000; // milliseconds in which a closed channel may turn out to be a broken connection

export class Untold {
  #manifests = new Map(); // hashes by id

  /** @param {string} id @param {string} manifest its hash */
  add(id, manifest) {
    this.#manifests.set(id, manifest);
    if (this.#manifests.size > MOST) {
      this.#manifests.delete(this.#manifests.keys().next().value);
    }
  }

  clear() {
    this.#manifests.clear();
  }

  /**
   * It was said on this link, which is being closed: if the connection stands afterwards, it was heard.
   *
   * @param {string} id
   * @param {import('./link.js').Link} link
   * @param {function(): boolean} stands whether it is still the same connection
   */
  async said(id, link, stands) {
    await link.gone;
    setTimeout(() => stands() && this.#manifests.delete(id), DOUBT);
  }

  /**
   * Says it of all, one after another, so that few channels are open at once.
   *
   * @param {function(): ?import('./link.js').Link} open
   * @param {function(): boolean} stands
   */
  async tell(open, stands) {
    for (const [id, manifest] of [...this.#manifests]) {
      const link = stands() ? open() : null;
      if (link === null) {
        return; // Another time.
      }
      this.said(id, link, stands);
      try {
        await link.room();
        link.say({ t: 'again', id, manifest });
        link.say({ t: 'cancel', why: 'user' });
        link.close();
      } catch (e) {
        if (!(e instanceof Gone)) {
          throw e;
        }
      }
      await link.gone;
    }
  }
}
