import assert from 'node:assert/strict';
import { XOAuth2 } from '../../../extension/imap/auth/oauth.ts';
import { Plain } from '../../../extension/imap/auth/plain.ts';
import { Append } from '../../../extension/imap/command/append.ts';
import { Authenticate } from '../../../extension/imap/command/authenticate.ts';
import { Capability } from '../../../extension/imap/command/capability.ts';
import type { Command } from '../../../extension/imap/command/command.ts';
import { Copy } from '../../../extension/imap/command/copy.ts';
import { Expunge } from '../../../extension/imap/command/expunge.ts';
import { FetchSection } from '../../../extension/imap/command/fetch-section.ts';
import { Fetch } from '../../../extension/imap/command/fetch.ts';
import { Idle } from '../../../extension/imap/command/idle.ts';
import { List } from '../../../extension/imap/command/list.ts';
import { Login } from '../../../extension/imap/command/login.ts';
import { Search } from '../../../extension/imap/command/search.ts';
import { Select } from '../../../extension/imap/command/select.ts';
import { close, logout, noop } from '../../../extension/imap/command/simple.ts';
import { StartTls } from '../../../extension/imap/command/starttls.ts';
import { Status } from '../../../extension/imap/command/status.ts';
import { Store } from '../../../extension/imap/command/store.ts';
import { ImapError } from '../../../extension/imap/errors.ts';
import { Secrets } from '../../../extension/imap/trace/secrets.ts';
import { Engine } from '../../../extension/imap/session/engine.ts';
import type { Selection } from '../../../extension/imap/session/selection.ts';
import { Submission } from '../../../extension/imap/session/submission.ts';
import { uid } from '../../../extension/imap/wire/ids.ts';
import { inbox, mailboxFromDisplay } from '../../../extension/imap/wire/mailbox-name.ts';
import { hashOf, Random } from '../engine/random.ts';
import type { Target } from '../engine/target.ts';

const limits = { line: 8192, response: 16384, inlinedLiteral: 4096, literals: 64 };
const work = mailboxFromDisplay('Wörk', false);
const few = [{ from: 1, to: 40 }];

type Log = (what: string, value: unknown) => void;
type Make = (selection: Selection, log: Log) => Command<unknown>;

/** Commands that the input asks for by letter. */
const outside: readonly ((log: Log) => Command<unknown>)[] = [
  () => new Authenticate(new Plain('a', 'b')),
  () => new Authenticate(new XOAuth2('a', 'token')),
  () => new Login('a', 'b\n"'),
  () => new Capability(),
  () => new StartTls(),
  () => new List({ reference: '', pattern: '*', subscribedOnly: false, returns: null }),
  () => new Status(work, ['MESSAGES', 'UNSEEN']),
  () => new Select(inbox, false),
  () => new Select(work, true),
  () => new Append(work, [{ content: Buffer.from('From: a\r\n\r\nb'), flags: ['\\Seen'] }]),
  () => noop(),
  () => logout(),
];
const inside: readonly Make[] = [
  (selection, log) =>
    new Fetch(selection, { skip: 0, count: 9 }, ['FLAGS', 'ENVELOPE', 'BODYSTRUCTURE'], (row) =>
      log('row', [row.seq, row.uid, row.flags, row.envelope?.subject, row.bodyStructure?.type]),
    ),
  (selection, log) =>
    new Fetch(selection, { uids: few }, ['FLAGS'], (row) => log('row', [row.seq, row.uid, row.flags])),
  (selection, log) => {
    let text = '';
    return new FetchSection(
      selection,
      { uid: uid(20), section: '', partial: null },
      {
        begin: (total) => {
          log('begin', [total, text]);
          text = '';
        },
        chunk: (octets) => {
          text += octets.toString('latin1');
          if (text.length > 100_000) log('long', text.length);
        },
      },
    );
  },
  (selection) => new Search(selection, { criteria: {}, returns: ['ALL', 'COUNT'] }),
  (selection) => new Search(selection, { criteria: {}, returns: null }),
  (selection) => new Store(selection, few, { operation: 'add', values: ['\\Deleted'] }),
  (selection) => new Copy(selection, few, work, false),
  (selection) => new Copy(selection, few, work, true),
  (selection) => new Expunge(selection, few),
  (selection) => new Expunge(selection, null),
  (selection) => new Idle(selection),
  (selection) => close(selection),
];
const makers = outside.length + inside.length;

