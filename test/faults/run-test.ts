import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { node24, root, toolEnv } from '../setup/paths.mjs';
import type { Seed } from './row.ts';

export interface Ended {
  readonly name: string;
  /** How long it took, without the hooks of its file. */
  readonly ms: number;
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
  /** Null when it had to be killed: a seeded bug may keep something open when its test has long been over. */
  readonly exitCode: number | null;
  readonly stderr: string;
}

const here = join(root, 'test', 'faults');
const longestMs = 60_000;
/** Beyond what its tests may take: to load, to start and stop a server. */
const aroundMs = 60_000;
/** For the end of the process, once a test has failed. */
const graceMs = 3_000;

function exactly(name: string): string {
  return `^${name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}$`;
}

/**
 * Runs the tests of these names in one file, in a process of its own, with the seeds put in. A test fails after `limitMs`. Servers that
 * it started go with it, even when it is killed.
 */
export function runTests(
  file: string,
  names: readonly string[],
  seeds: readonly Seed[] = [],
  limitMs = longestMs,
): Promise<Run> {
  const args = [
    '--no-warnings',
    `--test-timeout=${Math.round(Math.min(limitMs, longestMs))}`,
    `--test-reporter=${join(here, 'reporter.mjs')}`,
    '--test-reporter-destination=stdout',
    ...names.map((name) => `--test-name-pattern=${exactly(name)}`),
    file,
  ];
  const planted = seeds.map((seed) => ({ ...seed, path: join(root, seed.file) }));
  const folder = mkdtempSync(join(tmpdir(), 'faults-'));
  const plantedFile = join(folder, 'planted');
  // By the environment, so that processes which the test starts have the bug too.
  const env = toolEnv({
    NODE_OPTIONS: `--import ${pathToFileURL(join(here, 'seed-hook.mjs')).href}`,
    MAIL_EXPLORER_SEEDS: JSON.stringify(planted),
    MAIL_EXPLORER_PLANTED: plantedFile,
    NODE_COMPILE_CACHE: join(root, 'out', 'compile-cache'),
  });
  return new Promise((resolve) => {
    const child = spawn(node24(), args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    const kill = (): void => void child.kill('SIGKILL');
    const limit = setTimeout(kill, names.length * limitMs + aroundMs);
    let grace: NodeJS.Timeout | undefined;
    child.stdout.on('data', (chunk: Buffer) => {
      out.push(chunk);
      if (seeds.length > 0) grace ??= setTimeout(kill, graceMs);
    });
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', (error) => err.push(Buffer.from(error.message)));
    child.on('close', (exitCode) => {
      clearTimeout(limit);
      clearTimeout(grace);
      const lines = existsSync(plantedFile) ? readFileSync(plantedFile, 'utf8').trim().split('\n') : [];
      rmSync(folder, { recursive: true });
      const stderr = Buffer.concat(err).toString();
      resolve({ ended: read(Buffer.concat(out).toString()), planted: new Set(lines).size, exitCode, stderr });
    });
  });
}

/** Lines that the test itself printed stand between those of the reporter. */
function read(text: string): Ended[] {
  return text.split('\n').flatMap((line) => {
    if (!line.startsWith('{"name":')) return [];
    try {
      return [JSON.parse(line) as Ended];
    } catch {
      return [];
    }
  });
}
