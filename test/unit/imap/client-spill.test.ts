import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Client } from '../../../extension/imap/client/client.ts';
import type { SelectedMailbox } from '../../../extension/imap/client/api.ts';
import { openSpillFile } from '../../../extension/imap/client/spill-file.ts';
import { ImapError } from '../../../extension/imap/errors.ts';
import type { Spill } from '../../../extension/imap/session/spill.ts';
import { MemorySpill } from '../../../extension/imap/testing/memory-spill.ts';
import { inbox } from '../../../extension/imap/wire/mailbox-name.ts';
import type { SpillCost } from './spill-child.ts';
import { answerSelect, signedIn, type ScriptedServer } from './scripted-server.ts';

const rows = 64;
const body = 256 * 1024;

interface Opened {
  readonly client: Client;
  readonly mailbox: SelectedMailbox;
  readonly server: ScriptedServer;
}

async function opened(open: () => Promise<Spill>, memory = 1024 * 1024): Promise<Opened> {
  const { client, server } = await signedIn('IMAP4rev1', { spill: { memory, open } });
  const selecting = client.select(inbox);
  await answerSelect(server, rows);
  return { client, server, mailbox: await selecting };
}

const text = (seq: number): string => String.fromCharCode(0x61 + (seq % 26)).repeat(body);

/** Everything at once, as a fast server does, then what is asked meanwhile. */
async function fetched({ server }: Opened, count = rows): Promise<void> {
  const { tag } = await server.command('UID FETCH');
  for (let seq = 1; seq <= count; seq++) {
    server.raw(
      `* ${seq} FETCH (UID ${seq} FLAGS (\\Seen) INTERNALDATE "01-Jan-2024 00:00:00 +0000" ` +
        `ENVELOPE (NIL "s${seq}" NIL NIL NIL NIL NIL NIL NIL NIL) BODY[] {${body}}\r\n${text(seq)})\r\n`,
    );
  }
  if (count === rows) server.say(`${tag} OK done`);
}

const items = ['FLAGS', 'INTERNALDATE', 'ENVELOPE', { section: '' }] as const;
const all = [{ from: 1, to: rows }];

test('a loop over more than memory may hold that waits for a command in each turn gets all of it, in order', async () => {
  const spill = new MemorySpill();
  const one = await opened(() => Promise.resolve(spill));
  const served = (async () => {
    await fetched(one);
    for (let seq = 1; seq <= rows; seq++) await one.server.answer('NOOP');
  })();
  let expected = 0;
  for await (const row of one.mailbox.fetch(all, items)) {
    expected++;
    const section = row.sections.get('BODY[]');
    assert.equal(row.uid, expected);
    assert.deepEqual(row.flags, ['\\Seen']);
    assert.equal(row.internalDate?.getTime(), Date.UTC(2024, 0, 1));
    assert.equal(row.envelope?.subject, `s${expected}`);
    assert.ok(section?.kind === 'bytes' && section.bytes.toString('latin1') === text(expected), `row ${expected}`);
    await one.client.noop();
  }
  await served;
  assert.equal(expected, rows);
  assert.ok(spill.written > 8 * body, `${spill.written} octets were put aside`);
  assert.ok(spill.closed);
});

test('no room: the command that was read too slowly fails, and nothing else', async () => {
  const spill = new MemorySpill();
  spill.failure = Object.assign(new Error('no space'), { code: 'ENOSPC' });
  const one = await opened(() => Promise.resolve(spill));
  const served = (async () => {
    await fetched(one);
    await one.server.answer('NOOP');
    await one.server.answer('NOOP');
  })();
  let read = 0;
  const reading = (async () => {
    for await (const row of one.mailbox.fetch(all, items))
      if (row.uid === ++read && read === 1) await one.client.noop();
  })();
  await assert.rejects(
    reading,
    (error) => error instanceof ImapError && error.detail.kind === 'storage' && error.detail.code === 'ENOSPC',
  );
  assert.ok(read > 0 && read < rows, 'what was in memory was read');
  await one.client.noop();
  await served;
  assert.ok(spill.closed);
});

