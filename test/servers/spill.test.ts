import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { after, before, describe, it } from 'node:test';
import type { Client } from '../../extension/imap/client/client.ts';
import { connectImap } from '../../extension/imap/client/connect.ts';
import { openSpillFile } from '../../extension/imap/client/spill-file.ts';
import { ImapError } from '../../extension/imap/errors.ts';
import type { Spill } from '../../extension/imap/session/spill.ts';
import { openTcp } from '../../extension/imap/transport/tcp.ts';
import { inbox } from '../../extension/imap/wire/mailbox-name.ts';
import { until } from '../unit/imap/manual-clock.ts';
import { closed } from './daemon.ts';
import { startDovecot, type Dovecot, type TestUser } from './dovecot.ts';

const messages = 60;
const size = 256 * 1024;
const memory = 1024 * 1024;
const all = [{ from: 1, to: messages }];

/** Lines of their own number, so that no two messages are alike anywhere. */
function message(number: number): Buffer {
  const head = `Subject: number ${number}\r\n\r\n`;
  const lines = Array.from({ length: size / 64 }, (_, line) => `${number} ${line} `.padEnd(62, 'x'));
  return Buffer.from(head + lines.join('\r\n') + '\r\n');
}

const digest = (octets: Uint8Array): string => createHash('sha256').update(octets).digest('hex');

/** Files as the client opens them, and what became of them. */
function watched(): { readonly open: () => Promise<Spill>; written: number; opened: number; closed: number } {
  const seen = { written: 0, opened: 0, closed: 0 };
  return Object.assign(seen, {
    open: async (): Promise<Spill> => {
      const file = await openSpillFile();
      seen.opened++;
      return {
        write: async (octets, position) => {
          await file.write(octets, position);
          seen.written += octets.length;
        },
        read: (position, length) => file.read(position, length),
        close: async () => {
          seen.closed++;
          await file.close();
        },
      };
    },
  });
}

/** Passes so many octets of the server on, then cuts both ways. */
async function cuttingFront(port: number, octets: number): Promise<Server> {
  const server = createServer((near) => {
    const far = connect({ host: '127.0.0.1', port });
    let left = octets;
    near.on('data', (chunk: Buffer) => far.write(chunk));
    const pass = (chunk: Buffer): void => {
      const part = chunk.subarray(0, left);
      left -= part.length;
      near.write(part);
      if (left > 0) return;
      far.off('data', pass);
      far.destroy();
    };
    far.on('data', pass);
    for (const socket of [near, far]) socket.on('error', () => undefined);
    near.on('close', () => far.destroy());
    far.on('close', () => near.end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

describe('rows put aside while another command runs, on a real Dovecot', () => {
  let dovecot: Dovecot;
  let user: TestUser;
  const digests = new Map<number, string>();
  const open: Client[] = [];
  let front: Server | null = null;
  before(async () => {
    dovecot = await startDovecot();
    user = dovecot.user();
    for (let number = 1; number <= messages; number++) {
      const octets = message(number);
      digests.set(await dovecot.deliver(user.user, 'INBOX', octets), digest(octets));
    }
  });
  after(async () => {
    for (const client of open) client.destroy();
    if (front !== null) await closed(front);
    await dovecot.stop();
  });

  async function signIn(port: number, spill: { readonly open: () => Promise<Spill> }): Promise<Client> {
    const client = await connectImap({
      protect: 'none',
      open: (signal) => openTcp({ host: '127.0.0.1', port, signal }),
      spill: { memory, open: spill.open },
    });
    open.push(client);
    await client.signIn({ kind: 'password', ...user });
    return client;
  }

  it('a command in each turn of a loop over more than memory may hold: every octet of every message', async () => {
    const spill = watched();
    const client = await signIn(dovecot.port, spill);
    const mailbox = await client.select(inbox);
    let read = 0;
    for await (const { uid, sections } of mailbox.fetch(all, [{ section: '' }])) {
      const section = sections.get('BODY[]');
      assert.equal(uid, ++read);
      assert.ok(section?.kind === 'bytes' && digest(section.bytes) === digests.get(uid), `message ${uid}`);
      await client.noop();
    }
    assert.equal(read, messages);
    assert.ok(spill.written > 8 * memory, `${spill.written} octets were put aside`);
    assert.deepEqual([spill.opened, spill.closed], [1, 1]);
    await client.logout();
  });

  it('cut off while it lasts: what had come whole is still read, then the reader learns why', async () => {
    front = await cuttingFront(dovecot.port, (messages / 2) * size);
    const spill = watched();
    const client = await signIn((front.address() as AddressInfo).port, spill);
    const mailbox = await client.select(inbox);
    let read = 0;
    let other: unknown = null;
    const reading = (async () => {
      for await (const { uid, sections } of mailbox.fetch(all, [{ section: '' }])) {
        const section = sections.get('BODY[]');
        assert.equal(uid, ++read);
        assert.ok(section?.kind === 'bytes' && digest(section.bytes) === digests.get(uid), `message ${uid}`);
        if (read > 1) continue;
        other = await client.noop().catch((error: unknown) => error);
        await until(() => spill.written > 2 * memory, 'much of it lies in the file');
      }
    })();
    const isClosed = (error: unknown): boolean => error instanceof ImapError && error.detail.kind === 'closed';
    await assert.rejects(reading, isClosed);
    assert.ok(isClosed(other), 'the command behind it failed as well');
    // Headers and the sign-in take less than one message.
    assert.equal(read, messages / 2 - 1);
    assert.deepEqual([spill.opened, spill.closed], [1, 1]);
  });

  it('cancelled when all of it has come and most is not read: the rest is not given, the connection goes on', async () => {
    const spill = watched();
    const client = await signIn(dovecot.port, spill);
    const mailbox = await client.select(inbox);
    const controller = new AbortController();
    let read = 0;
    const reading = (async () => {
      for await (const { uid } of mailbox.fetch(all, [{ section: '' }], { signal: controller.signal })) {
        assert.equal(uid, ++read);
        if (read < 2) continue;
        await client.noop();
        controller.abort();
      }
    })();
    await assert.rejects(reading, (error) => error instanceof ImapError && error.detail.kind === 'aborted');
    assert.equal(read, 2);
    assert.deepEqual([spill.opened, spill.closed], [1, 1]);
    assert.equal((await mailbox.find()).count, messages);
    await client.logout();
  });
});
