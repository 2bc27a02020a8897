// A process of its own in which a server does its worst to one client; prints what that cost, as JSON.
import { constants, deflateRawSync } from 'node:zlib';
import { connectImap } from '../../../extension/imap/client/connect.ts';
import type { Client } from '../../../extension/imap/client/client.ts';
import { memoryPair } from '../../../extension/imap/transport/memory.ts';
import type { Transport } from '../../../extension/imap/transport/transport.ts';

export interface Cost {
  /** Longest stretch without a turn of the event loop, in milliseconds of this thread's processor time. */
  readonly blockedMs: number;
  /** Heap and buffers held above what was there before, garbage left out, at the worst moment, in MiB. */
  readonly memoryMiB: number;
  /** How the connection ended, or null when it lives on and answers. */
  readonly closed: string | null;
  readonly sentMiB: number;
}

interface Stage {
  readonly client: Client;
  readonly server: Transport;
  /** Writes the same octets again and again, as fast as they are taken. Returns octets written. */
  readonly pour: (chunk: Buffer, times: number) => Promise<number>;
  /** Answers what the client asks, behind `before`. */
  readonly answer: (name: string, before: Buffer) => Promise<void>;
}

const mib = 1024 * 1024;

async function stage(): Promise<Stage> {
  const [near, far] = memoryPair();
  let heard = '';
  let ended = false;
  const waiting: { readonly name: string; readonly resolve: (tag: string) => void }[] = [];
  const look = (): void => {
    for (const one of waiting.splice(0)) {
      const match = new RegExp(`^(\\S+) ${one.name}[ \\r]`, 'm').exec(heard);
      if (match === null) waiting.push(one);
      else {
        heard = heard.slice(match.index + match[0].length);
        one.resolve(match[1] ?? '');
      }
    }
  };
  far.start({
    data: (chunk) => {
      heard += chunk.toString('latin1');
      look();
    },
    end: () => (ended = true),
  });
  const command = (name: string): Promise<string> =>
    new Promise((resolve) => {
      waiting.push({ name, resolve });
      look();
    });
  far.write(Buffer.from('* PREAUTH [CAPABILITY IMAP4rev1 COMPRESS=DEFLATE UIDPLUS] hi\r\n'));
  const client = await connectImap({ open: () => Promise.resolve(near), protect: 'local' });
  const selecting = client.select('INBOX');
  const tag = await command('SELECT');
  far.write(Buffer.from(`* 3 EXISTS\r\n* OK [UIDVALIDITY 1] x\r\n${tag} OK [READ-WRITE] x\r\n`));
  await selecting;
  return {
    client,
    server: far,
    pour: async (chunk, times) => {
      let sent = 0;
      for (let i = 0; i < times && !ended; i++) {
        if (!far.write(chunk)) await far.drained();
        sent += chunk.length;
      }
      return sent;
    },
    answer: async (name, before) => {
      const asked = await command(name);
      for (let at = 0; at < before.length; at += 65_536) {
        if (!far.write(before.subarray(at, at + 65_536))) await far.drained();
      }
      far.write(Buffer.from(`${asked} OK done\r\n`));
    },
  };
}

interface Attack {
  /** What the server says, made before anything is measured. */
  readonly octets: () => Buffer;
  /** Returns how many octets were sent. */
  run(stage: Stage, octets: Buffer): Promise<number>;
}

/** The same again and again, up to so many MiB. */
function endless(text: string, most: number): Attack {
  const octets = (): Buffer => Buffer.from(text.repeat(Math.ceil(65_536 / text.length)));
  return { octets, run: ({ pour }, chunk) => pour(chunk, Math.ceil((most * mib) / chunk.length)) };
}

/** One response in front of the answer to a command. */
function response(text: () => string): Attack {
  return {
    octets: () => Buffer.from(`${text()}\r\n`),
    run: async ({ client, answer }, octets) => {
      const running = client.noop();
      await answer('NOOP', octets);
      await running;
      return octets.length;
    },
  };
}

