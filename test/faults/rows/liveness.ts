import type { FaultRow, Seed } from '../row.ts';

const clientState = 'test/unit/imap/client-state.test.ts';
const client = 'test/unit/imap/client-liveness.test.ts';
const wake = 'test/unit/mail/wake-watch.test.ts';
const connection = 'extension/imap/session/connection.ts';
const idle = 'extension/imap/client/idle-loop.ts';
const watch = 'extension/mail/wake-watch.ts';
const session = 'extension/mail/account-session.ts';

const pool = 'test/unit/mail/connection-pool.test.ts';
const allowance = 'extension/imap/client/allowance.ts';
const triedAgain =
  'fault 65: after a refusal one connection more is tried, later and later, and not while nobody needs it';

const save = 'extension/message/save-file.ts';

const jobKill = 'test/unit/imap/job-kill.test.ts';
const inTransfer = (find: string, replace: string): Seed => ({
  file: 'extension/imap/client/transfer-job.ts',
  find,
  replace,
});
const inAppend = (find: string, replace: string): Seed => ({
  file: 'extension/imap/client/append-job.ts',
  find,
  replace,
});
/** Jobs of a process that is killed; the seed, and what it breaks. */
const killedAtWrites: readonly (readonly [string, Seed, string])[] = [
  ['MOVE', inTransfer('job.#done = state.done;', ''), 'what is done is begun again'],
  ['a move by fall-back', inTransfer('job.#unsure = state.unsure;', ''), 'copied again without a look'],
  [
    'a move by fall-back without UIDPLUS',
    inTransfer('await options.keep?.(this.state);\n    try {', 'try {'),
    'nothing is kept before COPY',
  ],
  ['COPY', inTransfer('mark: this.#mark,', 'mark: null,'), 'where the target ended is not kept'],
  ['a move of many pieces', inTransfer('copied: this.#copied,', 'copied: [],'), 'what was copied stays in the source'],
  ['APPEND', inAppend('await options.keep?.(this.state);\n      try {', 'try {'), 'nothing is kept before APPEND'],
  ['APPEND without UIDPLUS', inAppend('job.#unsure = state.unsure;', ''), 'sent again without a look'],
];
const killedAtAnswers: readonly (readonly [string, Seed, string])[] = [
  ['a move by fall-back', inTransfer('job.#mark = state.mark;', ''), 'where the target ended is forgotten'],
  ['MOVE', inTransfer('done: this.#done,', 'done: "removed",'), 'what was begun counts as done'],
  ['APPEND', inAppend('job.#mark = state.mark;', ''), 'where the mailbox ended is forgotten'],
];

