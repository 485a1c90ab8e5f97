// Session descriptions are never carried: each side takes its own apart into fields and builds the
// other's from the fields that came, by the template here. So a peer cannot add a line.
// docs/protocol.md, "Sealed contents".

const TOKEN = /^[A-Za-z0-9+/]+$/; // ice-char, RFC 8839 section 5.4
const CANDIDATE_CHARACTERS = /^[A-Za-z0-9 .:/+_-]+$/;
const LONGEST_CANDIDATE = 200;
const CANDIDATE =
  /^(?<foundation>[A-Za-z0-9+/]{1,32}) (?<component>[1-9]\d{0,2}) (?<transport>udp|tcp) (?<priority>\d{1,10}) (?<address>[A-Za-z0-9.:-]{1,128}) (?<port>\d{1,5}) typ (?<type>host|srflx|prflx|relay)(?<rest>(?: \S+ \S+)*)$/i;
const MAPPED = ' mapped 1';
const LEAST_MESSAGE = 1_200;
const MOST_MESSAGE = 0xffff_ffff;

export const FINGERPRINT_BYTES = 32;

/**
 * The fields of a description that this browser made.
 *
 * @param {string} sdp
 * @returns {{ufrag: string, pwd: string, fingerprint: Uint8Array, maxMessageSize: number}}
 */
export function fieldsOf(sdp) {
  const value = (name) => new RegExp(`^a=${name}:(.+?)\\s*$`, 'm').exec(sdp)?.[1];
  const [algorithm, hex] = (value('fingerprint') ?? '').split(' ');
  if (algorithm?.toLowerCase() !== 'sha-256') {
    throw new Error('this browser describes itself without a SHA-256 fingerprint');
  }
  return {
    ufrag: value('ice-ufrag'),
    pwd: value('ice-pwd'),
    fingerprint: Uint8Array.from(hex.split(':'), (byte) => Number.parseInt(byte, 16)),
    maxMessageSize: Number(value('max-message-size') ?? 65_536),
  };
}

/** Whether a peer's user fragment and password have the lengths and letters of RFC 8839. */
export function areCredentials(ufrag, pwd) {
  return (
    typeof ufrag === 'string' &&
    typeof pwd === 'string' &&
    TOKEN.test(ufrag) &&
    TOKEN.test(pwd) &&
    ufrag.length >= 4 &&
    ufrag.length <= 256 &&
    pwd.length >= 22 &&
    pwd.length <= 256
  );
}

/** Whether a peer's largest message is a size that makes sense; 0 is without a limit. */
export function isMessageSize(size) {
  return size === 0 || (Number.isInteger(size) && size >= LEAST_MESSAGE && size <= MOST_MESSAGE);
}

/**
 * A description of the peer for this browser.
 *
 * @param {{ufrag: string, pwd: string, fingerprint: Uint8Array, maxMessageSize: number}} fields
 *     already checked
 * @param {'offer'|'answer'} type the joiner offers, the inviter answers and is the DTLS client
 * @param {number} version rises with each ICE restart
 * @returns {RTCSessionDescriptionInit}
 */
export function description(fields, type, version) {
  const fingerprint = Array.from(fields.fingerprint, (byte) =>
    byte.toString(16).padStart(2, '0').toUpperCase(),
  ).join(':');
  const lines = [
    'v=0',
    `o=- 1 ${version} IN IP4 127.0.0.1`,
    's=-',
    't=0 0',
    'a=group:BUNDLE 0',
    'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
    'c=IN IP4 0.0.0.0',
    `a=ice-ufrag:${fields.ufrag}`,
    `a=ice-pwd:${fields.pwd}`,
    'a=ice-options:trickle',
    `a=fingerprint:sha-256 ${fingerprint}`,
    `a=setup:${type === 'offer' ? 'actpass' : 'active'}`,
    'a=mid:0',
    'a=sctp-port:5000',
    `a=max-message-size:${fields.maxMessageSize}`,
  ];
  return { type, sdp: `${lines.join('\r\n')}\r\n` };
}

/**
 * A candidate written anew with nothing but what both sides need, or null if it is none of ours to
 * use: unknown transports and further attributes (generation, network) are left out.
 *
 * @param {*} text the value of a candidate attribute
 * @returns {?string}
 */
export function candidate(text) {
  if (typeof text !== 'string' || text.length > LONGEST_CANDIDATE + 'candidate:'.length) {
    return null;
  }
  const value = text.replace(/^candidate:/, '');
  const parsed = CANDIDATE_CHARACTERS.test(value) ? CANDIDATE.exec(value)?.groups : undefined;
  if (parsed === undefined || Number(parsed.port) > 65_535) {
    return null;
  }
  const rest = new Map();
  const words = parsed.rest.split(' ').slice(1);
  for (let i = 0; i + 1 < words.length; i += 2) {
    rest.set(words[i].toLowerCase(), words[i + 1]);
  }
  const { foundation, component, transport, priority, address, port, type } = parsed;
  let written = `${foundation} ${component} ${transport.toLowerCase()} ${priority} ${address} ${port} typ ${type.toLowerCase()}`;
  if (type.toLowerCase() !== 'host' && rest.has('raddr') && /^\d{1,5}$/.test(rest.get('rport'))) {
    written += ` raddr ${rest.get('raddr')} rport ${rest.get('rport')}`;
  }
  if (/^(active|passive|so)$/.test(rest.get('tcptype') ?? '')) {
    written += ` tcptype ${rest.get('tcptype')}`;
  }
  if (type.toLowerCase() === 'srflx' && rest.get('mapped') === '1') {
    written += MAPPED;
  }
  return written.length <= LONGEST_CANDIDATE ? written : null;
}

/**
 * A candidate as a browser takes it, and its place if a gateway was asked to open that, which only
 * peers of our own kind say.
 *
 * @param {string} value of `candidate`
 * @returns {{plain: string, mapped: ?string}} mapped as placeOf gives it
 */
export function unmarked(value) {
  const isMapped = value.endsWith(MAPPED);
  const plain = isMapped ? value.slice(0, -MAPPED.length) : value;
  return { plain, mapped: isMapped ? placeOf(CANDIDATE.exec(plain).groups) : null };
}

/** An address and a port as text. */
export function placeOf({ address, port }) {
  return `${address.includes(':') ? `[${address}]` : address}:${port}`;
}
