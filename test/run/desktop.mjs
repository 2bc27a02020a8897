// `npm run test:desktop`: the host suite in a desktop VS Code that @vscode/test-electron downloads. Starts on Node 20.
import { spawnSync } from 'node:child_process';
import { provision } from '../setup/all.mjs';
import { main } from '../setup/exec.mjs';
import { node24, root, toolEnv } from '../setup/paths.mjs';
import { buildExtension } from './package.mjs';

await main(async () => {
  await provision({ vscode: false });
  await buildExtension();
  return spawnSync(node24(), ['test/run/desktop.ts'], { cwd: root, env: toolEnv(), stdio: 'inherit' }).status ?? 1;
});
