// Writes the table of response codes into the README, from the catalogue and the policy.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { node24, root, toolEnv } from '../setup/paths.mjs';

const script = join(root, 'test', 'docs', 'write-codes.ts');
process.exitCode = spawnSync(node24(), [script], { cwd: root, env: toolEnv(), stdio: 'inherit' }).status ?? 1;
