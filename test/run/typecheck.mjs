// Type-checks every part with the library that part runs on: the host and its tests without the DOM, the rest with it.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { node24, root, toolEnv, toolScript } from '../setup/paths.mjs';

const projects = ['.', 'webview', 'test/ui', 'test/unit/webview'];

/** A project without any source has nothing to check, and the compiler would call that an error. */
function hasSource(project) {
  const folder = join(root, project);
  return existsSync(folder) && readdirSync(folder, { recursive: true }).some((name) => String(name).endsWith('.ts'));
}

let failed = false;
for (const project of projects.filter((name) => name === '.' || hasSource(name))) {
  // What the last check found out is kept, so that the next looks only at what has changed.
  const known = join(root, 'out', 'types', `${project.replaceAll(/\W+/g, '-')}.tsbuildinfo`);
  const flags = ['-p', project, '--pretty', 'false', '--incremental', '--tsBuildInfoFile', known];
  const result = spawnSync(node24(), [toolScript('typescript', 'bin/tsc'), ...flags], {
    cwd: root,
    env: toolEnv(),
    stdio: 'inherit',
  });
  failed ||= result.status !== 0;
}
process.exitCode = failed ? 1 : 0;
