// How a transfer ended, in a sentence that says what to do, and what became of a file, in a word or two.

import { counted } from './measures.js';

/** By FileState (files/transfers.js): what is said of a file beside its name. */
export const FATES = {
  waiting: '',
  running: '',
  got: '',
  'left-out': 'not taken',
  gone: 'is gone at the sender',
  changed: 'changed while it was sent',
  unreadable: 'could not be read',
  skipped: 'skipped',
  'disk-full': 'no space left',
  permission: 'may not be written',
  exists: 'is there already',
  disk: 'could not be written',
  integrity: 'arrived damaged, not kept',
};

/** What is said of a file that came, but that the browser did not keep. */
export const NOT_KEPT = 'not here any more';

/** By the reason why it ended (files/transfers.js, End), for either side and both ways. */
const ENDS = {
  declined: ({ own }) => (own ? 'You declined.' : 'The other side declined.'),
  cancelled: ({ own }) => (own ? 'You cancelled this.' : 'The other side cancelled this.'),
  leaving: () => 'Ended with the conversation. What is there can be resumed by sending it again.',
  lost: () => 'The other side did not go on. Send it again, after a break with a new code: it goes on where it stopped.',
  busy: () => 'Too many transfers at once. Send it again when one is done.',
  'disk-full': ({ own }) =>
    own
      ? 'No space left here. Make room, then have it sent again: it goes on where it stopped.'
      : 'The other side has no space left. Send it again when there is room.',
  disk: ({ own }) =>
    own ? 'The files could not be written here.' : 'The other side could not write the files.',
  integrity: () => 'A file arrived damaged and was not kept. Send it again.',
  protocol: () => 'The other side broke the rules of Sotto.',
};

/**
 * @param {import('./files/transfers.js').Transfer} transfer that has ended
 * @returns {{good: boolean, text: string}}
 */
export function endOf({ end, outgoing, savable }) {
  if (end.why === 'done') {
    const files = counted(end.files, 'file');
    const done = savable === false ? `Saved ${files}.` : `Received ${files}, checked.`;
    return { good: true, text: outgoing ? `Delivered ${files}.` : done };
  }
  if (end.why === 'partly') {
    const missing = counted(end.failed.length, 'file');
    const verb = outgoing ? 'did not arrive' : 'could not be had';
    return { good: false, text: `${counted(end.files, 'file')} arrived, ${missing} ${verb}.` };
  }
  return { good: false, text: ENDS[end.why](end) };
}
