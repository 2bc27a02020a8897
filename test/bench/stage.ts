import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDovecot, type Dovecot } from '../servers/dovecot.ts';
import { Floor } from './floor-client.ts';
import { fillMailbox } from './mailbox.ts';
import { countedName, plansOf, type Sizes } from './plans.ts';
import { startProxy, type Proxy } from './proxy.ts';
import { startScripted, type Scripted } from './scripted.ts';
import type { Task } from './task.ts';
import type { Entry, Group } from './works.ts';

export const roundTripMs = 50;
const user = 'big';
const password = 'secret';
const listItems = 'UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE';
/** What the list view asks for is kept by the server from the start, so that all rounds find it there. */
const extraConfig = `
mail_always_cache_fields = flags date.received size.virtual imap.envelope imap.bodystructure mime.parts
protocol imap {
  mail_max_userip_connections = 1000
}
`;

/** The servers of one run and what is in them; made anew for each run, so that a fresh clone measures the same. */
export class Stage {
  readonly #dovecot: Dovecot;
  readonly #sizes: Sizes;
  readonly #folder: string;
  readonly #delayed: Proxy;
  readonly #delayedTls: Proxy;
  readonly #replay: Scripted;
  readonly #million: Scripted;
  /** The octets of W1, on disk for the parser's bench. */
  readonly recordedOctets: number;
  #appends = 0;

  private constructor(parts: {
    dovecot: Dovecot;
    sizes: Sizes;
    folder: string;
    delayed: Proxy;
    delayedTls: Proxy;
    replay: Scripted;
    million: Scripted;
    recordedOctets: number;
  }) {
    this.#dovecot = parts.dovecot;
    this.#sizes = parts.sizes;
    this.#folder = parts.folder;
    this.#delayed = parts.delayed;
    this.#delayedTls = parts.delayedTls;
    this.#replay = parts.replay;
    this.#million = parts.million;
    this.recordedOctets = parts.recordedOctets;
  }

  /** @param mailboxes only these are made. */
  static async open(sizes: Sizes, mailboxes: ReadonlySet<string>, say: (text: string) => void): Promise<Stage> {
    const dovecot = await startDovecot({ extraConfig });
    const folder = await mkdtemp(join(tmpdir(), 'me-bench-'));
    const imap = await Floor.signedIn({ host: dovecot.host, port: dovecot.port, ca: null, user, password });
    for (const plan of plansOf(sizes)) {
      if (!mailboxes.has(plan.name)) continue;
      const began = performance.now();
      await fillMailbox(imap, plan);
      say(`  ${plan.name}: ${plan.count} messages in ${((performance.now() - began) / 1000).toFixed(1)} s`);
    }
    for (let n = 1; n <= sizes.mailboxes; n++) await imap.send(`n CREATE ${countedName(n)}\r\n`, 'n');
    const recorded = mailboxes.has('List') ? await record(imap, join(folder, 'list')) : Buffer.alloc(0);
    imap.destroy();
    const { host, port, tlsPort } = dovecot;
    const exists = (mailbox: string): number => (mailbox === 'Thousand' ? 1000 : sizes.scripted);
    return new Stage({
      dovecot,
      sizes,
      folder,
      delayed: await startProxy({ host, port }, roundTripMs),
      delayedTls: await startProxy({ host, port: tlsPort }, roundTripMs),
      replay: await startScripted({ exists: () => sizes.list, recorded }),
      million: await startScripted({ exists }),
      recordedOctets: recorded.length,
    });
  }

  /** What one client is to do. Each APPEND goes into a mailbox of its own. */
  task(group: Group, entry: Entry): Task {
    const sizes = this.#sizes;
    const counts = { List: sizes.list, Small: sizes.smallList, Bodies: sizes.bodies, Large: sizes.large };
    const appends = group.id.startsWith('W7');
    const count =
      group.server === 'million'
        ? sizes.scripted
        : group.server === 'replay' || group.server === 'none'
          ? sizes.list
          : appends
            ? sizes.appends
            : group.mailbox === undefined
              ? sizes.mailboxes
              : counts[group.mailbox];
    return {
      work: entry.work,
      client: entry.client,
      host: this.#dovecot.host,
      port: this.#portOf(group),
      ca: group.server === 'tls' || group.server === 'delayed-tls' ? this.#dovecot.ca : null,
      // Quota is counted over all mailboxes of a user: one with large mailboxes would be slowed by that alone.
      user: appends ? `t-bench-${this.#appends + 1}` : user,
      password,
      mailbox: appends ? `Appended-${++this.#appends}` : (group.mailbox ?? 'INBOX'),
      count,
      names: group.id === 'W6' ? Array.from({ length: sizes.mailboxes }, (_, i) => countedName(i + 1)) : [],
      file: join(this.#folder, 'list'),
    };
  }

  /** Counts octets and turns of what goes through it; null where nothing stands between. */
  proxyOf(group: Group): Proxy | null {
    if (group.server === 'delayed') return this.#delayed;
    return group.server === 'delayed-tls' ? this.#delayedTls : null;
  }

  #portOf({ server }: Group): number {
    switch (server) {
      case 'dovecot':
      case 'none':
        return this.#dovecot.port;
      case 'tls':
        return this.#dovecot.tlsPort;
      case 'delayed':
        return this.#delayed.port;
      case 'delayed-tls':
        return this.#delayedTls.port;
      case 'replay':
        return this.#replay.port;
      case 'million':
        return this.#million.port;
    }
  }

  async close(): Promise<void> {
    for (const one of [this.#delayed, this.#delayedTls, this.#replay, this.#million]) one.close();
    await this.#dovecot.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Keeps what the server sends for W1. The first asking also fills the server's caches. */
async function record(imap: Floor, file: string): Promise<Buffer> {
  await imap.send('s SELECT List\r\n', 's');
  const chunks: Buffer[] = [];
  imap.sink = (chunk) => chunks.push(chunk);
  const tagged = await imap.send(`c UID FETCH 1:* (${listItems})\r\n`, 'c');
  imap.sink = null;
  await imap.send('u UNSELECT\r\n', 'u');
  const all = Buffer.concat(chunks);
  const octets = all.subarray(0, all.length - tagged.length);
  await writeFile(file, octets);
  return octets;
}
