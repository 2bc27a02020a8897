import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { all } from '../../../extension/explain/catalogue.ts';
import { courierRows } from '../../servers/codes/courier-rows.ts';
import { cyrusRows } from '../../servers/codes/cyrus-rows.ts';
import { dovecotRows } from '../../servers/codes/dovecot-rows.ts';
import { unprovoked, unprovokedSection } from '../../servers/codes/unprovoked.ts';
import { root } from '../../setup/paths.mjs';

const rows = [...dovecotRows, ...cyrusRows, ...courierRows];

test('every code of the catalogue is said by a real server, or it is written why none says it', () => {
  const said = new Set(rows.map(({ code }) => code));
  for (const { kind, name } of all)
    if (kind === 'code') assert.notEqual(said.has(name), name in unprovoked, `${name}: one of both, and not both`);
});

test('the document of real codes has a line for each row, and says why the others are missing', () => {
  const document = readFileSync(join(root, 'test', 'servers', 'CODES.md'), 'utf8');
  const table = document.split('\n').filter((line) => /^\| `.*\|.*\|.*\|.*\|/.test(line));
  assert.equal(table.length, rows.length);
  assert.ok(document.endsWith(`\n\n${unprovokedSection()}\n`));
});
