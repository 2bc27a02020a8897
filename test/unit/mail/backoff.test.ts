import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { backoffMs } from '../../../extension/imap/client/backoff.ts';

test('the first reconnect comes within two seconds, later ones within five minutes', () => {
  fc.assert(
    fc.property(fc.nat(1000), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (attempt, random) => {
      const wait = backoffMs(attempt, random);
      assert.ok(wait >= 500 && wait <= 300_000);
      if (attempt === 0) assert.ok(wait <= 2_000);
    }),
  );
});

test('waits grow, and two windows rarely wait alike', () => {
  assert.deepEqual(
    [0, 1, 2, 3].map((attempt) => backoffMs(attempt, 0)),
    [1_000, 2_000, 4_000, 8_000],
  );
  assert.notEqual(backoffMs(5, 0.1), backoffMs(5, 0.9));
});
