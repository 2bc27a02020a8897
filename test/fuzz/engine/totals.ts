import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../setup/paths.mjs';
import { targetNames, type TargetName } from './target.ts';

/** What all runs together came to; `executions` are inputs given to the target, each counted once however often it is checked. */
export interface Total {
  readonly runs: number;
  readonly executions: number;
  /** Of a thread. */
  readonly hours: number;
  /** Inputs that broke a rule, took too long or did not end. */
  readonly findings: number;
}

export type Totals = Readonly<Partial<Record<TargetName, Total>>>;

export const totalsPath = join(root, 'test', 'fuzz', 'TOTALS.json');

export function readTotals(path = totalsPath): Totals {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Totals) : {};
}

/** Only ever more than before. */
export function added(before: Totals, name: TargetName, run: Omit<Total, 'runs'>): Totals {
  const old = before[name] ?? { runs: 0, executions: 0, hours: 0, findings: 0 };
  const sound = [run.executions, run.hours, run.findings].every((one) => Number.isFinite(one) && one >= 0);
  if (!sound || !Number.isInteger(run.executions)) throw new RangeError(`${name}: ${JSON.stringify(run)} is no run`);
  const now: Total = {
    runs: old.runs + 1,
    executions: old.executions + run.executions,
    hours: Number((old.hours + run.hours).toFixed(4)),
    findings: old.findings + run.findings,
  };
  return Object.fromEntries(
    targetNames.flatMap((one) => {
      const total = one === name ? now : before[one];
      return total === undefined ? [] : [[one, total] as const];
    }),
  );
}

/** Read again at once before it is written, so that two runs at a time both count. */
export function addToTotals(name: TargetName, run: Omit<Total, 'runs'>, path = totalsPath): void {
  const text = `${JSON.stringify(added(readTotals(path), name, run), null, 2)}\n`;
  const fresh = `${path}.${process.pid}`;
  writeFileSync(fresh, text);
  renameSync(fresh, path);
}
