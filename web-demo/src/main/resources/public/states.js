// What is said at each stage and at each end: what is happening, and what to do about it.

import { Ending, Stage } from './conversation.js';

/**
 * @typedef {{kind: 'idle'|'busy'|'connected'|'lost'|'stopped', status: string, headline: string,
 *     advice: string, talking?: boolean, leave?: string, over?: string, renew?: boolean}} State
 *     over names the button that goes on; renew says that it makes a new code at once
 */

export const START = {
  kind: 'idle',
  status: 'Ready',
  headline: 'Talk to one person',
  advice: 'Invite somebody and read them the code, or join with the code that you were given.',
};

export const LINKED = {
  kind: 'idle',
  status: 'Ready to join',
  headline: 'You were invited',
  advice: 'Join if you expect this. The code of this link works once.',
};

export const INCOMPLETE = {
  kind: 'stopped',
  status: 'This page is not complete',
  headline: 'This page is not complete',
  advice: 'Part of it could not be loaded, or is not what it has to be. Load it again.',
};

/** By Stage. */
export const STAGES = {
  [Stage.REACHING]: {
    kind: 'busy',
    status: 'Reaching the server',
    headline: 'Just a moment',
    advice: 'Knocking at the door.',
    leave: 'Cancel',
  },
  [Stage.UNREACHABLE]: {
    kind: 'lost',
    status: 'No answer from the server',
    headline: 'The server does not answer',
    advice: 'Trying again by itself. If this stays, the program that made the link may have ended.',
    leave: 'Cancel',
  },
  [Stage.WAITING]: {
    kind: 'busy',
    status: 'Waiting for the other side',
    headline: 'Your code',
    advice: 'Read it to the other side or send the link. It works once. Keep this page open.',
    leave: 'Cancel',
  },
  [Stage.MEETING]: {
    kind: 'busy',
    status: 'Connecting',
    headline: 'Somebody is there',
    advice: 'Checking that you both have the same code.',
    leave: 'Cancel',
  },
  [Stage.CONNECTING]: {
    kind: 'busy',
    status: 'Connecting',
    headline: 'You have the same code',
    advice: 'Looking for the most direct way between you.',
    leave: 'Cancel',
  },
  [Stage.CONNECTED]: {
    kind: 'connected',
    status: 'Connected',
    headline: 'You can talk now',
    advice: 'What you write goes straight to the other side, encrypted, through no server.',
    talking: true,
    leave: 'Leave',
  },
  [Stage.SILENT]: {
    kind: 'lost',
    status: 'Reconnecting…',
    headline: 'The network is gone for a moment',
    advice: 'Looking for another way. What you write arrives as soon as there is one.',
    talking: true,
    leave: 'Leave',
  },
  [Stage.AGAIN]: {
    kind: 'lost',
    status: 'Disconnected. Looking for the other side',
    headline: 'The connection is gone',
    advice: 'Keep this page open. You are connected again as soon as the other side is back.',
    leave: 'Leave',
  },
};

/** By Ending. */
export const ENDINGS = {
  [Ending.WRONG]: over(
    'Wrong code, or somebody interferes',
    'The code is used up. Ask for a new one, and say what happened.',
  ),
  [Ending.GUESSED]: over(
    'Somebody tried a wrong code; the code is used up',
    'It may have been a slip of the tongue, or somebody who guesses. Make a new code.',
    true,
  ),
  [Ending.WORN]: over(
    'The code is used up',
    'Somebody came with it too often without finishing. Make a new code.',
    true,
  ),
  [Ending.EXPIRED]: over('The code is too old', 'A code is good for an hour. Make a new one.'),
  [Ending.FORGOTTEN]: over(
    'The server has lost the code',
    'It was started anew, or could not be reached for too long. Make a new code.',
    true,
  ),
  [Ending.USED]: over(
    'This code was already used or is open elsewhere',
    'A code works once. Ask for a new one.',
  ),
  [Ending.LEFT]: over('The other side left', 'Ask for a new code.'),
  [Ending.UNANSWERED]: over(
    'The other side did not answer',
    'Nothing was spent: the same code may be tried again.',
  ),
  [Ending.VERSION]: over(
    'The other side is of another version',
    'The two have no way of pairing in common. Bring both up to date.',
  ),
  [Ending.RESTARTED]: over('The server lost its rooms', 'It was started anew. Make a new code.'),
  [Ending.BUSY]: over('The server is busy', 'Try again in a while.'),
  [Ending.TOKEN]: over(
    'Nobody can be invited from here',
    'Whoever runs this server chose who may. If it came with a link or a code, it is there for that one ' +
      'conversation. Join with a code that you were given; to invite somebody, run “sotto chat” yourself.',
  ),
  [Ending.REFUSED]: over('The server refused', 'It ended the conversation. Try anew.'),
  [Ending.BYE]: over('Disconnected: the conversation is over', 'It cannot be taken up again.'),
  [Ending.NO_WAY]: over(
    'No way to the other side',
    'You have the same code, but these networks let nothing through. The code is used up.',
  ),
  [Ending.LOST]: over('Disconnected: other side left', 'It did not come back within ten minutes.'),
  [Ending.UNHEARD]: over(
    'Disconnected before you could talk',
    'The connection broke at once and did not come back within a minute. Meet anew with a new code.',
  ),
  [Ending.AUTH]: over(
    'Closed: the other side may be somebody else',
    'What it showed does not fit. Nothing more was sent. Meet anew with a new code.',
  ),
  [Ending.PROTOCOL]: over('Closed: the other side made no sense', 'It broke the rules of Sotto.'),
  [Ending.OTHER_KEY]: over(
    'Closed: not the contact you expected',
    'Somebody had the code, but another key. Nothing was shown or sent.',
  ),
};

export const EAVESDROPPED = over(
  'Closed: somebody may be listening',
  'Different words mean that somebody may sit between you and read along. Do not use this way again.',
);

function over(headline, advice, renew = false) {
  const next = renew ? 'New code' : 'Start anew';
  return { kind: 'stopped', status: headline, headline, advice, over: next, renew };
}
