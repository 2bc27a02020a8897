import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { node24, root, toolEnv } from '../setup/paths.mjs';
import type { Seed } from './row.ts';

export interface Ended {
  readonly name: string;
  readonly passed: boolean;
  readonly failure: string | null;
  /** Name of the class of what was thrown. */
  readonly error: string | null;
  readonly message: string;
}

export interface Run {
  readonly ended: readonly Ended[];
  /** Seeds that were put into modules which the test loaded. */
  readonly planted: number;
  /** Null when it had to be killed. */
  readonly exitCode: number | null;
  readonly stderr: string;
}

const here = join(root, 'test', 'faults');
const testTimeout = 20_000;
const killAfter = 60_000;

function exactly(name: string): string {
  return `^${name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}$`;
}

/** Runs the tests of these names in one file, in a process of its own, with the seeds put in. */
export function runTests(file: string, names: readonly string[], seeds: readonly Seed[] = []): Promise<Run> {
  const args = [
    '--no-warnings',
    '--import',
    join(here, 'seed-hook.mjs'),
    `--test-timeout=${testTimeout}`,
    `--test-reporter=${join(here, 'reporter.mjs')}`,
    '--test-reporter-destination=stdout',
    ...names.map((name) => `--test-name-pattern=${exactly(name)}`),
    file,
  ];
  const planted = seeds.map((seed) => ({ ...seed, path: join(root, seed.file) }));
  const env = toolEnv({
    MAIL_EXPLORER_SEEDS: JSON.stringify(planted),
    NODE_COMPILE_CACHE: join(root, 'out', 'compile-cache'),
  });
  return new Promise((resolve) => {
    const child = spawn(node24(), args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    const limit = setTimeout(() => child.kill('SIGKILL'), killAfter);
    child.on('error', (error) => err.push(Buffer.from(error.message)));
    child.on('close', (exitCode) => {
      clearTimeout(limit);
      resolve({ ...read(Buffer.concat(out).toString()), exitCode, stderr: Buffer.concat(err).toString() });
    });
  });
}

/** Lines that the test itself printed stand between those of the reporter. */
function read(text: string): Pick<Run, 'ended' | 'planted'> {
  const ended: Ended[] = [];
  let planted = 0;
  for (const line of text.split('\n')) {
    if (!line.startsWith('{"')) continue;
    const told = parsed(line);
    if (told === null) continue;
    if ('planted' in told) planted = told.planted;
    else ended.push(told);
  }
  return { ended, planted };
}

function parsed(line: string): Ended | { readonly planted: number } | null {
  try {
    const value = JSON.parse(line) as Partial<Ended> & { readonly planted?: number };
    if (typeof value.planted === 'number') return { planted: value.planted };
    return 'passed' in value && 'failure' in value ? (value as Ended) : null;
  } catch {
    return null;
  }
}
