import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { StreamCost } from './stream-child.ts';

/** Saves an attachment of so many megabytes (as transferred) in a process of its own, from a server in another one. */
export async function stream(megabytes: number, how: 'whole' | 'cancel' = 'whole'): Promise<StreamCost> {
  const folder = await mkdtemp(join(tmpdir(), 'mail-stream-'));
  const script = (name: string): string => join(import.meta.dirname, name);
  const server = spawn(process.execPath, ['--no-warnings', script('stream-server.ts'), String(megabytes)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [port] = (await once(createInterface(server.stdout), 'line')) as [string];
    const args = ['--no-warnings', script('stream-child.ts'), port, folder, how];
    const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout) as StreamCost;
  } finally {
    server.kill();
    await rm(folder, { recursive: true, force: true });
  }
}