/** Octets 1, 2 and 5 are ours and take a letter: submit, cancel, interrupt. All others come from the server. */
const submit = 1;
const cancel = 2;
const interrupt = 5;

function text(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) =>
    one instanceof Map || one instanceof Set ? [...one] : typeof one === 'bigint' ? `${one}n` : one,
  );
}

/** Plays the input; `pieces` cuts what the server says between two acts of ours. */
function play(
  data: Buffer,
  pieces: (octets: Buffer) => Iterable<Buffer>,
  streamAbove: number,
  logging = true,
): string[] {
  const log: string[] = [];
  const note: Log = logging ? (what, value) => void log.push(`${what} ${text(value)}`) : () => undefined;
  const engine = new Engine({
    trusted: data.length % 4 !== 0,
    limits,
    host: {
      secrets: new Secrets(),
      write: (octets) => note('write', octets.toString('latin1')),
      sent: () => undefined,
      received: () => 0,
      note: () => undefined,
      greeting: (greeting) => note('greeting', greeting.kind),
      status: (event) => note('status', [event.status, event.command?.tag, event.mailbox?.wire, event.trusted]),
      bye: () => note('bye', null),
      over: (reason) => note('over', reason.kind),
    },
  });
  engine.streamAbove(streamAbove);
  const submissions: Submission[] = [];
  const settled: number[] = [];
  let watched: Selection | null = null;
  const add = (letter: number): void => {
    const which = letter % makers;
    const { selection } = engine.view;
    const make = inside[which - outside.length];
    const command =
      make === undefined ? outside[which]?.(note) : selection === null ? undefined : make(selection, note);
    if (command === undefined || submissions.length > 40) return;
    const index = submissions.length;
    settled.push(0);
    const submission = new Submission(command, {
      origin: 'user',
      settle: (outcome) => {
        // Nobody hears of the end of what was cancelled.
        if (submission.orphan) return;
        settled[index] = (settled[index] ?? 0) + 1;
        if (!outcome.ok) assert.ok(outcome.error instanceof ImapError, String(outcome.error));
        note(`settled ${index} ${command.name}`, outcome.ok ? outcome.value : outcome.error.detail.kind);
      },
    });
    submissions.push(submission);
    engine.submit(submission);
  };
  let at = 0;
  while (at < data.length) {
    let end = at;
    while (end < data.length && data[end] !== submit && data[end] !== cancel && data[end] !== interrupt) end++;
    for (const piece of pieces(data.subarray(at, end))) engine.receive(piece);
    const { mailbox } = engine.view;
    if (mailbox !== null && mailbox !== watched) {
      watched = mailbox;
      mailbox.onEvent((event) => note('event', event));
    }
    assert.ok(mailbox === null || mailbox.exists >= 0);
    const act = data[end];
    const letter = data[end + 1] ?? 0;
    const one = submissions[letter % Math.max(submissions.length, 1)];
    if (act === submit) add(letter);
    else if (act === cancel && one !== undefined) {
      if (one.stage !== 'done') settled[submissions.indexOf(one)] = 1;
      engine.cancel(one);
    } else if (act === interrupt && one !== undefined) engine.interrupt(one);
    at = end + 2;
  }
  note('end', [engine.state, engine.view.mailbox?.exists, engine.oddities, engine.over?.kind]);
  engine.close({ kind: 'aborted' });
  assert.deepEqual(
    settled,
    settled.map(() => 1),
    'every command ends once',
  );
  return log;
}

function* cuts(octets: Buffer, random: Random): Generator<Buffer> {
  for (let at = 0; at < octets.length;) {
    const size = 1 + random.below(random.below(3) === 0 ? 200 : 9);
    yield octets.subarray(at, at + size);
    at += size;
  }
}

