import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppendJob } from '../../../extension/imap/client/append-job.ts';
import { oneConnection } from '../../../extension/imap/client/mailbox-access.ts';
import type { ImapError } from '../../../extension/imap/errors.ts';
import { mailboxFromDisplay } from '../../../extension/imap/wire/mailbox-name.ts';
import { rejection } from './failure.ts';
import { turns, until } from './manual-clock.ts';
import { opened } from './opened-mailbox.ts';
import { answerSelect, signedIn } from './scripted-server.ts';

const message = Buffer.from('Message-ID: <1@x>\r\nSubject: one\r\n\r\ntext\r\n');

function assertFarewell(error: ImapError, command: string, mailbox: string): void {
  assert.equal(error.detail.kind === 'closed' && error.detail.reason.kind, 'bye');
  assert.equal(error.code?.name, 'UNAVAILABLE');
  assert.deepEqual([error.command, error.mailbox, error.retry], [command, mailbox, 'reconnect']);
}

for (const hangsUp of [true, false])
  test(`fault 53: BYE during IDLE, and the server ${hangsUp ? 'hangs up' : 'stays'}: the watcher is told why, nothing more is sent`, async () => {
    const { mailbox, client, server, clock } = await opened(3, 'IMAP4rev1 IDLE');
    const idling = rejection(mailbox.idle({ signal: new AbortController().signal }));
    await server.command('IDLE');
    server.say('+ idling', '* BYE [UNAVAILABLE] going down');
    if (hangsUp) server.close();
    else await until(() => client.state === 'logout').then(() => clock.advance(2_000));
    assertFarewell(await idling, 'IDLE', 'INBOX');
    assert.equal((await client.closed).kind, 'bye');
    await clock.advance(60_000);
    assert.equal(server.unread, '');
  });

for (const [moment, capabilities, sent] of [
  ['before the server takes the message', 'IMAP4rev1', ''],
  ['when the message has been sent', 'IMAP4rev1 LITERAL+', `${message.toString('latin1')}\r\n`],
] as const)
  test(`fault 53: BYE during APPEND, ${moment}: it fails, and is not sent again by itself`, async () => {
    const { client, server, clock } = await signedIn(capabilities);
    const appending = rejection(client.mailboxes.append('Sent', { content: message }));
    await server.command('APPEND');
    server.say('* BYE [UNAVAILABLE] going down');
    await until(() => client.state === 'logout');
    await clock.advance(2_000);
    assertFarewell(await appending, 'APPEND', 'Sent');
    assert.equal(server.unread, sent);
    // What comes after the end cannot be taken for consent.
    assertFarewell(await rejection(client.mailboxes.append('Sent', { content: message })), 'APPEND', 'Sent');
    assert.equal(server.unread, sent);
  });

test('fault 53: BYE while a message is streamed: it fails, and the rest of it stays here', async () => {
  const { client, server } = await signedIn('IMAP4rev1 LITERAL+');
  const { promise: gate, resolve: open } = Promise.withResolvers<undefined>();
  async function* source(): AsyncGenerator<Buffer> {
    yield Buffer.from('half');
    await gate;
    yield Buffer.from('rest');
  }
  const appending = rejection(client.mailboxes.append('Sent', { content: { size: 8, source: source() } }));
  await server.command('APPEND');
  assert.equal(await server.octets(4), 'half');
  server.say('* BYE [UNAVAILABLE] going down');
  server.close();
  assertFarewell(await appending, 'APPEND', 'Sent');
  open(undefined);
  await turns();
  assert.equal(server.unread, '');
});

test('fault 53: BYE during the APPEND of a job: the next run looks for the message before it sends it', async () => {
  const sent = mailboxFromDisplay('Sent', false);
  const job = new AppendJob(sent, { content: message });
  const first = await signedIn('IMAP4rev1 LITERAL+');
  const running = rejection(job.run(oneConnection(first.client)));
  await first.server.answer('STATUS', '* STATUS Sent (UIDNEXT 31 UIDVALIDITY 77)');
  await first.server.command('APPEND');
  first.server.say('* BYE [UNAVAILABLE] going down');
  first.server.close();
  assertFarewell(await running, 'APPEND', 'Sent');
  const { client, server } = await signedIn('IMAP4rev1 LITERAL+');
  const again = job.run(oneConnection(client));
  await answerSelect(server, 4);
  const header = 'Message-ID: <1@x>\r\nSubject: one\r\n\r\n';
  const values = `UID 40 RFC822.SIZE ${message.length} BODY[HEADER] {${header.length}}\r\n${header}`;
  await server.answer('UID FETCH', `* 4 FETCH (${values})`);
  assert.deepEqual(await again, { uidValidity: 77, uids: [{ from: 40, to: 40 }] });
  assert.equal(server.unread, '');
});
