// Makes the VSIX from dist/ and holds it to its budget.
import { statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { main, run, say, SetupError } from '../setup/exec.mjs';
import { node24, root, toolEnv, toolScript, vsixPath } from '../setup/paths.mjs';

const budget = 2 * 1024 * 1024;

/** Bundles for production; fails when a bundle is over its budget. */
export async function buildExtension() {
  say((await run(node24(), ['esbuild.mjs', '--production'], { cwd: root, env: toolEnv() })).trimEnd());
}

/** @returns {Promise<string>} path of the VSIX */
export async function packageVsix() {
  const vsce = toolScript('@vscode/vsce', 'vsce');
  await run(
    node24(),
    [
      vsce,
      'package',
      '--no-dependencies',
      '--allow-missing-repository',
      '--no-rewrite-relative-links',
      '--out',
      vsixPath,
    ],
    { cwd: root, env: toolEnv() },
  );
  const { size } = statSync(vsixPath);
  say(`dist/mail-explorer.vsix: ${(size / 1024).toFixed(0)} KB of ${budget / 1024} KB`);
  if (size > budget) {
    throw new SetupError('The VSIX is over its budget.');
  }
  return vsixPath;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await main(async () => {
    await buildExtension();
    await packageVsix();
  });
}
