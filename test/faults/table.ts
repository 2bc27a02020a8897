import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup/paths.mjs';
import { faultsOf, parts, type Part } from './faults.ts';
import { seedsOf, type FaultRow } from './row.ts';
import { injection } from './rows/injection.ts';
import { liveness } from './rows/liveness.ts';
import { parser } from './rows/parser.ts';
import { responseRules } from './rows/rules.ts';
import { secretRows } from './rows/secrets.ts';
import { state } from './rows/state.ts';
import { tls } from './rows/tls.ts';

export const tablePath = join(root, 'test', 'faults', 'TABLE.md');

const rows: Readonly<Record<Part, readonly FaultRow[]>> = {
  tls: [...tls, ...secretRows],
  parser,
  injection,
  state,
  liveness,
  rules: responseRules,
};
const partNames = Object.keys(parts) as Part[];

/** All rows, in the order of their numbers. */
export const allRows: readonly FaultRow[] = Object.values(rows)
  .flat()
  .sort((a, b) => a.row - b.row);

/** Numbers of the table that no test is named for yet. */
export function missingRows(): number[] {
  const present = new Set(allRows.map(({ row }) => row));
  return partNames.flatMap((part) => faultsOf(part).map(({ row }) => row)).filter((row) => !present.has(row));
}

/** What is wrong with a row as it is written, without running anything. */
export function mistakes(row: FaultRow): string[] {
  const found: string[] = [];
  const part = partNames.find((name) => rows[name].includes(row));
  if (part === undefined || !faultsOf(part).some((fault) => fault.row === row.row)) found.push('is in the wrong file');
  if (!existsSync(join(root, row.test.file))) found.push(`has no test file ${row.test.file}`);
  const seeds = seedsOf(row);
  if (seeds.length === 0 && !needsMore(row)) found.push('has no seed');
  if (seeds.length > 0 && (row.bug ?? '') === '') found.push('does not say in words what its seed breaks');
  for (const { file, find, replace } of seeds) {
    const path = join(root, file);
    const count = existsSync(path) ? readFileSync(path, 'utf8').split(find).length - 1 : -1;
    if (count !== 1)
      found.push(count < 0 ? `seeds ${file}, which is not there` : `finds its text ${count} times in ${file}`);
    if (find === replace) found.push('has a seed that changes nothing');
  }
  return found;
}

/** Whether its test needs a window or VS Code, so that the runner of seeds cannot run it. */
export function needsMore({ test }: FaultRow): boolean {
  return /^test\/(ui|host|keychain)\//.test(test.file);
}

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** The document, made from the rows. */
export function tableText(): string {
  const lines = [
    '# Faults, and the tests that show what happens then',
    '',
    'Made by `npm run faults` from `test/faults/rows/`: it runs every test named here once as it is, where it must be green, and once with',
    'the bug of the last column put into the code, where it must turn red.',
  ];
  for (const part of partNames) {
    lines.push(
      '',
      `## ${parts[part].title}`,
      '',
      '| # | fault | behaviour | shown by | seeded bug |',
      '|---|---|---|---|---|',
    );
    for (const { row, fault, behaviour } of faultsOf(part)) {
      const shown = allRows.filter((one) => one.row === row);
      if (shown.length === 0) lines.push(`| ${row} | ${fault} | ${behaviour} | no test is named yet | |`);
      shown.forEach((one, index) => {
        const what = one.fault === fault ? fault : index === 0 ? `${fault}: ${one.fault}` : one.fault;
        const test = `${one.test.name} (${one.test.file.replace(/^test\//, '')})`;
        const bug = one.bug ?? 'none: runs in a window';
        lines.push(
          `| ${[index === 0 ? String(row) : '', what, index === 0 ? behaviour : '', test, bug].map(cell).join(' | ')} |`,
        );
      });
    }
  }
  return `${lines.join('\n')}\n`;
}