test('cancelled while the file is in use: it is gone, and the connection goes on', async () => {
  const spill = new MemorySpill();
  const one = await opened(() => Promise.resolve(spill));
  const given = new AbortController();
  const reading = (async () => {
    for await (const row of one.mailbox.fetch(all, items, { signal: given.signal })) {
      if (row.uid === 1) await one.client.noop({ timeoutMs: 60_000 }).finally(() => given.abort());
    }
  })();
  // The server answers NOOP before FETCH has ended, as it may.
  await fetched(one, rows - 1);
  await one.server.answer('NOOP');
  await assert.rejects(reading, (error) => error instanceof ImapError && error.detail.kind === 'aborted');
  assert.ok(spill.written > 0 && spill.closed);
  one.server.say(`${/^(\S+)/.exec(one.server.history.find((line) => line.includes('UID FETCH')) ?? '')?.[1]} OK done`);
  const running = one.client.noop();
  await one.server.answer('NOOP');
  await running;
});

test('cancelled when all has come and is not read yet: nothing more is given', async () => {
  for (const memory of [1024 * 1024, 1024 * 1024 * 1024]) {
    const spill = new MemorySpill();
    const one = await opened(() => Promise.resolve(spill), memory);
    const given = new AbortController();
    let read = 0;
    const reading = (async () => {
      for await (const row of one.mailbox.fetch(all, items, { signal: given.signal })) {
        read++;
        if (row.uid !== 2) continue;
        await one.client.noop();
        given.abort();
      }
    })();
    await fetched(one);
    await one.server.answer('NOOP');
    await assert.rejects(reading, (error) => error instanceof ImapError && error.detail.kind === 'aborted');
    assert.equal(read, 2);
    assert.equal(spill.written > 0, memory < rows * body);
    assert.equal(spill.closed, spill.written > 0);
  }
});

test('a reader that stops early, and a server that hangs up: the file is gone', async () => {
  for (const how of ['stop', 'hang up'] as const) {
    const spill = new MemorySpill();
    const one = await opened(() => Promise.resolve(spill));
    let read = 0;
    const reading = (async () => {
      for await (const row of one.mailbox.fetch(all, items)) {
        assert.equal(row.uid, ++read);
        if (read === 1) await one.client.noop();
        if (how === 'stop') break;
      }
    })();
    await fetched(one, rows - 1);
    await one.server.answer('NOOP');
    if (how === 'hang up') {
      one.server.close();
      await assert.rejects(reading, (error) => error instanceof ImapError && error.detail.kind === 'closed');
      assert.equal(read, rows - 1, 'what had come whole was read');
    } else await reading;
    assert.ok(spill.written > 0 && spill.closed, how);
  }
});

test('the temporary file has no name, gives back what was written, and leaves nothing', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'spill-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const spill = await openSpillFile({ folder, reserve: 0 });
  if (process.platform !== 'win32') assert.deepEqual(readdirSync(folder), []);
  await spill.write(Buffer.from('hello'), 3);
  await spill.write(Buffer.from('HEL'), 0);
  assert.equal((await spill.read(0, 8)).toString(), 'HELhello');
  assert.equal((await spill.read(6, 8)).toString(), 'lo');
  await spill.close();
  assert.deepEqual(readdirSync(folder), []);
  const full = await openSpillFile({ folder, reserve: Number.MAX_SAFE_INTEGER });
  await assert.rejects(full.write(Buffer.from('x'), 0), { code: 'ENOSPC' });
  await full.close();
});

test('200 MiB read in a loop that waits for a command per message: bounded memory', (context) => {
  const script = join(import.meta.dirname, 'spill-child.ts');
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--expose-gc', '--no-warnings', script], {
    encoding: 'utf8',
    timeout: 100_000,
  });
  assert.equal(status, 0, stderr);
  const cost = JSON.parse(stdout) as SpillCost;
  context.diagnostic(`${cost.memoryMiB} MiB held`);
  assert.equal(cost.rows, 200);
  assert.equal(cost.octets, 200 * 1024 * 1024);
  assert.ok(cost.memoryMiB <= 128, `${cost.memoryMiB} MiB held`);
});
