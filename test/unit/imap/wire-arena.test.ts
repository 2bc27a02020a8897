import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
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
