import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Authenticate } from '../../../extension/imap/command/authenticate.ts';
import { Plain } from '../../../extension/imap/auth/plain.ts';
import { Capability } from '../../../extension/imap/command/capability.ts';
import type { Command } from '../../../extension/imap/command/command.ts';
import { FetchSection } from '../../../extension/imap/command/fetch-section.ts';
import { Fetch } from '../../../extension/imap/command/fetch.ts';
import { List } from '../../../extension/imap/command/list.ts';
import { Search } from '../../../extension/imap/command/search.ts';
import { Select } from '../../../extension/imap/command/select.ts';
import { logout, noop } from '../../../extension/imap/command/simple.ts';
import { Status } from '../../../extension/imap/command/status.ts';
import { Secrets } from '../../../extension/imap/trace/secrets.ts';
import { Engine } from '../../../extension/imap/session/engine.ts';
import { Submission } from '../../../extension/imap/session/submission.ts';
import { uid } from '../../../extension/imap/wire/ids.ts';
import { inbox, mailboxFromDisplay } from '../../../extension/imap/wire/mailbox-name.ts';
import { partOctets } from '../../../extension/imap/wire/writer.ts';

const work = mailboxFromDisplay('Work', false);
const body = `From: a@example.org\r\nSubject: {12}\r\n\r\nA5 OK this is mail\r\n* BYE {3}\r\n${'long '.repeat(40)}`;

/** All that a server says in one session, in the order in which the commands below are sent. */
const transcript = Buffer.from(
  [
    '* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready',
    'A1 OK [CAPABILITY IMAP4rev1 ESEARCH LITERAL+] in',
    '* CAPABILITY IMAP4rev1 ESEARCH UNSELECT',
    'A2 OK',
    '* LIST (\\HasNoChildren) "/" {4}\r\nWork',
    '* STATUS Work (MESSAGES 3)',
    '* LIST (\\Noselect) "/" "a \\"b\\""',
    'nonsense in the middle',
    'A3 OK',
    '* STATUS Work (MESSAGES 4 UNSEEN 1)',
    'A4 OK',
    '* FLAGS (\\Seen)',
    '* 3 EXISTS',
    '* OK [UIDVALIDITY 5] v',
    'A5 OK [READ-WRITE] selected',
    '* 1 FETCH (UID 10 FLAGS (\\Seen) ENVELOPE (NIL {5}\r\nhello NIL NIL NIL NIL NIL NIL NIL NIL))',
    '* 2 FETCH (UID 20 FLAGS () ENVELOPE (NIL "x" NIL NIL NIL NIL NIL NIL NIL NIL))',
    '* 4 EXISTS',
    '* NO [ALERT] be quick',
    'A6 OK',
    '+ what is this',
    `* 2 FETCH (UID 20 BODY[] {${body.length}}\r\n${body})`,
    '* 1 EXPUNGE',
    'A7 OK',
    '* ESEARCH (TAG "A8") UID ALL 20:30',
    'A8 OK',
    '* 1 FETCH (FLAGS (\\Flagged))',
    'A9 BAD [CLIENTBUG] why',
    'A4 NO late and unknown',
    '* BYE bye',
    'A10 OK done',
    '',
  ].join('\r\n'),
  'latin1',
);

