// `node test/run/node24.mjs FILE …`: installs what is missing and runs a script on Node 24. Starts on Node 20.
import { spawn } from 'node:child_process';
import { provision } from '../setup/all.mjs';
import { main } from '../setup/exec.mjs';
import { node24, root, toolEnv } from '../setup/paths.mjs';

await main(async () => {
  await provision({ browserTests: false, vscode: false });
  return await new Promise((resolve, reject) => {
    const child = spawn(node24(), process.argv.slice(2), { cwd: root, env: toolEnv(), stdio: 'inherit' });
    // Ctrl-C reaches it by the terminal; it ends in its own way.
    process.on('SIGINT', () => undefined);
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
});
