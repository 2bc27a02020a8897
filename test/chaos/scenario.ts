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
import { Follower } from './follower.ts';
import { Truth } from './truth.ts';
import { cutting, noTraffic, type Cut, type Traffic } from './cutting-transport.ts';

const mailboxes = ['INBOX', 'Work', 'Archive', 'Sent', 'New', 'Shared'] as const;
/** A message of several segments, so that a cut may lie within. */
const long = 'm6';
type Place = (typeof mailboxes)[number];
const epoch = new Date('2026-01-01T00:00:00Z');

function message(id: string): Buffer {
  const text = `The text of ${id}.`.repeat(id === long ? 200 : 1);
  const lines = [`Message-ID: <${id}@x>`, 'From: a@example.org', `Subject: ${id}`, '', text, ''];
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
      { path: 'Shared', messages: stored('x1', 'x2', 'x3', 'x4', 'x5', 'x6') },
    ],
  };
}

/** Garbage within a text makes another text of it, which only whoever knows what must be there can see. */
function unreadable(message: string): ImapError {
  return new ImapError(message, { kind: 'malformed-reply', excerpt: '' });
}

/** What the session leaves behind when nothing is lost and nothing doubled. */
const wanted: Readonly<Record<Place, readonly string[]>> = {
  INBOX: ['e', 'm1', 'm6'],
  Work: ['a', 'b', 'c', 'm1', 'm3', 'm5', 'w1'],
  Archive: ['d', 'm1', 'm2', 'm5'],
  Sent: ['s1'],
  New: ['d', 'm1', 'm5'],
  Shared: ['x4', 'x5', 'x6', 'y1', 'y2', 'y3'],
};

export interface ChaosResult {
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  /** What was told and is not so: a failure without a type, data before a failure that is no beginning of the truth, a view that differs. */
  readonly wrong: readonly string[];
  /** Operations that ended in a typed error; each was looked at, then tried again. */
  readonly failures: number;
  readonly connections: number;
  readonly operations: number;
  readonly traffic: Traffic;
}

/**
 * One session, its first connection cut once. Whenever an operation fails, what it had delivered is compared with the truth, and no message
 * may be missing altogether; at the end, what all mailboxes hold is compared with what they should. Somebody else changes one mailbox all
 * the while, and what a follower knows of it must be true each time he has caught up.
 */
