import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { QuirkCounter } from '../../../extension/imap/grammar/quirk-counter.ts';
import { Reader } from '../../../extension/imap/session/reader.ts';
import { SessionView } from '../../../extension/imap/session/view.ts';
import { Arena } from '../../../extension/imap/wire/arena.ts';

test('what was put into an arena stays as it was', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 60 }), (stretches) => {
      const arena = new Arena();
      const kept = stretches.map((octets) => {
        const bytes = Buffer.concat([Buffer.from('<'), octets, Buffer.from('>')]);
        const at = arena.add(bytes, 1, bytes.length - 1);
        const { page } = arena;
        bytes.fill(0);
        return page.subarray(at, at + octets.length);
      });
      stretches.forEach((octets, i) => assert.deepEqual(Buffer.from(kept[i] ?? []), Buffer.from(octets)));
    }),
  );
});

test('pages grow with what is kept, and a long stretch is left where it is', () => {
  const arena = new Arena();
  arena.add(Buffer.alloc(10), 0, 10);
  assert.ok(arena.page.length <= 4096);
  const pages = new Set<Buffer>();
  for (let i = 0; i < 100; i++) {
    arena.add(Buffer.alloc(60_000), 0, 60_000);
    pages.add(arena.page);
  }
  assert.ok(pages.size < 20, `${pages.size} pages for 6 MB`);
  assert.equal(arena.takes(64 * 1024), true);
  assert.equal(arena.takes(64 * 1024 + 1), false);
});

test('a row does not hold on to the octets it came in', () => {
  const reader = new Reader(new QuirkCounter());
  const rowOf = (n: number, order: readonly string[]): readonly [Buffer, ReturnType<Reader['read']>] => {
    const items: Readonly<Record<string, string>> = {
      envelope: `ENVELOPE (NIL "Subject ${n}" NIL NIL NIL NIL NIL NIL NIL {3}\r\n<${n}>)`,
      body: `BODYSTRUCTURE ("TEXT" "PLAIN" NIL NIL NIL "7BIT" ${n} 1)`,
      date: 'INTERNALDATE "01-Jan-2024 00:00:00 +0000"',
    };
    const bytes = Buffer.from(`* ${n} FETCH (UID ${n} ${order.map((name) => items[name]).join(' ')})`, 'latin1');
    return [bytes, reader.read({ bytes, literals: [] }, new SessionView())];
  };
  const orders = [['envelope', 'body'], ['body', 'date', 'envelope'], ['envelope'], ['body'], ['date']];
  const rows = orders.map((order, i) => rowOf(i + 1, order));
  for (const [bytes] of rows) bytes.fill(0);
  rows.forEach(([, row], i) => {
    assert.ok(row.type === 'fetch');
    const has = (name: string): boolean => orders[i]?.includes(name) === true;
    assert.equal(row.envelope?.subject, has('envelope') ? `Subject ${i + 1}` : undefined);
    assert.equal(row.envelope?.messageId, has('envelope') ? `<${i + 1}>` : undefined);
    assert.equal(row.bodyStructure?.kind, has('body') ? 'part' : undefined);
    assert.equal(row.internalDate?.getTime(), has('date') ? Date.UTC(2024, 0, 1) : undefined);
  });
});
