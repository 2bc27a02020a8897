// `npm run bench`: brings what the bench needs, builds the library where it is missing, and starts test/bench/main.ts. Starts on Node 20.
import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { provision } from '../setup/all.mjs';
import { packageVsix } from '../run/package.mjs';
import { main, run, say } from '../setup/exec.mjs';
import { npmCommand, npmEnv } from '../setup/npm.mjs';
import { cacheDir, node24, root, toolEnv } from '../setup/paths.mjs';

/** The peers live here and not below test/, where format, lint and types would look at them. */
const peersDir = join(cacheDir, 'bench-peers');

/** Installs the clients that ours is compared with, from a lock file of their own. False where that is not possible: the bench then says so. */
export async function providePeers() {
  const from = join(root, 'test', 'bench');
  const lock = readFileSync(join(from, 'package-lock.json'));
  const wanted = createHash('sha256').update(lock).digest('hex');
  const stamp = join(peersDir, '.installed-from');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return true;
  say('Installing the clients to compare with …');
  mkdirSync(peersDir, { recursive: true });
  for (const name of ['package.json', 'package-lock.json']) copyFileSync(join(from, name), join(peersDir, name));
  const [command, args] = npmCommand(['ci', '--no-audit', '--no-fund', '--ignore-scripts']);
  try {
    await run(command, args, { cwd: peersDir, env: npmEnv() });
  } catch (error) {
    say(`They could not be installed, so the table does without them: ${error.message.split('\n').at(-1)}`);
    return false;
  }
  writeFileSync(stamp, wanted);
  return true;
}

async function bench() {
  const window = process.argv.includes('--window');
  await provision({ browserTests: true, vscode: window });
  await providePeers();
  if (!existsSync(join(root, 'dist', 'imap.mjs')) || !process.argv.includes('--no-build')) {
    say('Building …');
    await run(node24(), ['esbuild.mjs', '--production'], { cwd: root, env: toolEnv() });
  }
  if (window) await packageVsix();
  const args = ['--disable-warning=ExperimentalWarning', 'test/bench/main.ts', ...process.argv.slice(2)];
  const child = spawn(node24(), args, { cwd: root, env: toolEnv(), stdio: 'inherit' });
  process.on('SIGINT', () => child.kill('SIGINT'));
  return await new Promise((resolve) => child.on('close', (code) => resolve(code ?? 1)));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await main(bench);
}