/** Everything the engine does when it receives `pieces`, as text. */
function play(pieces: readonly Buffer[], inlineLimit?: number): string {
  const log: string[] = [];
  const note = (what: string, value: unknown): void => {
    log.push(
      `${what} ${JSON.stringify(value, (_key, one: unknown) => (one instanceof Map ? [...one.entries()] : typeof one === 'bigint' ? `${one}n` : one))}`,
    );
  };
  let mail = '';
  const engine = new Engine({
    trusted: true,
    host: {
      secrets: new Secrets(),
      write: (octets) => note('write', octets.toString('latin1')),
      sent: (parts) =>
        note(
          'sent',
          parts.map((part) => (part.kind === 'stream' ? 0 : partOctets(part).length)),
        ),
      received: (frame) => log.push(`received ${frame?.literals.length}`),
      note: (text) => note('note', text),
      greeting: (greeting) => note('greeting', greeting.kind),
      status: (event) =>
        note('status', [event.status, event.command?.tag, event.mailbox?.wire, event.greeting, event.afterLogout]),
      bye: () => note('bye', null),
      over: (reason) => note('over', reason),
    },
  });
  const submit = (command: Command<unknown>): void =>
    engine.submit(
      new Submission(command, {
        origin: 'user',
        settle: (outcome) => note(`${command.name} settled`, outcome.ok ? outcome.value : outcome.error.detail),
      }),
    );

  const [first = Buffer.alloc(0), ...rest] = pieces;
  submit(new Authenticate(new Plain('a', 'b')));
  submit(new Capability());
  submit(new List({ reference: '', pattern: '*', subscribedOnly: false, returns: null }));
  submit(new Status(work, ['MESSAGES']));
  const select = new Select(inbox, false);
  engine.submit(
    new Submission(select, {
      origin: 'user',
      settle: () => {
        const { selection } = engine.view;
        assert.ok(selection !== null);
        selection.onEvent((event) => note('event', event));
        submit(
          new Fetch(selection, { skip: 0, count: 9 }, ['FLAGS', 'ENVELOPE'], (row) =>
            note('row', [row.seq, row.uid, row.flags, row.envelope?.subject]),
          ),
        );
        submit(
          new FetchSection(
            selection,
            { uid: uid(20), section: '', partial: null },
            { begin: (total) => note('begin', total), chunk: (octets) => (mail += octets.toString('latin1')) },
          ),
        );
        submit(new Search(selection, { criteria: {}, returns: ['ALL', 'COUNT'] }));
        submit(noop());
        submit(logout());
      },
    }),
  );
  if (inlineLimit !== undefined) engine.streamAbove(inlineLimit);
  for (const piece of [first, ...rest]) engine.receive(piece);
  note('mail', mail);
  note('oddities', engine.oddities);
  return log.join('\n');
}

const whole = play([transcript]);

test('the session comes out as it was meant', () => {
  for (const expected of [
    'AUTHENTICATE PLAIN settled',
    'LIST settled {"listed":[{"type":"list","via":"LIST"',
    'STATUS settled {"messages":4,"unseen":1}',
    'row [1,10,["\\\\Seen"],"hello"]',
    'event {"kind":"exists","count":4,"previous":3}',
    'event {"kind":"expunge","uid":10,"count":3}',
    'event {"kind":"flags","uid":20,"flags":["\\\\Flagged"]}',
    '"all":[{"from":20,"to":30}]',
    'NOOP settled {"kind":"refused"',
    'over {"kind":"logout"}',
    `mail ${JSON.stringify(body)}`,
    'oddities {"malformed":1,"unknownTags":1,"unexpectedContinuations":1,"ignoredBeforeTls":0}',
  ]) {
    assert.ok(whole.includes(expected), `${expected}\nis missing from\n${whole}`);
  }
});

test('octet by octet: the same', () => {
  assert.equal(play(Array.from(transcript, (octet) => Buffer.of(octet))), whole);
});

test('cut in two at every place: the same', () => {
  for (let at = 1; at < transcript.length; at++) {
    assert.equal(play([transcript.subarray(0, at), transcript.subarray(at)]), whole, `cut at ${at}`);
  }
});

test('body literals streamed from the first octet: the same outcome, however cut', () => {
  const streamed = play([transcript], 0);
  assert.ok(streamed.includes(`mail ${JSON.stringify(body)}`));
  for (let at = 1; at < transcript.length; at++) {
    assert.equal(play([transcript.subarray(0, at), transcript.subarray(at)], 0), streamed, `cut at ${at}`);
  }
  assert.equal(
    play(
      Array.from(transcript, (octet) => Buffer.of(octet)),
      0,
    ),
    streamed,
  );
});
