import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { node24, root, toolEnv } from '../setup/paths.mjs';
import { answers } from './daemon.ts';

async function gone(there: () => boolean | Promise<boolean>): Promise<void> {
  while (await there()) await new Promise((resolve) => setTimeout(resolve, 20));
}

for (const name of ['dovecot', 'cyrus', 'courier'])
  test(`a test that is killed leaves no ${name} behind`, { timeout: 60_000 }, async () => {
    const file = join(root, 'test', 'servers', 'left-behind-child.ts');
    const child = spawn(node24(), ['--no-warnings', file, name], {
      env: toolEnv(),
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const exited = once(child, 'exit');
    let line = '';
    for await (line of createInterface(child.stdout)) break;
    const { dir, port } = JSON.parse(line) as { readonly dir: string; readonly port: number };
    assert.ok(await answers(port));
    child.kill('SIGKILL');
    assert.equal((await exited)[1], 'SIGKILL');
    await gone(() => answers(port));
    await gone(() => existsSync(dir));
  });
