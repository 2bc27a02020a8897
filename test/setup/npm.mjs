// Installs the npm packages when the lock file is not the one they were installed from.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { main, run, say } from './exec.mjs';
import { nodeModules, root } from './paths.mjs';

const stamp = join(nodeModules, '.installed-from');

function lockHash() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  return createHash('sha256').update(`${process.platform}-${process.arch}\n`).update(lock).digest('hex');
}

/** npm as a command line: the npm that runs us, else the one on the PATH. */
export function npmCommand(args) {
  const script = process.env.npm_execpath;
  if (script?.endsWith('.js')) {
    return [process.execPath, [script, ...args]];
  }
  return process.platform === 'win32' ? ['cmd', ['/c', 'npm', ...args]] : ['npm', args];
}

/** Environment for npm in another folder: without the settings that `npm run` exported for this one. */
export function npmEnv() {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_(config_(ignore_scripts|prefix|local_prefix|omit)|package_|lifecycle_)/i.test(name),
    ),
  );
}

export async function provisionNpm() {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash()) {
    return;
  }
  say('Installing the npm packages …');
  const [command, args] = npmCommand(['ci', '--no-audit', '--no-fund', '--ignore-scripts']);
  await run(command, args, { cwd: root });
  writeFileSync(stamp, lockHash());
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await main(provisionNpm);
}