const attacks: Readonly<Record<string, Attack>> = {
  'an endless line': endless('x', 64),
  'endless padding': endless('\0', 96),
  'endless counts': endless('* 7 EXISTS\r\n', 10),
  'endless alerts': endless('* OK [ALERT] look here\r\n', 10),
  'endless nonsense': endless('* 1 FETCH (((\r\n', 5),
  'endless parentheses': endless('* 1 FETCH (X ((((((((((((((', 20),
  '100,000 tiny literals': response(() => `* 1 FETCH (UID 5 X (${'{1}\r\na '.repeat(100_000)}))`),
  '1,000,000 parentheses': response(() => `* 1 FETCH (UID 5 BODYSTRUCTURE ${'('.repeat(1_000_000)}`),
  'a SEARCH line of 5 MB': response(
    () => `* SEARCH${Array.from({ length: 700_000 }, (_, index) => ` ${index * 2 + 1}`).join('')}`,
  ),
  'a SEARCH line at the limit': response(
    () => `* SEARCH${Array.from({ length: 2_000_000 }, (_, index) => ` ${index * 4 + 1_000_001}`).join('')}`,
  ),
  'a SEARCH line of spread numbers at the limit': response(
    () =>
      `* SEARCH${Array.from({ length: 1_500_000 }, (_, index) => ` ${(index * 2_654_435_761) % 4_294_967_296 || 1}`).join('')}`,
  ),
  'a SEARCH line of zeros at the limit': response(() => `* SEARCH${' 0'.repeat(7_000_000)}`),
  'a SEARCH line of mod-sequences at the limit': response(() => `* SEARCH${' (MODSEQ 1)'.repeat(1_300_000)}`),
  'endless flags for a watcher that does not come back': {
    octets: () =>
      Buffer.from(
        Array.from(
          { length: 1_000 },
          (_, i) => `* ${(i % 3) + 1} FETCH (UID ${(i % 3) + 1} FLAGS (\\Seen x${i % 7}))\r\n`,
        ).join(''),
      ),
    run: async ({ client, answer, pour }, octets) => {
      const watching = client.selected?.watch();
      void watching?.next();
      // IDLE is not offered: it asks with NOOP.
      await answer('NOOP', Buffer.alloc(0));
      return await pour(octets, Math.ceil((16 * mib) / octets.length));
    },
  },
  'endless vanishing and arriving for a watcher that does not come back': {
    octets: () => Buffer.from('* VANISHED 1,3,5\r\n* 3 EXISTS\r\n'.repeat(500)),
    run: async ({ client, answer, pour }, octets) => {
      const watching = client.selected?.watch();
      void watching?.next();
      await answer('NOOP', Buffer.alloc(0));
      return await pour(octets, Math.ceil((8 * mib) / octets.length));
    },
  },
  'a literal of 4 GB': {
    octets: () => Buffer.alloc(65_536, 0x61),
    run: async ({ client, server, pour }, octets) => {
      const running = client.noop().catch(() => null);
      server.write(Buffer.from('* 1 FETCH (UID 5 BODY[] {4000000000}\r\n'));
      const sent = await pour(octets, 1600);
      server.close();
      await running;
      return sent;
    },
  },
  'a name of 4 GB': {
    octets: () => Buffer.alloc(65_536, 0x61),
    run: async ({ server, pour }, octets) => {
      server.write(Buffer.from('* LIST () "/" {4294967296}\r\n'));
      return await pour(octets, 100);
    },
  },
  'a compression bomb of 512 MiB': {
    octets: () => deflateRawSync(Buffer.alloc(512 * mib, 0x78), { finishFlush: constants.Z_SYNC_FLUSH }),
    run: async ({ client, server, answer }, octets) => {
      const compressing = client.session.compress();
      await answer('COMPRESS', Buffer.alloc(0));
      await compressing;
      server.write(octets);
      await client.closed;
      return octets.length;
    },
  },
};

function used(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function cpu(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

async function measure(attack: Attack): Promise<Cost> {
  const octets = attack.octets();
  const one = await stage();
  globalThis.gc?.();
  const before = used();
  let most = 0;
  let blocked = 0;
  let turns = 0;
  let last = cpu();
  let going = true;
  const tick = (): void => {
    blocked = Math.max(blocked, cpu() - last);
    // What only waits to be collected is not held; looking costs time of its own, which is not the client's.
    if (turns++ % 64 === 0 || used() - before > 48 * mib) {
      globalThis.gc?.();
      most = Math.max(most, used() - before);
    }
    last = cpu();
    if (going) setImmediate(tick);
  };
  setImmediate(tick);
  let closed: string | null = null;
  void one.client.closed.then((reason) => (closed = reason.kind));
  const sent = await attack.run(one, octets);
  // What lives on answers.
  for (let i = 0; i < 200 && closed === null; i++) await new Promise<void>((resolve) => setImmediate(resolve));
  if (closed === null) {
    const running = one.client.noop();
    await one.answer('NOOP', Buffer.alloc(0));
    await running;
  }
  going = false;
  return {
    blockedMs: Math.round(blocked * 10) / 10,
    memoryMiB: Math.round((most / mib) * 10) / 10,
    closed,
    sentMiB: Math.round((sent / mib) * 10) / 10,
  };
}

const attack = attacks[process.argv[2] ?? ''];
if (attack === undefined) console.log(JSON.stringify(Object.keys(attacks)));
else {
  console.log(JSON.stringify(await measure(attack)));
  process.exit(0);
}
