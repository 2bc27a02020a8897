// `npm run faults`: every test of the table once as it is and once with its seeded bug. With numbers, only those rows; with `--first`,
// the first test of each row, which is what `npm test` has time for. `--results` writes the outcome to test/RESULTS.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup/paths.mjs';
import { record } from '../results/record.ts';
import { seedsOf, type FaultRow } from './row.ts';
import { runTests, type Run } from './run-test.ts';
import { allRows, missingRows, mistakes, needsMore, tablePath, tableText } from './table.ts';

const atOnce = 2;
/** What a test with a seed may take at least, on a busy machine. */
const leastMs = 5_000;

/** Runs `work` on each item, two at a time, in order of starting. */
async function each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

function last(text: string): string {
  return text.trim().split('\n').slice(-4).join('\n');
}

/** Why the test is not green as the code is, or null. */
function notGreen({ test }: FaultRow, run: Run): string | null {
  const own = run.ended.filter(({ name }) => name === test.name);
  const [one] = own;
  if (one === undefined) return `no test of this name ran in ${test.file}. ${last(run.stderr)}`;
  if (own.length > 1) return `${own.length} tests of this name in ${test.file}`;
  return one.passed ? null : `red without a seed: ${one.message}`;
}

/** Why the seeded bug was not found by the test, or null. */
function notRed(row: FaultRow, run: Run): string | null {
  const [one, more] = run.ended;
  if (one === undefined && run.exitCode === null) return 'had to be killed: a seed must make the test fail, not hang';
  if (one === undefined) return `the test never ran with the seed in: ${last(run.stderr)}`;
  if (more !== undefined) return 'more than the named test ran';
  if (run.planted !== seedsOf(row).length) return 'the test does not load the module that is seeded';
  if (one.passed) return 'stays green with the bug in';
  // A typing mistake in the seed is no finding of the test.
  if (one.error === 'ReferenceError' || one.error === 'SyntaxError')
    return `the seed is no sound code: ${one.error}, ${one.message}`;
  return null;
}

/** Whether the source has a test of that name, for those that this runner cannot run. */
function hasTest({ test }: FaultRow): boolean {
  return readFileSync(join(root, test.file), 'utf8').includes(test.name);
}

async function main(numbers: readonly number[], first: boolean): Promise<number> {
  const began = performance.now();
  const named = allRows.filter(({ row }) => numbers.length === 0 || numbers.includes(row));
  const rows = first ? [...Map.groupBy(named, ({ row }) => row).values()].flatMap((same) => same.slice(0, 1)) : named;
  const bad = new Map<FaultRow, string>();
  const sound: FaultRow[] = [];
  for (const row of rows) {
    const [mistake] = mistakes(row);
    if (mistake !== undefined) bad.set(row, mistake);
    else if (!needsMore(row)) sound.push(row);
    else if (!hasTest(row)) bad.set(row, `${row.test.file} has no test of this name`);
  }
  /**
   * Of each test as it is; of one with a server, that of its whole file, since a suite has the time of its tests. A seeded bug often makes
   * a test wait for what never comes: the time that a sound run takes bounds that.
   */
  const took = new Map<FaultRow, number>();
  await each([...Map.groupBy(sound, ({ test }) => test.file)], async ([file, own]) => {
    const start = performance.now();
    const run = await runTests(file, [...new Set(own.map(({ test }) => test.name))]);
    const whole = performance.now() - start;
    for (const row of own) {
      const why = notGreen(row, run);
      if (why !== null) bad.set(row, why);
      const own = run.ended.find(({ name }) => name === row.test.name)?.ms ?? whole;
      took.set(row, file.startsWith('test/servers/') ? whole : own);
    }
  });
  const green = performance.now();
  console.log(`${sound.length} tests as they are: ${((green - began) / 1000).toFixed(0)} s`);
  const slow: string[] = [];
  await each(
    sound.filter((row) => !bad.has(row)),
    async (row) => {
      const limit = leastMs + 4 * (took.get(row) ?? 0);
      const start = performance.now();
      const why = notRed(row, await runTests(row.test.file, [row.test.name], seedsOf(row), limit));
      const seconds = (performance.now() - start) / 1000;
      if (seconds > 15) slow.push(`${seconds.toFixed(0)} s: row ${row.row}, "${row.test.name}"`);
      if (why !== null) bad.set(row, why);
    },
  );
  for (const line of slow) console.log(line);
  for (const [row, why] of bad) console.log(`✖ row ${row.row}, "${row.test.name}": ${why}`);
  const missing = missingRows();
  if (missing.length > 0) console.log(`Rows without a test yet: ${missing.join(', ')}`);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const covered = new Set(rows.map(({ row }) => row)).size;
  const figures = `${rows.length - bad.size} of ${rows.length} seeded bugs found, ${covered} rows, ${seconds} s`;
  console.log(figures);
  const ok = bad.size === 0 && rows.length > 0;
  if (numbers.length === 0)
    record({ run: 'faults', ok, figures, command: first ? 'npm run faults -- --first' : 'npm run faults' });
  if (numbers.length === 0) {
    const text = tableText();
    if (readFileSync(tablePath, { encoding: 'utf8', flag: 'a+' }) !== text) writeFileSync(tablePath, text);
  }
  const countsFile = process.env['MAIL_EXPLORER_COUNTS'];
  if (countsFile !== undefined)
    writeFileSync(countsFile, JSON.stringify({ passed: rows.length - bad.size, failed: bad.size }));
  return ok ? 0 : 1;
}

const wanted = process.argv.slice(2);
if (wanted[0] === '--table') writeFileSync(tablePath, tableText());
else
  process.exitCode = await main(wanted.filter((one) => !one.startsWith('--')).map(Number), wanted.includes('--first'));
