import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { node24, root, toolEnv } from '../setup/paths.mjs';
import { hasCommand } from '../setup/exec.mjs';
import { peersDir } from './peers.mjs';
import type { Stage } from './stage.ts';
import type { Figures, Task } from './task.ts';
import type { Entry, Group } from './works.ts';

/** What one entry gave in each round; a client that failed says why instead. */
export interface EntryResult {
  readonly entry: Entry;
  readonly rounds: Figures[];
  problem: string | null;
}

export interface GroupResult {
  readonly group: Group;
  readonly entries: readonly EntryResult[];
}

const longestMs = 8 * 60_000;
const childDir = join(root, 'out', 'bench');

/** The clients' programs as plain JavaScript: removing types at run time would cost each of them memory and time. */
export async function buildClients(): Promise<void> {
  const here = import.meta.dirname;
  const clients = (await readdir(join(here, 'clients'))).filter((name) => /\.(ts|mjs)$/.test(name));
  await build({
    entryPoints: [join(here, 'child.ts'), ...clients.map((name) => join(here, 'clients', name))],
    outbase: here,
    outdir: childDir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    logLevel: 'warning',
  });
}

/** A fresh process does one work once. Rejects with what it said where it failed. */
export async function runChild(task: Task, flags: readonly string[]): Promise<Figures | null> {
  const python = task.client === 'imaplib';
  const [command, args] = python
    ? ['python3', [join(import.meta.dirname, 'clients', 'python_imaplib.py')]]
    : [node24(), ['--expose-gc', ...flags, join(childDir, 'child.mjs')]];
  const child = spawn(command, [...args, JSON.stringify(task)], {
    cwd: root,
    env: toolEnv(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let problem = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (problem += chunk.toString()));
  const limit = setTimeout(() => child.kill('SIGKILL'), Math.min(longestMs, 2 ** 30));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearTimeout(limit);
  const last = out.trimEnd().split('\n').at(-1) ?? '';
  if (code !== 0 || last === '') {
    const reason = problem.split('\n').find((line) => /error/i.test(line)) ?? problem.trim().split('\n').at(-1) ?? '';
    throw new Error(reason === '' ? `it ended with ${code ?? 'a signal'}` : reason.trim().slice(0, 200));
  }
  return JSON.parse(last) as Figures | null;
}

/** Clients that can run here. */
export function available(client: string): boolean {
  if (client === 'imaplib') return hasCommand('python3');
  const packages: Readonly<Record<string, string>> = {
    imapflow: 'imapflow',
    'node-imap': 'imap',
    emailjs: 'emailjs-imap-client',
  };
  const name = packages[client];
  return name === undefined || existsSync(join(peersDir, 'node_modules', name));
}

export interface RunOptions {
  readonly rounds: number;
  readonly clients: readonly string[];
  /** For Node, as `--cpu-prof`. */
  readonly flags: readonly string[];
  readonly say: (text: string) => void;
}

const always = new Set(['floor', 'parser', 'million']);

/** Runs the entries of a group in turn, round after round: what disturbs the machine meets all of them alike. */
export async function runGroup(stage: Stage, group: Group, options: RunOptions): Promise<GroupResult> {
  const wanted = group.entries.filter(
    ({ client }) =>
      (options.clients.length === 0 || always.has(client) || options.clients.includes(client)) && available(client),
  );
  const entries: EntryResult[] = wanted.map((entry) => ({ entry, rounds: [], problem: null }));
  const rounds = Math.min(options.rounds, group.mostRounds ?? options.rounds);
  for (let round = 1; round <= rounds; round++) {
    for (const result of entries) {
      if (result.problem !== null) continue;
      options.say(`${group.id} ${result.entry.client} ${result.entry.note ?? ''} (${round} of ${rounds})`);
      await runEntry(stage, group, result, options.flags);
    }
  }
  return { group, entries };
}

async function runEntry(stage: Stage, group: Group, result: EntryResult, flags: readonly string[]): Promise<void> {
  const proxy = stage.proxyOf(group);
  proxy?.reset();
  try {
    const figures = await runChild(stage.task(group, result.entry), flags);
    if (figures === null) {
      result.problem = 'it has no such work';
      return;
    }
    const traffic = proxy?.traffic;
    result.rounds.push({
      ...figures,
      // TLS writes below the socket's own `write`.
      ...(group.server === 'tls' ? { roundTrips: null } : {}),
      ...(traffic === undefined ? {} : { bytesIn: traffic.down, bytesOut: traffic.up, roundTrips: traffic.roundTrips }),
      extra: {
        ...figures.extra,
        ...(group.server === 'replay' ? { 'MB/s': stage.recordedOctets / 1000 / figures.wallMs } : undefined),
      },
    });
  } catch (error) {
    result.problem = error instanceof Error ? error.message : String(error);
  }
}
