// `npm start`: from a bare clone to a VS Code in the browser with the packaged extension in it. Runs on Node 20.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { provision } from '../setup/all.mjs';
import { main, say } from '../setup/exec.mjs';
import { node24, root, toolEnv } from '../setup/paths.mjs';
import { buildExtension, packageVsix } from './package.mjs';

await main(async () => {
  if (process.platform === 'win32') {
    say('code-server does not run on Windows: starting the desktop VS Code instead.');
    await provision({ browserTests: false, vscode: false });
    return follow(['test/run/start-desktop.mjs']);
  }
  await provision({ browserTests: false });
  await buildExtension();
  await packageVsix();
  return follow([join('test', 'run', 'serve.ts'), ...process.argv.slice(2)]);
});

/** Hands over to a script on Node 24 and ends as it ends; Ctrl-C reaches it by the terminal. */
function follow(args) {
  process.on('SIGINT', () => undefined);
  return new Promise((resolve, reject) => {
    const child = spawn(node24(), args, { cwd: root, env: toolEnv(), stdio: 'inherit' });
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
