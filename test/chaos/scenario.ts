import assert from 'node:assert/strict';
import { DemoServer } from '../../extension/demo/demo-server.ts';
import type { DemoMailbox } from '../../extension/demo/server/seed.ts';
import { AppendJob } from '../../extension/imap/client/append-job.ts';
import type { Client } from '../../extension/imap/client/client.ts';
import { connectImap } from '../../extension/imap/client/connect.ts';
import { undisturbed, type MailboxAccess } from '../../extension/imap/client/mailbox-access.ts';
import type { Mailbox } from '../../extension/imap/client/mailbox.ts';
import { persist } from '../../extension/imap/client/persist.ts';
import { TransferJob } from '../../extension/imap/client/transfer-job.ts';
import { ImapError } from '../../extension/imap/errors.ts';
import type { Uid } from '../../extension/imap/wire/ids.ts';
import { mailboxFromDisplay, type MailboxName } from '../../extension/imap/wire/mailbox-name.ts';
import { ManualClock, turns } from '../unit/imap/manual-clock.ts';
import { cutting, noTraffic, type Cut, type Traffic } from './cutting-transport.ts';

const mailboxes = ['INBOX', 'Work', 'Archive', 'Sent', 'New'] as const;
type Place = (typeof mailboxes)[number];
const epoch = new Date('2026-01-01T00:00:00Z');

function message(id: string): Buffer {
  const lines = [`Message-ID: <${id}@x>`, 'From: a@example.org', `Subject: ${id}`, '', `The text of ${id}.`, ''];
  return Buffer.from(lines.join('\r\n'));
}

function seed(): DemoMailbox {
  const stored = (...ids: string[]): DemoMailbox['folders'][number]['messages'] =>
    ids.map((id) => ({ raw: message(id), flags: [], internalDate: epoch }));
  return {
    folders: [
      { path: 'INBOX', messages: stored('m1', 'm2', 'm3', 'm4', 'm5', 'm6') },
      { path: 'Work', messages: stored('w1') },
      { path: 'Archive', messages: [] },
      { path: 'Sent', messages: stored('s1') },
    ],
  };
}

/** What the session leaves behind when nothing is lost and nothing doubled. */
const wanted: Readonly<Record<Place, readonly string[]>> = {
  INBOX: ['e', 'm1', 'm6'],
  Work: ['a', 'b', 'c', 'm1', 'm3', 'm5', 'w1'],
  Archive: ['d', 'm1', 'm2', 'm5'],
  Sent: ['s1'],
  New: ['d', 'm1', 'm5'],
};

export interface ChaosResult {
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  readonly connections: number;
  readonly operations: number;
  readonly traffic: Traffic;
}

