import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { codesTable, withCodesTable } from '../../docs/codes-table.ts';

const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');

test('the table of codes in the README is what `npm run docs:codes` would write now', () => {
  assert.equal(withCodesTable(readme), readme);
});

test('a row says source, meaning, surface and what is offered', () => {
  const row = codesTable()
    .split('\n')
    .find((line) => line.startsWith('| `OVERQUOTA` |'));
  assert.match(
    row ?? '',
    /\| RFC 9051 §7\.1 \| This would take.*\| error† \(NO\/BAD, tagged\), warning† \| Show Quota \|$/,
  );
});

test('a document without the markers is not touched', () => {
  assert.throws(() => withCodesTable('# Nothing'), /no place/);
});
