import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stream } from './streaming.ts';

test('a large attachment goes to disk as it comes: memory does not grow with it (npm run gigabyte is the long form)', async () => {
  const small = await stream(10);
  const large = await stream(64);
  for (const [cost, megabytes] of [[small, 10] as const, [large, 64] as const]) {
    assert.deepEqual([cost.error, cost.files], [null, ['large.bin']]);
    assert.ok(cost.saved > megabytes * 0.7 * 1024 * 1024, `${cost.saved} octets`);
    assert.ok(cost.progress > megabytes, `${cost.progress} times told`);
  }
  assert.ok(large.peakMiB - small.peakMiB <= 32, `${small.peakMiB} and ${large.peakMiB} MiB`);
});

test('cancelled in the middle, nothing of it stays', async () => {
  const cost = await stream(48, 'cancel');
  assert.ok(cost.error !== null, 'the save rejects');
  assert.deepEqual([cost.saved, cost.files], [0, []]);
});
