import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { targetNames } from '../../fuzz/engine/target.ts';
import { added, addToTotals, readTotals } from '../../fuzz/engine/totals.ts';

test('what the fuzzer did is added up, target by target, and never becomes less', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'totals-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'TOTALS.json');
  assert.deepEqual(readTotals(path), {});
  addToTotals('mime', { executions: 100, hours: 0.5, findings: 1 }, path);
  addToTotals('responses', { executions: 7, hours: 0.25, findings: 0 }, path);
  addToTotals('mime', { executions: 11, hours: 0.5, findings: 0 }, path);
  assert.deepEqual(readTotals(path), {
    responses: { runs: 1, executions: 7, hours: 0.25, findings: 0 },
    mime: { runs: 2, executions: 111, hours: 1, findings: 1 },
  });
  assert.deepEqual(readdirSync(folder), ['TOTALS.json']);
  for (const wrong of [
    { executions: -1, hours: 1, findings: 0 },
    { executions: 1, hours: Number.NaN, findings: 0 },
    { executions: 1.5, hours: 1, findings: 0 },
  ])
    assert.throws(() => added(readTotals(path), 'mime', wrong), RangeError);
});

test('the committed totals can be those of real runs', () => {
  for (const [name, total] of Object.entries(readTotals())) {
    assert.ok(targetNames.some((one) => one === name));
    const { runs, executions, hours, findings } = total;
    for (const count of [runs, executions, findings]) assert.ok(Number.isSafeInteger(count) && count >= 0, name);
    // No target has ever come near to so many in a second.
    assert.ok(runs > 0 && hours > 0 && executions / (hours * 3600) < 200_000, name);
  }
});
