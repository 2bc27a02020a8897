// Makes the mailboxes, runs every client in turn, prints the table. Started by bench.mjs.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { facts } from './facts.ts';
import { parseOptions, type Options } from './options.ts';
import { quickSizes, wholeSizes } from './plans.ts';
import { rowsOf, textTable, verdictText, type Row } from './report.ts';
import { resultsText } from './results.ts';
import { buildClients, runGroup, type GroupResult } from './run.ts';
import { Stage } from './stage.ts';
import { windowFigures, windowText } from './window.ts';
import { groups } from './works.ts';

const progress = (text: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
};

async function bench(options: Options): Promise<void> {
  const chosen = groups.filter(({ id }) => options.only.length === 0 || options.only.includes(id));
  const sizes = options.quick ? quickSizes : wholeSizes;
  const mailboxes = new Set<string>(chosen.flatMap(({ mailbox }) => mailbox ?? []));
  if (chosen.some(({ server }) => server === 'none' || server === 'replay')) mailboxes.add('List');
  await buildClients();
  console.log('Making the mailboxes …');
  const stage = await Stage.open(sizes, mailboxes, console.log);
  const rows: Row[] = [];
  const results: GroupResult[] = [];
  try {
    for (const group of chosen) {
      console.log(`\n${group.id}: ${group.title}`);
      const { rounds, clients, flags } = options;
      const result = await runGroup(stage, group, { rounds, clients, flags, say: progress });
      progress('');
      results.push(result);
      rows.push(...rowsOf(result));
      console.log(textTable(rowsOf(result)));
    }
  } finally {
    await stage.close();
  }
  console.log(`\nAgainst the targets${options.quick ? ' (of a quick run: they mean nothing)' : ''}:`);
  for (const row of rows) for (const one of row.targets) console.log(verdictText(row, one));
  const window = options.window ? await windowFigures() : [];
  for (const figure of window) console.log(windowText(figure));
  const about = await facts(options);
  if (options.json !== null) {
    await writeFile(options.json, `${JSON.stringify({ about, rows, window, rounds: results }, null, 1)}\n`);
  }
  if (options.results)
    await writeFile(join(import.meta.dirname, 'RESULTS.md'), resultsText(about, rows, chosen, window));
}

try {
  await bench(parseOptions(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