export const liveness: readonly FaultRow[] = [
  {
    row: 59,
    fault: 'a peer that is gone, found at the renewal of IDLE',
    test: { file: client, name: 'IDLE is renewed after 25 minutes, and a dead peer is found by it' },
    seed: { file: connection, find: 'this.#closeIfDead(timeoutMs);', replace: '' },
    bug: 'a dead connection is kept',
  },
  {
    row: 59,
    fault: 'a peer that is gone, found by a command',
    test: {
      file: client,
      name: 'a server that says nothing any more: the command fails after a minute, the connection is given up',
    },
    seed: {
      file: connection,
      find: 'export const defaultTimeoutMs = 60_000;',
      replace: 'export const defaultTimeoutMs = 180_000;',
    },
    bug: 'a command waits three minutes',
  },
  {
    row: 59,
    fault: 'a peer that is gone, found by whoever follows counts by NOTIFY',
    test: {
      file: 'test/unit/imap/client-keep.test.ts',
      name: 'NOTIFY: the connection is kept in use, and a dead peer is found by it within two minutes',
    },
    seed: { file: 'extension/imap/client/follow-counts.ts', find: 'renewal.begin();', replace: '' },
    bug: 'nothing is ever sent',
  },
  {
    row: 60,
    fault: 'single octets',
    test: { file: client, name: 'fault 60: single octets now and then are no progress' },
    seed: {
      file: 'extension/imap/session/literal-router.ts',
      find: 'this.#sinceProgress >= progressStep || this.#remaining === 0',
      replace: 'this.#sinceProgress >= 1 || this.#remaining === 0',
    },
    bug: 'every octet is progress',
  },
  {
    row: 61,
    fault: '25 minutes',
    test: { file: client, name: 'IDLE is renewed after 25 minutes, and a dead peer is found by it' },
    seed: { file: idle, find: 'const renewMs = 25 * 60_000;', replace: 'const renewMs = 31 * 60_000;' },
    bug: 'IDLE is renewed when the server has hung up',
  },
  {
    row: 62,
    fault: 'eight hours of sleep, a clock that is set',
    test: {
      file: wake,
      name: 'fault 62: a sleep and a clock that was set are noticed once each, an ordinary hour is not',
    },
    seed: { file: watch, find: 'if (jumped || moved) disturbed();', replace: 'if (moved) disturbed();' },
    bug: 'a sleep is not noticed',
  },
  {
    row: 62,
    fault: 'a connection that died meanwhile',
    test: {
      file: wake,
      name: 'fault 62: after a disturbance a dead connection is found within 15 seconds, and reconnected within 2 more',
    },
    seed: { file: session, find: 'const aliveMs = 15_000;', replace: 'const aliveMs = 150_000;' },
    bug: 'a dead connection may take its time',
  },
  {
    row: 62,
    fault: 'a connection that lives',
    test: { file: wake, name: 'fault 62: a connection that answers stays, and nothing else is asked of it' },
    seed: { file: session, find: 'this.#pool?.checkAlive(aliveMs);', replace: "this.#lost({ kind: 'eof' });" },
    bug: 'connections are given up without being asked',
  },
  {
    row: 63,
    fault: 'other addresses',
    test: {
      file: wake,
      name: 'fault 63: another network is noticed, and the moment one comes back, not the moment it goes',
    },
    seed: { file: watch, find: 'if (jumped || moved) disturbed();', replace: 'if (jumped) disturbed();' },
    bug: 'another network is not noticed',
  },
  {
    row: 63,
    fault: 'the next attempt lies minutes ahead',
    test: {
      file: wake,
      name: 'fault 63: who waits for the next attempt does not wait longer once the network is back; a refusal still does',
    },
    seed: {
      file: session,
      find: "if (state.kind === 'lost' || (state.kind === 'failed' && state.retryAt !== null)) {",
      replace: "if (state.kind === 'lost') {",
    },
    bug: 'the back-off is sat out',
  },
  {
    row: 64,
    fault: 'no IDLE among the capabilities',
    test: { file: client, name: 'without IDLE the mailbox is polled' },
    seed: {
      file: idle,
      find: "let canIdle = connection.engine.view.abilities.has('IDLE');",
      replace: 'let canIdle = true;',
    },
    bug: 'IDLE is sent all the same',
  },
  {
    row: 64,
    fault: 'IDLE that is offered and refused',
    test: { file: client, name: 'IDLE that is offered and refused falls back to polling' },
    seed: {
      file: idle,
      find: "error.detail.kind !== 'refused') throw error;",
      replace: "error.detail.kind !== 'aborted') throw error;",
    },
    bug: 'a refused IDLE ends the watching',
  },
  {
    row: 64,
    fault: 'IDLE that is offered, taken and ended at once',
    test: {
      file: client,
      name: 'fault 64: IDLE that ends as soon as it begins is asked for later and later, then the mailbox is polled',
    },
    seed: { file: idle, find: "else if (end === 'short') short++;", replace: '' },
    bug: 'IDLE is sent twice a second for ever',
  },
  {
    row: 65,
    fault: 'one connection more is refused',
    test: {
      file: pool,
      name: 'a server that refuses one more connection shrinks the pool instead of failing the user',
    },
    seed: {
      file: 'extension/imap/client/connection-pool.ts',
      find: "const limited = slot.opened !== 'at-once' || connectionLimitText(error) !== null;",
      replace: 'const limited = false;',
    },
    bug: 'the refusal fails who asked',
  },
  {
    row: 65,
    fault: 'too many connections, said in words',
    test: {
      file: 'test/unit/mail/pool-limit.test.ts',
      name: 'too many connections, in words, tell nothing about the password, and pass',
    },
    seed: {
      file: 'extension/mail/failure-rules.ts',
      find: 'if (limitsConnections(error.command, status) || waitAskedFor(error) > 0) return false;',
      replace: 'if (waitAskedFor(error) > 0) return false;',
    },
    bug: 'a password is asked for',
  },
  {
    row: 65,
    fault: 'one connection more is refused, and taken later',
    test: { file: pool, name: triedAgain },
    seed: { file: allowance, find: 'this.#trial = true;', replace: 'this.#trial = false;' },
    bug: 'the pool never grows again',
  },
  {
    row: 65,
    fault: 'one connection more is refused for ever',
    test: { file: pool, name: triedAgain },
    seed: { file: allowance, find: 'this.#wait++;', replace: '' },
    bug: 'the waits do not grow',
  },
  {
    row: 65,
    fault: 'attempts to come back: the first',
    test: {
      file: 'test/unit/mail/backoff.test.ts',
      name: 'waits grow, and two windows rarely wait alike',
    },
    seed: {
      file: 'extension/imap/client/backoff.ts',
      find: 'const firstMs = 1_000;',
      replace: 'const firstMs = 10_000;',
    },
    bug: 'the first attempt comes late',
  },
  {
    row: 65,
    fault: 'attempts to come back: the later ones',
    test: {
      file: 'test/unit/mail/backoff.test.ts',
      name: 'the first reconnect comes within two seconds, later ones within five minutes',
    },
    seed: {
      file: 'extension/imap/client/backoff.ts',
      find: 'const capMs = 5 * 60_000;',
      replace: 'const capMs = 50 * 60_000;',
    },
    bug: 'the waits grow without bound',
  },
  {
    row: 65,
    fault: 'many windows come back at once',
    test: { file: 'test/unit/mail/backoff.test.ts', name: 'waits grow, and two windows rarely wait alike' },
    seed: {
      file: 'extension/imap/client/backoff.ts',
      find: 'full * (1 - random / 2)',
      replace: 'full * (1 - 0 * random)',
    },
    bug: 'no jitter',
  },
  {
    row: 66,
    fault: 'a reader that goes in the middle of a literal',
    test: {
      file: 'test/unit/imap/client-given-up.test.ts',
      name: 'cancelling in the middle of a literal rejects at once and harms nobody else',
    },
    seed: {
      file: 'extension/imap/session/literal-router.ts',
      find: '    this.#target = null;\n    return this.#remaining <= drainOctets;',
      replace: '    this.#target = null;\n    return false;',
    },
    bug: 'the connection dies with its reader',
  },
  {
    row: 66,
    fault: 'a literal too long to be drained',
    test: {
      file: 'test/unit/imap/client-given-up.test.ts',
      name: 'a reader that stops early in a very long literal ends the connection',
    },
    seed: {
      file: 'extension/imap/session/literal-router.ts',
      find: '    this.#target = null;\n    return this.#remaining <= drainOctets;',
      replace: '    this.#target = null;\n    return true;',
    },
    bug: 'a hundred megabytes are read for nobody',
  },
  {
    row: 66,
    fault: 'what a reader that went leaves behind, and that never ends',
    test: {
      file: 'test/unit/imap/client-given-up.test.ts',
      name: 'what nobody wants any more is read for ten seconds, then the connection ends',
    },
    seed: {
      file: 'extension/imap/session/drain.ts',
      find: 'const drainMs = 10_000;',
      replace: 'const drainMs = 100_000;',
    },
    bug: 'others wait behind a literal of nobody for as long as the server likes',
  },
  {
    row: 66,
    fault: 'cancelled in the middle of a literal from the server',
    test: {
      file: clientState,
      name: 'fault 66: cancelled in the middle of a literal, the connection goes on with the next command',
    },
    seed: {
      file: 'extension/imap/session/literal-router.ts',
      find: 'return this.#remaining <= drainOctets;',
      replace: 'return false;',
    },
    bug: 'cancelling costs the connection',
  },
  {
    row: 66,
    fault: 'cancelled in the middle of a literal to the server',
    test: {
      file: clientState,
      name: 'fault 66: cancelled while a literal of ours goes up: the connection ends instead of sending half a message',
    },
    seed: {
      file: 'extension/imap/session/engine.ts',
      find: 'if (this.#sender.isStreaming(submission) || !this.#receiver.literals',
      replace: 'if (!this.#receiver.literals',
    },
    bug: 'the server waits for octets that never come',
  },
  {
    row: 66,
    fault: 'cancelled in the middle of a literal to the server, while others wait for answers',
    test: {
      file: clientState,
      name: 'fault 66: cancelled while a literal of ours goes up: the connection ends instead of sending half a message',
    },
    seed: {
      file: 'extension/imap/session/refusal.ts',
      find: "retry: reason.kind === 'logout' || reason.kind === 'aborted' ?",
      replace: "retry: reason.kind === 'logout' || reason.kind === 'given-up' ?",
    },
    bug: 'those who gave nothing up are told not to try again',
  },
  {
    row: 67,
    // What the house writes besides are settings, secrets and globalState, which VS Code writes whole.
    fault: 'while a file is saved or exported, over another or under a new name',
    test: {
      file: 'test/unit/message/save-file.test.ts',
      name: 'fault 67: killed at any write, a file keeps what it held or a new name stays free, and a second run saves',
    },
    seed: { file: save, find: "await open(temporary, 'wx');", replace: "await open(join(folder, 'a.txt'), 'w');" },
    bug: 'the file is written under its name',
  },
  ...killedAtWrites.map(([job, seed, bug]): FaultRow => ({
    row: 67,
    fault: `${job}, at every write of its state, once and twice`,
    test: { file: jobKill, name: `fault 67: ${job}: the process killed at any write of its state, once or twice` },
    seed,
    bug,
  })),
  ...killedAtAnswers.map(([job, seed, bug]): FaultRow => ({
    row: 67,
    fault: `${job}, before every answer of the server`,
    test: {
      file: jobKill,
      name: `fault 67: ${job}: the process killed before any answer of the server, which it never sees`,
    },
    seed,
    bug,
  })),
  {
    row: 67,
    fault: 'the store takes nothing',
    test: { file: jobKill, name: 'fault 67: a store that fails: the step is not taken' },
    seed: inTransfer(
      'await options.keep?.(this.state);\n    try {',
      'Promise.resolve(options.keep?.(this.state)).catch(() => undefined);\n    try {',
    ),
    bug: 'what could not be kept is done all the same',
  },
  {
    row: 67,
    fault: 'a job taken up with another message',
    test: {
      file: jobKill,
      name: 'fault 67: what was kept is plain JSON; other octets, or a state of another version, are refused',
    },
    seed: inAppend('digestOf(content) !== header', 'content.length > 2 ** 31'),
    bug: 'whatever octets are given are sent',
  },
];
