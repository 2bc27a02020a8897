import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { faultsOf } from '../../faults/faults.ts';
import { allRows, missingRows, mistakes, tablePath, tableText } from '../../faults/table.ts';

test('the table of faults has the numbers 1 to 67, and 71 to 77 for the rules of what servers say', () => {
  const numbers = (['tls', 'parser', 'injection', 'state', 'liveness', 'rules'] as const)
    .flatMap(faultsOf)
    .map(({ row }) => row);
  assert.deepEqual(numbers, [...Array.from({ length: 67 }, (_, index) => index + 1), 71, 72, 73, 74, 75, 76, 77]);
});

test('every row of faults names a test that is there, and a seed whose text occurs once', () => {
  const found = allRows.flatMap((row) =>
    mistakes(row).map((mistake) => `row ${row.row}, "${row.test.name}": ${mistake}`),
  );
  assert.deepEqual(found, []);
  assert.deepEqual(missingRows(), []);
});

test('the document of faults is the one that the rows make (npm run faults -- --table)', () => {
  assert.equal(readFileSync(tablePath, 'utf8'), tableText());
});