export async function chaosSession(cut: Cut | null, withMove = false): Promise<ChaosResult> {
  const server = new DemoServer({ seed: seed(), now: () => epoch });
  const clock = new ManualClock();
  const traffic = noTraffic();
  const truth = await Truth.open(server);
  const follower = new Follower('Shared');
  const wrong: string[] = [];
  /** Messages that must be somewhere. */
  const stock = new Set(['m1', 'm2', 'm3', 'm4', 'm5', 'm6', 'w1', 's1']);
  let failures = 0;
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
        Promise.resolve(cutting(server.connect(), first ? cut : null, first ? traffic : noTraffic(), clock, rewrite)),
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
  const garbled = cut?.kind === 'garbage';
  // A greeting behind garbage is none; whoever is told so tries again.
  const again = (error: unknown): boolean =>
    garbled && error instanceof ImapError && error.detail.kind === 'greeting' && error.detail.problem === 'garbage';
  const options = { clock, random: () => 0.5, again };
  const failed = async (error: unknown): Promise<void> => {
    failures++;
    if (!(error instanceof ImapError)) wrong.push(`untyped: ${String(error)}`);
    const ids = new Set<string>();
    for (const place of mailboxes) for (const { id } of await truth.rows(place)) ids.add(id);
    for (const id of stock) if (!ids.has(id)) wrong.push(`${id} is nowhere after: ${String(error)}`);
  };
  const doing = <T>(work: () => Promise<T>): Promise<T> => {
    operations++;
    return persist(options, async () => {
      try {
        return await work();
      } catch (error) {
        await failed(error);
        throw error;
      }
    });
  };
  const append = async (place: Place, id: string): Promise<void> => {
    const job = new AppendJob(name(place), { content: message(id), flags: ['\\Seen'], date: epoch });
    await doing(() => job.run(access));
    stock.add(id);
  };
  /** Runs what delivers piece by piece; what it had delivered when it failed must be how the truth begins. Garbage no client can tell. */
  const delivering = async <T>(work: (told: (what: string) => void) => Promise<T>, whole: () => Promise<string>) => {
    let delivered = '';
    try {
      return await work((what) => (delivered += what));
    } catch (error) {
      if (!garbled && !(await whole()).startsWith(delivered)) wrong.push(`before ${String(error)} came ${delivered}`);
      throw error;
    }
  };
  const inMailbox = <T>(place: Place, work: (mailbox: Mailbox) => Promise<T>): Promise<T> =>
    doing(() => access.inMailbox(name(place), (mailbox, one) => undisturbed(one, () => work(mailbox))));
  const find = async (mailbox: Mailbox, ids: readonly string[]): Promise<Uid[]> => {
    const uids: Uid[] = [];
    const line = (uid: Uid, id = '?'): string => `${uid} ${id}\n`;
    await delivering(
      async (told) => {
        for await (const { uid, envelope } of mailbox.fetch([{ from: 1, to: 0xffffffff }], ['UID', 'ENVELOPE'])) {
          told(line(uid, envelope?.subject ?? '?'));
          if (ids.includes(envelope?.subject ?? '')) uids.push(uid);
        }
      },
      async () => (await truth.rows(mailbox.name.display)).map(({ uid, id }) => line(uid, id)).join(''),
    );
    if (uids.length === ids.length) return uids;
    // An earlier try may have removed it.
    const there = await truth.rows(mailbox.name.display);
    if (uids.length === there.filter(({ id }) => ids.includes(id)).length) return uids;
    throw unreadable(`${ids.join()} are not in ${mailbox.name.display}`);
  };
  const transfer = async (kind: 'copy' | 'move', from: Place, to: Place, ...ids: string[]): Promise<void> => {
    const known = await inMailbox(from, async (mailbox) => {
      const { uidValidity } = mailbox;
      if (uidValidity === null) throw unreadable(`${from} has no UIDVALIDITY`);
      const uids = await find(mailbox, ids);
      if (uids.length < ids.length) wrong.push(`${ids.join()} are not in ${from}`);
      return { uids, uidValidity };
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

  const catchUp = async (): Promise<void> => {
    const heard = await doing(() => access.connected((one) => undisturbed(one, () => follower.hear(one))));
    follower.take(heard);
    // Within a response, garbage may make another response of it that no client can tell from a true one.
    if (garbled && cut?.unit === 'octets') return;
    const difference = follower.differs(await truth.rows('Shared'));
    if (difference !== null) wrong.push(difference);
  };

  async function session(): Promise<void> {
    await doing(() => access.connected((one) => one.list()));
    await doing(() => access.connected((one) => one.status('INBOX')));
    await catchUp();
    await truth.meddle('Shared', message('y1'));
    await append('Work', 'a');
    await append('Work', 'b');
    await inMailbox('INBOX', async (mailbox) => mailbox.addFlags(await find(mailbox, ['m1', 'm2']), ['\\Flagged']));
    await inMailbox('INBOX', async (mailbox) => mailbox.removeFlags(await find(mailbox, ['m2']), ['\\Flagged']));
    await transfer('copy', 'INBOX', 'Work', 'm1');
    await transfer('move', 'INBOX', 'Archive', 'm2');
    await catchUp();
    await truth.meddle('Shared', message('y2'));
    await append('INBOX', 'c');
    await transfer('move', 'INBOX', 'Work', 'c', 'm3');
    await create('New');
    await transfer('copy', 'INBOX', 'New', 'm1', 'm5');
    await inMailbox('INBOX', async (mailbox) => {
      const uid = (await find(mailbox, [long]))[0] as Uid;
      const whole = message(long).toString();
      const text = await delivering(
        async (told) => {
          let read = '';
          for await (const chunk of mailbox.section(uid, '')) {
            read += chunk.toString();
            told(chunk.toString());
          }
          return read;
        },
        () => Promise.resolve(whole),
      );
      if (!garbled && text !== whole) wrong.push(`read ${text.length} of ${whole.length} octets`);
    });
    await catchUp();
    stock.delete('m4');
    await inMailbox('INBOX', async (mailbox) => mailbox.remove(await find(mailbox, ['m4'])));
    await truth.meddle('Shared', message('y3'));
    await append('Sent', 'd');
    await transfer('move', 'Sent', 'New', 'd');
    await doing(() => access.connected((one) => one.noop()));
    await transfer('copy', 'New', 'Archive', 'm1', 'm5', 'd');
    await append('Sent', 'e');
    await transfer('move', 'Sent', 'INBOX', 'e');
    await transfer('move', 'INBOX', 'Work', 'm5');
    await catchUp();
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

  const lost: string[] = [];
  const doubled: string[] = [];
  for (const place of mailboxes) {
    const there = (await truth.rows(place)).map(({ id }) => id);
    for (const id of wanted[place]) if (!there.includes(id)) lost.push(`${id} of ${place}`);
    for (const id of new Set(there)) {
      const more = there.filter((one) => one === id).length - (wanted[place].includes(id) ? 1 : 0);
      if (more > 0) doubled.push(`${id} in ${place}`);
    }
  }
  truth.close();
  return { lost, doubled, wrong, failures, connections, operations, traffic };
}
