import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Client } from '../../../extension/imap/client/client.ts';
import { formatInternalDate, messageSet, toLetters } from '../../../extension/imap/client/helpers.ts';
import type { Mailbox } from '../../../extension/imap/client/mailbox.ts';
import { ImapError } from '../../../extension/imap/errors.ts';
import { uid, type Uid } from '../../../extension/imap/wire/ids.ts';
import { mailboxFromDisplay } from '../../../extension/imap/wire/mailbox-name.ts';
import { rejection } from './failure.ts';
import { opened } from './opened-mailbox.ts';

async function drained(rows: AsyncIterable<unknown>): Promise<void> {
  for await (const row of rows) assert.ok(row !== undefined);
}

function mailboxOf({ selected }: Client): Mailbox {
  assert.ok(selected !== null);
  return selected;
}

type Refused = (mailbox: Mailbox, client: Client) => Promise<unknown>;

const first = uid(1);
const no = { from: 1, to: 1 };

/** Arguments that cannot be said in IMAP, and what the error is to name. */
const cases: readonly (readonly [command: string, mailbox: string | null, refused: Refused])[] = [
  ['UID STORE', 'INBOX', (mailbox) => mailbox.addFlags([first], ['a b'])],
  ['UID STORE', 'INBOX', (mailbox) => mailbox.addFlags([0 as Uid], ['\\Seen'])],
  ['UID STORE', 'INBOX', (mailbox) => mailbox.addFlags([NaN as Uid], ['\\Seen'])],
  ['UID FETCH', 'INBOX', (mailbox) => drained(mailbox.fetch([{ from: -3, to: 0 }], ['FLAGS']))],
  ['UID FETCH', 'INBOX', (mailbox) => drained(mailbox.fetch([no], [{ section: 'x\r\ny' }]))],
  ['UID FETCH', 'INBOX', (mailbox) => drained(mailbox.fetch([no], ['FLAGS'], { partial: 'all' }))],
  ['UID FETCH', 'INBOX', (mailbox) => drained(mailbox.section(first, 'X) Y'))],
  ['UID SEARCH', 'INBOX', (mailbox) => mailbox.find({ subject: 'a\0b' })],
  ['UID SEARCH', 'INBOX', (mailbox) => mailbox.find({ seen: true }, { partial: 'all' })],
  ['FETCH', 'INBOX', (mailbox) => drained(mailbox.fetchPage({ skip: -1, count: 2 }, ['FLAGS']))],
  ['FETCH', 'INBOX', (mailbox) => drained(mailbox.fetchPage({ skip: 0, count: 0.5 }, ['FLAGS']))],
  ['XX', 'INBOX', (_mailbox, client) => client.command('xx', [{ raw: 'a\r\nb' }])],
  [
    'GETX',
    'Work',
    (_mailbox, client) => client.command('GETX', [{ mailbox: mailboxFromDisplay('Work', false) }, { raw: '\0' }]),
  ],
  ['LOGIN', 'INBOX', (_mailbox, client) => client.command('LOGIN', [])],
  ['L{5}', 'INBOX', (_mailbox, client) => client.command('L{5}', [])],
];

test('an argument that cannot be said is refused in the name of its command and its mailbox, and nothing is sent', async () => {
  for (const [command, mailbox, refused] of cases) {
    const scene = await opened(3, 'IMAP4rev1 PARTIAL');
    const error = await rejection(refused(mailboxOf(scene.client), scene.client));
    assert.deepEqual([error.command, error.mailbox, error.detail.kind], [command, mailbox, 'invalid-argument']);
    assert.equal(error.sent, null);
    assert.equal(scene.server.unread, '', command);
  }
});

test('a plain command that is refused names the mailbox that was selected', async () => {
  const { client, server } = await opened(3, 'IMAP4rev1');
  const refused = rejection(client.command('XX', []));
  const { tag } = await server.command('XX');
  server.say(`${tag} NO not now`);
  const { command, mailbox } = await refused;
  assert.deepEqual([command, mailbox], ['XX', 'INBOX']);
});

test('what the helpers refuse is an ImapError like all others', () => {
  const wrong = [() => messageSet('a:b'), () => toLetters(0.5), () => formatInternalDate(NaN)];
  for (const run of wrong)
    assert.throws(run, (error: unknown) => error instanceof ImapError && error.detail.kind === 'invalid-argument');
});
