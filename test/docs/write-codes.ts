import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { withCodesTable } from './codes-table.ts';

const readme = join(resolve(import.meta.dirname, '../..'), 'README.md');
const before = readFileSync(readme, 'utf8');
const after = withCodesTable(before);
if (after !== before) writeFileSync(readme, after);
console.log(
  after === before ? 'README.md: the table of codes is current' : 'README.md: the table of codes was written',
);
