import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { connectDemo } from '../../../extension/demo/connect-demo.ts';
import { DemoServer } from '../../../extension/demo/demo-server.ts';
import type { StatusEvent } from '../../../extension/imap/client/api.ts';
import { ImapError } from '../../../extension/imap/errors.ts';
import { inbox, mailboxFromDisplay } from '../../../extension/imap/wire/mailbox-name.ts';
import { AccountSession } from '../../../extension/mail/account-session.ts';
import { systemClock } from '../../../extension/mail/clock.ts';
import { firstUnread } from '../../../extension/mail/first-unread.ts';
import type { MessageRef } from '../../../extension/mail/model.ts';
import { accountId, MessageGoneError } from '../../../extension/mail/model.ts';
import { createMailbox, transfer, undoTransfer } from '../../../extension/mail/transfer.ts';

interface Rig {
  readonly session: AccountSession;
  readonly server: DemoServer;
  readonly said: StatusEvent[];
}

async function rig(t: TestContext): Promise<Rig> {
  const server = new DemoServer();
  const said: StatusEvent[] = [];
  const session = new AccountSession(accountId('demo'), {
    connect: (signal) =>
      connectDemo(server, { trace: () => undefined, onStatus: (event) => void said.push(event), signal }),
    clock: systemClock,
    random: () => 0,
    pollMs: () => 60_000,
  });
  t.after(() => {
    session.dispose();
    server.dispose();
  });
  await session.connect();
  return { session, server, said };
}

const later = mailboxFromDisplay('Later', false);

/** Messages of a mailbox, oldest first. */
async function messagesOf(session: AccountSession, mailbox = inbox): Promise<MessageRef[]> {
  return session.use(async (client) => {
    const selected = await client.select(mailbox);
    const refs: MessageRef[] = [];
    for await (const { uid } of selected.fetchPage({ skip: 0, count: 100 }, ['UID']))
      refs.push({ account: session.id, mailbox, uidValidity: selected.uidValidity ?? 0, uid });
    return refs;
  });
}

test('a copy is where it was wanted, and undo removes the copies and nothing else', async (t) => {
  const { session, server } = await rig(t);
  server.deliver('Later', { raw: Buffer.from('Subject: mine\r\n\r\nkept\r\n') });
  const before = await messagesOf(session);
  const done = await transfer(session, 'copy', before.slice(0, 2), later);
  assert.equal(done.copies.length, 2);
  assert.equal((await messagesOf(session, later)).length, 3);
  await undoTransfer(session, done);
  assert.equal((await messagesOf(session, later)).length, 1);
  assert.deepEqual(await messagesOf(session), before);
});

test('moved messages leave, and undo brings them back', async (t) => {
  const { session } = await rig(t);
  const before = await messagesOf(session);
  const done = await transfer(session, 'move', before.slice(0, 2), later);
  assert.equal(done.sourceStays, false);
  assert.equal((await messagesOf(session)).length, before.length - 2);
  await undoTransfer(session, done);
  assert.equal((await messagesOf(session)).length, before.length);
  assert.equal((await messagesOf(session, later)).length, 0);
});

for (const [kind, command] of [
  ['copy', 'UID COPY'],
  ['move', 'UID MOVE'],
] as const)
  test(`a refused ${kind} is told as a command of the person, and changes nothing`, async (t) => {
    const { session, said } = await rig(t);
    const before = await messagesOf(session);
    const refused = transfer(session, kind, before.slice(0, 1), mailboxFromDisplay('Nowhere', false));
    await assert.rejects(
      refused,
      (error) => error instanceof ImapError && error.detail.kind === 'refused' && error.command === command,
    );
    const last = said.find((event) => event.status.code?.name === 'TRYCREATE');
    assert.equal(last?.command?.origin, 'user');
    assert.equal(last.mailbox?.display, 'Nowhere');
    assert.deepEqual(await messagesOf(session), before);
  });

test('messages of a mailbox that was made anew are not touched', async (t) => {
  const { session } = await rig(t);
  const [first] = await messagesOf(session);
  assert.ok(first !== undefined);
  await assert.rejects(transfer(session, 'copy', [{ ...first, uidValidity: 1 }], later), MessageGoneError);
});

test('a mailbox that is created is listed, with a name beyond ASCII too', async (t) => {
  const { session } = await rig(t);
  await createMailbox(session, 'Entwürfe & mehr/日本');
  assert.ok(session.mailboxes.some((info) => info.name.display === 'Entwürfe & mehr/日本'));
  await assert.rejects(createMailbox(session, 'Entwürfe & mehr/日本'), ImapError);
});

test('the first unread message is the oldest of them, and there may be none', async (t) => {
  const { session } = await rig(t);
  const all = await messagesOf(session);
  await session.setFlags(all, 'add', ['\\Seen']);
  assert.equal(await firstUnread(session, inbox), null);
  const some = all.slice(2, 4);
  await session.setFlags(some, 'remove', ['\\Seen']);
  assert.deepEqual(await firstUnread(session, inbox), some[0]);
});
