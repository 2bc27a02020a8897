import { spawnSync } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cacheDir } from '../setup/paths.mjs';
import { calmSettings, installVsix, startWorkbench, writeSettings } from './code-server.ts';

const usage = `npm start [-- --port N] [--fresh]
  --port N   listen on this port of 127.0.0.1 (default: 8137, or a free one)
  --fresh    forget accounts and settings of earlier runs`;

/** The same port each time where possible: a browser keeps secrets and layout per address. */
const preferredPort = 8137;

const readme = `# Try Mail Explorer here

Choose the envelope in the activity bar. "Try the demo mailbox" needs no server and no network;
"Add account" connects to an IMAP server of yours. The protocol log shows every byte of the conversation.
`;

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

async function prepareWorkspace(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'README.md');
  if (!existsSync(file)) {
    await writeFile(file, readme);
  }
}

async function serve(): Promise<number> {
  const { values } = parseArgs({
    options: { port: { type: 'string' }, fresh: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  const asked = values.port === undefined ? undefined : Number(values.port);
  if (values.help === true || (asked !== undefined && !(Number.isInteger(asked) && asked >= 0 && asked < 65_536))) {
    console.log(usage);
    return values.help === true ? 0 : 1;
  }
  if (asked !== undefined && asked !== 0 && !(await isFree(asked))) {
    console.error(`Port ${asked} of 127.0.0.1 is in use. Choose another with --port.`);
    return 1;
  }
  const home = join(cacheDir, 'start');
  const userDataDir = join(home, 'user-data');
  const extensionsDir = join(home, 'extensions');
  const folder = join(home, 'workspace');
  if (values.fresh === true) {
    await rm(home, { recursive: true, force: true });
  }
  await prepareWorkspace(folder);
  if (!existsSync(join(userDataDir, 'User', 'settings.json'))) {
    await writeSettings(userDataDir, calmSettings);
  }
  await installVsix(userDataDir, extensionsDir);
  const port = asked ?? ((await isFree(preferredPort)) ? preferredPort : 0);
  const server = await startWorkbench({ userDataDir, extensionsDir, folder, port });
  if (spawnSync('code', ['--version'], { stdio: 'ignore' }).status === 0) {
    console.log('Your own VS Code is on the PATH: `npm run start:desktop` uses it.');
  }
  console.log(`\nMail Explorer is ready: ${server.url}/\n\nCtrl-C ends it.`);
  const interrupted = new Promise<'interrupted'>((resolve) => {
    process.removeAllListeners('SIGINT');
    process.removeAllListeners('SIGTERM');
    process.once('SIGINT', () => resolve('interrupted'));
    process.once('SIGTERM', () => resolve('interrupted'));
  });
  if ((await Promise.race([interrupted, server.ended])) === 'interrupted') {
    await server.stop();
    return 0;
  }
  console.error(`VS Code ended by itself.\n${server.output()}`);
  return 1;
}

process.exitCode = await serve();