const act = (which: number): string => `\x01${String.fromCharCode(96 + ((which - 0 + 2 * makers - 96) % makers))}`;

function streamAboveOf({ length }: Buffer): number {
  return [0, 5, 64 * 1024][length % 3] ?? 0;
}

export const target: Target = {
  name: 'session',
  about: 'imap/session, imap/command, imap/auth and all below',
  share: 22,
  seeds: [
    `${act(0)}${act(3)}* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR ESEARCH LITERAL+ UIDPLUS MOVE IDLE] hi\r\nA1 OK in\r\n* CAPABILITY IMAP4rev1 ESEARCH UIDPLUS MOVE\r\nA2 OK\r\n${act(7)}* FLAGS (\\Seen)\r\n* 3 EXISTS\r\n* OK [UIDVALIDITY 5] v\r\nA3 OK [READ-WRITE] in\r\n${act(12)}* 1 FETCH (UID 10 FLAGS (\\Seen) ENVELOPE (NIL {5}\r\nhello NIL NIL NIL NIL NIL NIL NIL NIL))\r\nA4 OK\r\n${act(14)}* 2 FETCH (UID 20 BODY[] {9}\r\nabc\r\n\r\nde)\r\nA5 OK\r\n${act(15)}* ESEARCH (TAG "A6") UID ALL 20:30\r\nA6 OK\r\n`,
    `${act(1)}* OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2 IDLE] hi\r\n+ \r\n+ e30=\r\nA1 NO [AUTHENTICATIONFAILED] no\r\n${act(2)}+ go\r\nA2 OK in\r\n${act(5)}* LIST (\\Noselect) "/" "a \\"b\\""\r\nA3 OK\r\n${act(6)}* STATUS W&APY-rk (MESSAGES 3)\r\nA4 OK\r\n${act(9)}+ go\r\nA5 OK [APPENDUID 1 2] x\r\n`,
    `* PREAUTH [CAPABILITY IMAP4rev1 IDLE UIDPLUS MOVE ESEARCH] hi\r\n${act(7)}* 40 EXISTS\r\n* OK [UIDVALIDITY 1] x\r\nA1 OK in\r\n${act(22)}+ idling\r\n* 41 EXISTS\r\n* 3 EXPUNGE\r\n\x05b* VANISHED 7:9\r\nA2 OK\r\n${act(17)}* 2 FETCH (UID 9 FLAGS (\\Deleted) MODSEQ (4))\r\nA3 OK [MODIFIED 1:2] x\r\n${act(18)}A4 OK [COPYUID 1 1:3 4:6] x\r\n${act(20)}* 1 EXPUNGE\r\nA5 OK\r\n\x02a* BYE bye\r\n`,
  ],
  words: [
    ...Array.from({ length: makers }, (_, index) => act(index)),
    ...Array.from({ length: 9 }, (_, index) => `A${index + 1} OK x\r\n`),
    'A2 NO [ALERT] x\r\n',
    'A3 BAD x\r\n',
    '\x02a',
    '\x02b',
    '\x05b',
    '+ \r\n',
    '\r\n* ',
    '* 1 EXPUNGE\r\n',
    '* 5 EXISTS\r\n',
    '* OK [CLOSED] x\r\n',
    '* OK [UIDVALIDITY 9] x\r\n',
    '* 1 FETCH (UID 20 BODY[] {6}\r\nabcdef)\r\n',
    '* BYE x\r\n',
  ],
  run(data) {
    play(data, (octets) => [octets], streamAboveOf(data), false);
  },
  check(data) {
    const streamAbove = streamAboveOf(data);
    const whole = play(data, (octets) => [octets], streamAbove);
    const random = new Random(hashOf(data));
    const cut = play(data, (octets) => cuts(octets, random), streamAbove);
    if (whole.length !== cut.length || whole.some((line, index) => line !== cut[index]))
      assert.deepEqual(cut, whole, 'chunks matter');
  },
};
