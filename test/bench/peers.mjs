// Loads a client from where bench.mjs installs them; the folder of the project is the working folder.
import { createRequire } from 'node:module';
import { join } from 'node:path';

export const peersDir = join(process.cwd(), '.vscode-test', 'bench-peers');
const require = createRequire(join(peersDir, 'package.json'));

export function peer(name) {
  return require(name);
}

export function peerVersion(name) {
  return require(`${name}/package.json`).version;
}