/** One session, its first connection cut once, then what all mailboxes hold compared with what they should. */
export async function chaosSession(cut: Cut | null, withMove = false): Promise<ChaosResult> {
  const server = new DemoServer({ seed: seed(), now: () => epoch });
  const clock = new ManualClock();
  const traffic = noTraffic();
  let connections = 0;
  let client: Client | null = null;
  let operations = 0;
  const rewrite = (text: string): string => (withMove ? text : text.replace(/ MOVE\b/, ''));
  const open = async (): Promise<Client> => {
    const first = connections++ === 0;
    const made = await connectImap({
      protect: 'local',
      clock,
      open: () =>
        Promise.resolve(cutting(server.connect(), first ? cut : null, first ? traffic : noTraffic(), rewrite)),
    });
    void made.closed.then(() => (client = client === made ? null : client));
    await made.signIn({ kind: 'password', ...server.credentials });
    return made;
  };
  const live = async (): Promise<Client> => (client ??= await open());
  const name = (place: Place): MailboxName => mailboxFromDisplay(place, false);
  const access: MailboxAccess = {
    inMailbox: async (where, work) => {
      const one = await live();
      const mailbox = await undisturbed(one, () => one.select(where));
      return await work(mailbox, one);
    },
    connected: async (work) => await work(await live()),
  };
  const options = { clock, random: () => 0.5 };
  const doing = <T>(work: () => Promise<T>): Promise<T> => {
    operations++;
    return persist(options, work);
  };
  const append = (place: Place, id: string): Promise<unknown> => {
    const job = new AppendJob(name(place), { content: message(id), flags: ['\\Seen'], date: epoch });
    return doing(() => job.run(access));
  };
  const inMailbox = <T>(place: Place, work: (mailbox: Mailbox) => Promise<T>): Promise<T> =>
    doing(() => access.inMailbox(name(place), (mailbox, one) => undisturbed(one, () => work(mailbox))));
  const find = async (mailbox: Mailbox, ids: readonly string[]): Promise<Uid[]> => {
    const uids: Uid[] = [];
    for await (const { uid, envelope } of mailbox.fetch([{ from: 1, to: 0xffffffff }], ['UID', 'ENVELOPE']))
      if (ids.includes(envelope?.subject ?? '')) uids.push(uid);
    return uids;
  };
  const transfer = async (kind: 'copy' | 'move', from: Place, to: Place, ...ids: string[]): Promise<void> => {
    const known = await inMailbox(from, async (mailbox) => {
      const uids = await find(mailbox, ids);
      if (uids.length === ids.length) return { uids, uidValidity: mailbox.uidValidity ?? 0 };
      // Garbage within a text makes another text of it, which no client can see.
      const message = `${ids.join()} are not in ${from}`;
      throw new ImapError(message, { kind: 'malformed-reply', excerpt: '' });
    });
    const job = new TransferJob({ kind, source: name(from), target: name(to), ...known });
    await doing(() => job.run(access));
  };
  const create = (place: Place): Promise<void> =>
    doing(() =>
      access.connected(async (one) => {
        try {
          await one.mailboxes.create(place);
        } catch (error) {
          // The first try may have done it.
          const again = error instanceof ImapError && error.detail.kind === 'refused';
          if (!again || error.detail.status.code?.name !== 'ALREADYEXISTS') throw error;
        }
      }),
    );

  async function session(): Promise<void> {
    await doing(() => access.connected((one) => one.list()));
    await doing(() => access.connected((one) => one.status('INBOX')));
    await append('Work', 'a');
    await append('Work', 'b');
    await inMailbox('INBOX', async (mailbox) => mailbox.addFlags(await find(mailbox, ['m1', 'm2']), ['\\Flagged']));
    await inMailbox('INBOX', async (mailbox) => mailbox.removeFlags(await find(mailbox, ['m2']), ['\\Flagged']));
    await transfer('copy', 'INBOX', 'Work', 'm1');
    await transfer('move', 'INBOX', 'Archive', 'm2');
    await append('INBOX', 'c');
    await transfer('move', 'INBOX', 'Work', 'c', 'm3');
    await create('New');
    await transfer('copy', 'INBOX', 'New', 'm1', 'm5');
    await inMailbox('INBOX', async (mailbox) => {
      for await (const chunk of mailbox.section((await find(mailbox, ['m6']))[0] as Uid, ''))
        assert.ok(chunk.length > 0);
    });
    await inMailbox('INBOX', async (mailbox) => mailbox.remove(await find(mailbox, ['m4'])));
    await append('Sent', 'd');
    await transfer('move', 'Sent', 'New', 'd');
    await doing(() => access.connected((one) => one.noop()));
    await transfer('copy', 'New', 'Archive', 'm1', 'm5', 'd');
    await append('Sent', 'e');
    await transfer('move', 'Sent', 'INBOX', 'e');
    await transfer('move', 'INBOX', 'Work', 'm5');
    await doing(() => access.connected((one) => one.logout()));
  }

  let over = false;
  const running = session().finally(() => (over = true));
  running.catch(() => undefined);
  // Nothing moves although someone waits: then time has to.
  for (let quiet = 0, seen = -1; !over;) {
    await turns();
    const now = traffic.events + connections;
    quiet = now === seen ? quiet + 1 : 0;
    seen = now;
    if (quiet >= 3) await clock.advance(5_000);
  }
  await running;

  cut = null;
  client = null;
  const lost: string[] = [];
  const doubled: string[] = [];
  const last = await open();
  for (const place of mailboxes) {
    const mailbox = await last.select(place);
    const there: string[] = [];
    for await (const { envelope } of mailbox.fetch([{ from: 1, to: 0xffffffff }], ['UID', 'ENVELOPE']))
      there.push(envelope?.subject ?? '?');
    for (const id of wanted[place]) if (!there.includes(id)) lost.push(`${id} of ${place}`);
    for (const id of new Set(there)) {
      const more = there.filter((one) => one === id).length - (wanted[place].includes(id) ? 1 : 0);
      if (more > 0) doubled.push(`${id} in ${place}`);
    }
  }
  last.destroy();
  return { lost, doubled, connections: connections - 1, operations, traffic };
}
