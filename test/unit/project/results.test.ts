import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { recorded, resultsPath, withOutcome } from '../../results/record.ts';

test('the document of long runs keeps the last outcome of each, in order', () => {
  const oracle = {
    run: 'oracle',
    ok: true,
    figures: '100000 commands',
    command: 'npm run oracle',
  } as const;
  const chaos = {
    run: 'chaos',
    ok: false,
    figures: '1 lost | doubled',
    command: 'npm run chaos',
  } as const;
  const first = withOutcome('', oracle, 'today');
  const both = withOutcome(first, chaos, 'today');
  assert.deepEqual(both.trim().split('\n').slice(-2), [
    '| chaos | `npm run chaos` | today | ✖ 1 lost / doubled |',
    '| oracle | `npm run oracle` | today | ✔ 100000 commands |',
  ]);
  const again = withOutcome(both, { ...chaos, ok: true, figures: 'nothing lost' }, 'tomorrow');
  assert.ok(again.includes('| chaos | `npm run chaos` | tomorrow | ✔ nothing lost |'));
  assert.ok(!again.includes('1 lost') && again.includes('100000 commands'));
});

test('what is committed of it was written by the runs', () => {
  if (!existsSync(resultsPath)) return;
  const text = readFileSync(resultsPath, 'utf8');
  const rows = text.split('\n').filter((line) => /^\| .+ \| `npm run /.test(line));
  assert.ok(rows.length > 0);
  for (const row of rows) {
    const [, name, command, on, came] = row
      .split(' | ')
      .map((cell) => cell.replace(/^\| | \|$/g, ''))
      .toSpliced(0, 0, '');
    assert.ok(
      recorded.some((one) => one === name),
      row,
    );
    assert.match(
      `${command} ${on} ${came}`,
      /^`npm run [a-z]+[^`]*` 20\d\d-\d\d-\d\d, Node \d+\.\d+\.\d+, \d+ cores [✔✖] \S/,
    );
  }
});
