// Brings a VS Code into .vscode-test/: the npm package `code-server` is the same workbench and extension host, in a browser.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasCommand, run, say, SetupError } from './exec.mjs';
import { npmCommand, npmEnv } from './npm.mjs';
import { codeServerDir, codeServerPackage, node24Package, toolEnv } from './paths.mjs';
import { provisionDebian } from './debian.mjs';

export const codeServerVersion = '4.139.1';

const stamp = join(codeServerDir, '.ready');
const stampText = `${codeServerVersion} b ${process.platform}-${process.arch}`;

export async function provisionCodeServer() {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === stampText) {
    return;
  }
  await provisionCompiler();
  say(`Bringing VS Code (code-server ${codeServerVersion}) into .vscode-test/, once, about a minute …`);
  rmSync(codeServerDir, { recursive: true, force: true });
  mkdirSync(codeServerDir, { recursive: true });
  writeFileSync(join(codeServerDir, 'package.json'), '{ "private": true }\n');
  // Its own install script wants Kerberos headers and builds parts that are not needed here.
  await npm(['install', '--ignore-scripts', '--no-save', `code-server@${codeServerVersion}`], codeServerDir);
  const vscode = join(codeServerPackage, 'lib', 'vscode');
  say('  … its extension host');
  await npm(['install', '--omit=dev', '--ignore-scripts'], vscode);
  say('  … its native parts');
  await npm(['rebuild', '@vscode/spdlog', '@vscode/native-watchdog'], vscode, nativeBuildEnv());
  writeFileSync(stamp, stampText);
}

async function npm(args, cwd, env = npmEnv()) {
  const [command, fullArgs] = npmCommand([...args, '--no-audit', '--no-fund']);
  await run(command, fullArgs, { cwd, env });
}

/** Builds with the Node and the headers that will load the result; nothing is downloaded for it. */
function nativeBuildEnv() {
  const headers = node24Package();
  const env = { ...npmEnv(), PATH: toolEnv().PATH, npm_config_ignore_scripts: 'false' };
  return headers && existsSync(join(headers, 'include', 'node', 'node_api.h'))
    ? { ...env, npm_config_nodedir: headers }
    : env;
}

async function provisionCompiler() {
  if (process.platform === 'win32') {
    throw new SetupError('code-server does not run on Windows: use `npm run start:desktop`.');
  }
  const missing = ['g++', 'make', 'python3'].filter((name) => !hasCommand(name));
  if (missing.length === 0) {
    return;
  }
  if (process.platform === 'linux' && hasCommand('apt-get')) {
    await provisionDebian(missing);
    return;
  }
  throw new SetupError(`Building VS Code's native parts needs ${missing.join(', ')}: install it, then run again.`);
}
