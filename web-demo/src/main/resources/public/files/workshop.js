// The worker that writes, for the page: what it is asked is answered in its order.

const PATH = '/files/parts-worker.js';

/** The one address that a script may come from beside those of the page (Trusted Types). */
const POLICY = globalThis.trustedTypes?.createPolicy('sotto-worker', { createScriptURL: () => PATH });
const ADDRESS = POLICY?.createScriptURL('') ?? PATH;

export class Workshop {
  #worker;
  #waiting = new Map();
  #next = 0;

  /** Throws where there is none to be had. @returns {Promise<Workshop>} */
  static async open() {
    const workshop = new Workshop(new Worker(ADDRESS));
    const probe = { dir: 'probe', name: String(performance.timeOrigin) };
    await workshop.ask('begin', { ...probe, keep: 0 });
    await workshop.ask('remove', probe);
    return workshop;
  }

  constructor(worker) {
    this.#worker = worker;
    worker.onmessage = ({ data: { id, error } }) => this.#answered(id, error);
    worker.onerror = () => this.#lost();
  }

  /** @param {'begin'|'write'|'close'|'remove'} operation of parts-worker.js */
  ask(operation, file) {
    const id = this.#next++;
    const answer = new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
    });
    this.#worker.postMessage({ id, operation, ...file }, file.data ? [file.data.buffer] : []);
    return answer;
  }

  #answered(id, error) {
    const { resolve, reject } = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === null) {
      resolve();
    } else {
      reject(new DOMException(error.message, error.name));
    }
  }

  #lost() {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    waiting.forEach(({ reject }) => reject(new DOMException('no worker', 'NotSupportedError')));
  }
}
