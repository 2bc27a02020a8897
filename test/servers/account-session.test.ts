import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { connectOptionsFor, credentialsFor } from '../../extension/accounts/connect-options.ts';
import { connectImap } from '../../extension/imap/client/connect.ts';
import { uid } from '../../extension/imap/wire/ids.ts';
import { inbox, mailboxFromWire } from '../../extension/imap/wire/mailbox-name.ts';
import { AccountSession } from '../../extension/mail/account-session.ts';
import { systemClock } from '../../extension/mail/clock.ts';
import { accountId, MailboxGoneError, type MessageRef } from '../../extension/mail/model.ts';
import { untilSession } from '../unit/mail/until.ts';
import { startDovecot, type Dovecot, type TestUser } from './dovecot.ts';

const message = 'From: a@example.org\r\nSubject: One\r\n\r\nText.\r\n';

describe('an account session and another client of the same real server', () => {
  let server: Dovecot;
  let person: TestUser;
  let session: AccountSession;
  let counts = true;

  before(async () => {
    server = await startDovecot();
    person = server.user('session');
    await server.deliver(person.user, 'INBOX', message);
    await server.deliver(person.user, 'Doomed', message);
    await server.deliver(person.user, 'Kept', message);
    session = new AccountSession(accountId('real'), {
      connect: async (signal) => {
        const client = await connectImap(
          connectOptionsFor({ host: server.host, port: server.port, security: 'none' }, { signal }),
        );
        await client.signIn(credentialsFor(person, person.password), { signal });
        return client;
      },
      clock: { now: () => systemClock.now(), after: (ms, run) => systemClock.after(ms, () => counts && run()) },
      random: () => 0,
      pollMs: () => 60_000,
    });
    await session.connect();
    session.openList(inbox);
    await untilSession(session, () => session.list?.state.kind === 'ready');
  });
  after(async () => {
    session.dispose();
    await server.stop();
  });

  const ref = (number: number): MessageRef => {
    const first = session.list?.rows[0]?.ref;
    assert.ok(first);
    return { ...first, uid: uid(number) };
  };
  const unseen = (): number | undefined => session.mailboxes.find((info) => info.name.wire === 'INBOX')?.status?.unseen;

  it('counts what other clients change, on a connection that has the mailbox selected', async () => {
    // This selects INBOX on the connection that reads.
    await session.summary(ref(1));
    await server.deliver(person.user, 'INBOX', message.replace('One', 'Two'));
    await untilSession(session, () => session.list?.rows.length === 2 && unseen() === 2);
  });

  it('reads and marks what came after its connections had selected the mailbox', async () => {
    // Counting would tell those connections.
    counts = false;
    assert.equal((await session.summary(ref(2))).envelope.subject, 'Two');
    await server.deliver(person.user, 'INBOX', message.replace('One', 'Three'));
    await untilSession(session, () => session.list?.rows.length === 3);
    await session.setFlags([ref(3)], 'add', ['\\Seen']);
    assert.match(await server.doveadm('fetch', '-u', person.user, 'flags', 'uid', '3'), /\\Seen/);
    await server.deliver(person.user, 'INBOX', message.replace('One', 'Four'));
    await untilSession(session, () => session.list?.rows.length === 4);
    const octets: Buffer[] = [];
    for await (const chunk of session.section(ref(4), '')) octets.push(chunk);
    assert.equal(Buffer.concat(octets).toString('latin1'), message.replace('One', 'Four'));
    counts = true;
  });

  it('tells that a mailbox went, and lists the mailboxes anew', async () => {
    await using other = await server.login(person.user);
    await other.command('DELETE Doomed');
    const list = session.openList(mailboxFromWire('Doomed', false));
    await untilSession(session, () => list.state.kind === 'failed' && list.state.error instanceof MailboxGoneError);
    assert.ok(!session.mailboxes.some((info) => info.name.wire === 'Doomed'));
  });

  it('tells it of the opened one too, whose rows go with it', async () => {
    const list = session.openList(mailboxFromWire('Kept', false));
    await untilSession(session, () => list.rows.length === 1 && list.state.kind === 'ready');
    await using other = await server.login(person.user);
    await other.command('DELETE Kept');
    await untilSession(session, () => list.state.kind === 'failed' && list.state.error instanceof MailboxGoneError);
    assert.equal(list.rows.length, 0);
    assert.equal(session.state.kind, 'online');
  });
});
