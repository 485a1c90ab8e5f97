// The way between the two, as far as the browser tells: in a word beside the status, whole in a
// dialog.

import { element } from './elements.js';
import { size } from './measures.js';
import { placeOf } from './sdp.js';

const EVERY = 5_000;

/** What the ways are to people. */
const KINDS = {
  direct: ['Direct', 'Straight from this machine to the other.'],
  routed: ['Direct', 'Straight through the routers between you.'],
  mapped: ['Mapped', 'Straight to a port that the router of the other side opened for it.'],
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

  /** @param {function(): Promise<?object>} stats of the connection that there is, as of Peer */
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
    const stats = await this.#stats();
    const path = stats && pathOf(stats);
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

/**
 * @param {{report: RTCStatsReport, mapped: Set<string>}} stats
 * @returns {?{kind: string, facts: Array<[string, string]>}}
 */
export function pathOf({ report, mapped }) {
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
  const trip = pair.currentRoundTripTime;
  const facts = [
    ['Here', endOf(own)],
    ['There', endOf(other)],
    ['Protocol', `${own.relayProtocol ?? own.protocol ?? 'udp'}`.toUpperCase()],
    ['There and back', trip === undefined ? 'not measured yet' : `${Math.round(trip * 1000)} ms`],
    ['Sent', size(pair.bytesSent ?? 0)],
    ['Received', size(pair.bytesReceived ?? 0)],
  ];
  return { kind: kindOf(own, other, mapped), facts };
}

function kindOf(own, other, mapped) {
  const types = [own.candidateType, other.candidateType];
  if (types.includes('relay')) {
    return 'relayed';
  }
  // A browser may have seen the place on the way before it was told of it, so its type says nothing.
  if (other.address && mapped.has(placeOf(other))) {
    return 'mapped';
  }
  return types.every((type) => type === 'host') ? 'direct' : 'routed';
}

function endOf({ address, port, candidateType }) {
  const type = TYPES[candidateType] ?? candidateType;
  return address ? `${placeOf({ address, port })}, ${type}` : type;
}
