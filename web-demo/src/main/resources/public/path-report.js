// The way between the two, as far as the browser tells: in a word beside the status, whole in a
// dialog.

import { element } from './elements.js';
import { size } from './measures.js';

const EVERY = 5_000;

/** What the ways are to people. A mapped port of the other side looks to a browser like its machine. */
const KINDS = {
  direct: ['Direct', 'Straight from this machine to the other.'],
  mapped: ['Direct', 'Straight through the routers between you.'],
  relayed: ['Relayed', 'A relay passes everything on. It cannot read any of it.'],
};

const TYPES = {
  host: 'address of the machine',
  srflx: 'address of its router',
  prflx: 'address of its router, seen on the way',
  relay: 'relay',
};

export class PathReport {
  #button = document.getElementById('path');
  #word = document.getElementById('path-word');
  #dialog = document.getElementById('path-dialog');
  #headline = document.getElementById('path-title');
  #meaning = document.getElementById('path-meaning');
  #facts = document.getElementById('path-facts');
  #stats;
  #timer = 0;
  #connected = false;

  /** @param {function(): Promise<?RTCStatsReport>} stats of the connection that there is */
  constructor(stats) {
    this.#stats = stats;
    this.#button.addEventListener('click', () => this.#open());
    document.getElementById('path-close').addEventListener('click', () => this.#dialog.close());
  }

  /** Whether there is a path to tell of. */
  set connected(connected) {
    clearInterval(this.#timer);
    this.#connected = connected;
    if (connected) {
      this.#timer = setInterval(() => this.#look(), EVERY);
      this.#look();
    } else {
      this.#button.hidden = true;
      this.#dialog.close();
    }
  }

  async #open() {
    await this.#look();
    this.#dialog.showModal();
  }

  async #look() {
    const report = await this.#stats();
    const path = report && pathOf(report);
    if (!this.#connected || path === null) {
      this.#button.hidden = true;
      return;
    }
    const [word, meaning] = KINDS[path.kind];
    this.#button.hidden = false;
    this.#word.textContent = word;
    this.#headline.textContent = `${word} connection`;
    this.#meaning.textContent = meaning;
    const rows = path.facts.flatMap(([name, value]) => [
      element('dt', '', name),
      element('dd', '', value),
    ]);
    this.#facts.replaceChildren(...rows);
  }
}

/** @param {RTCStatsReport} report @returns {?{kind: string, facts: Array<[string, string]>}} */
export function pathOf(report) {
  const entries = [...report.values()];
  const selected = entries.find(({ type }) => type === 'transport')?.selectedCandidatePairId;
  const pair =
    report.get(selected) ??
    entries.find(({ type, nominated, state }) => {
      return type === 'candidate-pair' && nominated && state === 'succeeded';
    });
  const own = report.get(pair?.localCandidateId);
  const other = report.get(pair?.remoteCandidateId);
  if (own === undefined || other === undefined) {
    return null;
  }
  const types = [own.candidateType, other.candidateType];
  const direct = types.every((type) => type === 'host') ? 'direct' : 'mapped';
  const trip = pair.currentRoundTripTime;
  const facts = [
    ['Here', placeOf(own)],
    ['There', placeOf(other)],
    ['Protocol', `${own.relayProtocol ?? own.protocol ?? 'udp'}`.toUpperCase()],
    ['There and back', trip === undefined ? 'not measured yet' : `${Math.round(trip * 1000)} ms`],
    ['Sent', size(pair.bytesSent ?? 0)],
    ['Received', size(pair.bytesReceived ?? 0)],
  ];
  return { kind: types.includes('relay') ? 'relayed' : direct, facts };
}

function placeOf({ address, port, candidateType }) {
  const type = TYPES[candidateType] ?? candidateType;
  return address ? `${address.includes(':') ? `[${address}]` : address}:${port}, ${type}` : type;
}
