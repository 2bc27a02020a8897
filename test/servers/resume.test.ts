import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Client } from '../../extension/imap/client/client.ts';
import { connectImap } from '../../extension/imap/client/connect.ts';
import { followCounts } from '../../extension/imap/client/follow-counts.ts';
import { keepMailbox } from '../../extension/imap/client/keep-mailbox.ts';
import type { KnownMailbox, Resumption } from '../../extension/imap/client/known-mailbox.ts';
import type { Mailbox } from '../../extension/imap/client/mailbox.ts';
import { openTcp } from '../../extension/imap/transport/tcp.ts';
import type { Transport } from '../../extension/imap/transport/transport.ts';
import { uid } from '../../extension/imap/wire/ids.ts';
import { inbox } from '../../extension/imap/wire/mailbox-name.ts';
import { MessageList } from '../../extension/mail/message-list.ts';
import { accountId } from '../../extension/mail/model.ts';
import { startDovecot, type Dovecot, type TestUser } from './dovecot.ts';

const never = new AbortController().signal;

/** Counts the octets a connection costs, in both directions. */
class Meter {
  octets = 0;

  watch(transport: Transport): Transport {
    const write = transport.write.bind(transport);
    const start = transport.start.bind(transport);
    transport.write = (chunk) => {
      this.octets += chunk.length;
      return write(chunk);
    };
    transport.start = (handler) => {
      start({
        ...handler,
        data: (chunk) => {
          this.octets += chunk.length;
          handler.data(chunk);
        },
        end: (end) => handler.end(end),
      });
    };
    return transport;
  }
}

describe('a mailbox seen before is resumed on a real Dovecot', () => {
  const size = 20_000;
  let dovecot: Dovecot;
  let user: TestUser;
  const open: Client[] = [];
  before(async () => {
    dovecot = await startDovecot();
    user = dovecot.user('resume');
    await dovecot.fillMailbox(user.user, 'INBOX', size);
  });
  after(async () => {
    for (const client of open) client.destroy();
    await dovecot.stop();
  });

  async function connect(meter = new Meter()): Promise<Client> {
    const { host, port } = dovecot;
    const client = await connectImap({
      protect: 'none',
      open: async (signal) => meter.watch(await openTcp({ host, port, signal })),
    });
    await client.signIn({ kind: 'password', ...user });
    open.push(client);
    return client;
  }

  async function first(): Promise<{ readonly mailbox: Mailbox; readonly known: KnownMailbox }> {
    const { mailbox } = await (await connect()).resume(inbox, null);
    const known = mailbox.known((await mailbox.find()).uids);
    assert.ok(known !== null && known.modSeq !== null);
    return { mailbox, known };
  }

  it('100 changes among 20,000 messages cost a few KB, by QRESYNC and by CONDSTORE alone', async () => {
    const { mailbox, known } = await first();
    const all = (await mailbox.find()).uids;
    const last = all.at(-1)?.to ?? 0;
    const start = last - size + 1;
    const flagged = Array.from({ length: 60 }, (_, i) => uid(start + 100 + i * 37));
    const gone = Array.from({ length: 30 }, (_, i) => uid(start + 5_000 + i * 101));
    await mailbox.addFlags(flagged, ['$Changed'], { silent: true });
    await mailbox.remove(gone);
    for (let i = 0; i < 10; i++) await dovecot.deliver(user.user, 'INBOX', `Subject: new ${i}\r\n\r\ntext\r\n`);

    const check = async (client: Client, meter: Meter, by: 'qresync' | 'condstore'): Promise<void> => {
      const before = meter.octets;
      const { resumption } = await client.resume(inbox, known);
      const cost = meter.octets - before;
      assert.ok(resumption.kind === 'changes');
      const { changes } = resumption;
      assert.equal(changes.by, by);
      assert.deepEqual(
        [...changes.flags.keys()].sort((a, b) => a - b),
        flagged,
      );
      for (const flags of changes.flags.values()) assert.ok(flags.includes('$Changed'));
      assert.deepEqual(
        changes.vanished.map(({ from, to }) => [from, to]),
        gone.map((one) => [one, one]),
      );
      assert.deepEqual(changes.arrived, { from: last + 1, to: last + 10 });
      assert.ok(cost < 8_000, `${by} cost ${cost} octets`);
    };
    const quick = new Meter();
    await check(await connect(quick), quick, 'qresync');
    // With a mailbox selected QRESYNC cannot be enabled any more: the next best way is taken.
    const slower = new Meter();
    const client = await connect(slower);
    await client.select('INBOX', { condstore: true });
    await check(client, slower, 'condstore');
  });

  it('the message list reads only what changed after a reconnect', async () => {
    const meter = new Meter();
    const list = new MessageList(accountId('a'), inbox, () => 60_000);
    const before = await connect();
    await list.attach(before, never);
    for (let page = 1; page < 10; page++) await list.loadMore();
    assert.equal(list.rows.length, 1_000);
    const target = list.rows[500]?.ref.uid;
    const gone = list.rows[200]?.ref.uid;
    assert.ok(target !== undefined && gone !== undefined);
    before.destroy();
    await before.closed;

    const { mailbox } = await first();
    await mailbox.addFlags([target], ['$Later']);
    await mailbox.remove([gone]);
    const arrived = await dovecot.deliver(user.user, 'INBOX', 'Subject: newest\r\n\r\ntext\r\n');
    const next = await connect(meter);
    const signedIn = meter.octets;
    await list.attach(next, never);
    const cost = meter.octets - signedIn;
    assert.ok(cost < 4_000, `the reconnect cost ${cost} octets`);
    assert.equal(list.rows[0]?.ref.uid, arrived);
    assert.equal(list.rows[0]?.envelope.subject, 'newest');
    assert.equal(list.rows.length, 1_000);
    assert.equal(list.row(gone), undefined);
    assert.ok(list.row(target)?.flags.includes('$Later'));
    list.dispose();
  });
});

