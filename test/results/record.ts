import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { root } from '../setup/paths.mjs';

/** Runs too long for `npm test`, in the order in which they stand in the document. */
export const recorded = ['chaos', 'oracle', 'soak, simulated', 'soak, real', 'faults', 'fuzz'] as const;
export type Recorded = (typeof recorded)[number];

export interface Outcome {
  readonly run: Recorded;
  readonly ok: boolean;
  /** One line. */
  readonly figures: string;
  /** What was typed behind `npm run …`, as far as it matters. */
  readonly command: string;
}

export const resultsPath = join(root, 'test', 'RESULTS.md');

const head = `# What the long runs came to

Written by the runs themselves (\`--results\`), never by hand; the last run of each.

| run | command | on | came to |
|---|---|---|---|
`;

/** The document with this outcome in the place of the run's last one. */
export function withOutcome(text: string, { run, ok, figures, command }: Outcome, on: string): string {
  const rows = new Map<string, string>();
  for (const line of text.split('\n')) {
    const name = /^\| ([^|]+) \|/.exec(line)?.[1];
    if (recorded.some((one) => one === name) && name !== undefined) rows.set(name, line);
  }
  const cells = [run, `\`${command}\``, on, `${ok ? '✔' : '✖'} ${figures}`];
  rows.set(run, `| ${cells.map((cell) => cell.replaceAll('|', '/').replaceAll('\n', ' ')).join(' | ')} |`);
  return head + recorded.flatMap((name) => rows.get(name) ?? []).join('\n') + '\n';
}

/** Writes it down where `--results` was given. */
export function record(outcome: Outcome, path = resultsPath): void {
  if (!process.argv.includes('--results')) return;
  const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const on = `${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ${availableParallelism()} cores`;
  writeFileSync(path, withOutcome(before, outcome, on));
  console.log(`written to ${path.slice(root.length + 1)}`);
}
