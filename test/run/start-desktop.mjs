// `npm run start:desktop`: the extension in a desktop VS Code: the one on the PATH, else one that is downloaded.
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { provision } from '../setup/all.mjs';
import { hasCommand, main, say, SetupError } from '../setup/exec.mjs';
import { cacheDir, root } from '../setup/paths.mjs';
import { buildExtension } from './package.mjs';

async function desktopProgram() {
  if (hasCommand('code')) {
    return 'code';
  }
  say('No `code` on the PATH: downloading VS Code …');
  const { downloadAndUnzipVSCode } = await import('@vscode/test-electron');
  try {
    return await downloadAndUnzipVSCode({ cachePath: cacheDir });
  } catch (error) {
    throw new SetupError(`VS Code could not be downloaded (${error.message}). \`npm start\` needs no download.`);
  }
}

await main(async () => {
  await provision({ browserTests: false, vscode: false });
  await buildExtension();
  const folder = join(cacheDir, 'start', 'workspace');
  mkdirSync(folder, { recursive: true });
  const program = await desktopProgram();
  const args = [`--extensionDevelopmentPath=${root}`, '--disable-workspace-trust', '--new-window', folder];
  const child = spawn(program, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
});