describe('counts and lost connections on a real Dovecot', () => {
  let dovecot: Dovecot;
  before(async () => (dovecot = await startDovecot()));
  after(() => dovecot.stop());

  async function connect(user: TestUser): Promise<Client> {
    const { host, port } = dovecot;
    const client = await connectImap({ protect: 'none', open: (signal) => openTcp({ host, port, signal }) });
    await client.signIn({ kind: 'password', ...user });
    return client;
  }

  it('NOTIFY tells of new mail in a mailbox that nobody has selected', async () => {
    const user = dovecot.user('notify');
    await dovecot.deliver(user.user, 'Work', 'Subject: one\r\n\r\n\r\n');
    await using client = await connect(user);
    const heard = Promise.withResolvers<number | undefined>();
    const counts = await followCounts(client, {
      changed: (name, { messages }) => {
        if (name.display === 'Work' && messages === 2) heard.resolve(messages);
      },
      listed: () => undefined,
      over: () => undefined,
    });
    assert.ok(counts !== null);
    await dovecot.deliver(user.user, 'Work', 'Subject: two\r\n\r\n\r\n');
    assert.equal(await heard.promise, 2);
    counts.dispose();
  });

  it('a mailbox is kept in view through a lost connection', async () => {
    const user = dovecot.user('keep');
    const firstUid = await dovecot.deliver(user.user, 'INBOX', 'Subject: one\r\n\r\n\r\n');
    const controller = new AbortController();
    const { signal } = controller;
    const views: Resumption[] = [];
    for await (const event of keepMailbox({
      mailbox: inbox,
      connect: () => connect(user),
      signal,
      random: () => 0.9,
    })) {
      if (event.kind !== 'in-view') continue;
      views.push(event.resumption);
      if (views.length === 1) {
        await event.mailbox.addFlags([uid(firstUid)], ['\\Flagged']);
        event.client.destroy();
        await dovecot.deliver(user.user, 'INBOX', 'Subject: two\r\n\r\n\r\n');
      } else controller.abort();
    }
    const [, again] = views;
    assert.ok(again?.kind === 'changes');
    assert.equal(again.changes.by, 'qresync');
    assert.deepEqual(again.changes.arrived, { from: firstUid + 1, to: firstUid + 1 });
  });
});
