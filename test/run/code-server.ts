import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../setup/exec.mjs';
import { codeServerEntry, node24, serverMain, vsixPath } from '../setup/paths.mjs';
import { endWithUs } from './end-with-us.ts';

/** Settings that keep the window calm: nothing opens, asks or calls home by itself. */
export const calmSettings: Readonly<Record<string, unknown>> = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': 'off',
  'extensions.ignoreRecommendations': true,
  'security.workspace.trust.enabled': false,
  'window.commandCenter': false,
  'git.enabled': false,
};

/** A running VS Code server. */
export interface CodeServer {
  /** As `http://127.0.0.1:1234`. */
  readonly url: string;
  readonly port: number;
  /** What it printed, for the report of a failure. */
  output(): string;
  /** Resolves when the process has ended, however that came. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

export interface WorkbenchOptions {
  readonly userDataDir: string;
  readonly extensionsDir: string;
  readonly folder?: string;
  /** Default: any free port. */
  readonly port?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** Keeps a VS Code under test from asking a gallery of extensions. */
export const noGallery: Readonly<Record<string, string>> = { EXTENSIONS_GALLERY: '{}' };

/** The environment without what a surrounding VS Code exports: with it, the server would talk to that one. */
export function cleanEnv(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(VSCODE_|CODE_SERVER|ELECTRON_|npm_|NODE_TEST_CONTEXT$|PORT$)/.test(name),
  );
  return { ...Object.fromEntries(kept), ...extra };
}

/** Writes the person's settings of a user-data folder. */
export async function writeSettings(userDataDir: string, settings: Readonly<Record<string, unknown>>): Promise<void> {
  await mkdir(join(userDataDir, 'User'), { recursive: true });
  await writeFile(join(userDataDir, 'User', 'settings.json'), JSON.stringify(settings, null, 2));
}

async function configArgs(userDataDir: string): Promise<string[]> {
  // Without a file of its own, code-server would write one into the person's home folder.
  const config = join(userDataDir, 'code-server.yaml');
  await mkdir(userDataDir, { recursive: true });
  await writeFile(config, 'auth: none\ncert: false\n');
  return ['--config', config, '--user-data-dir', userDataDir];
}

/**
 * Installs the packaged extension as a person would, unless exactly this package is installed there already.
 * Returns the folder where it is.
 */
export async function installVsix(userDataDir: string, extensionsDir: string): Promise<string> {
  const stamp = join(extensionsDir, '.installed-vsix');
  const hash = createHash('sha256')
    .update(await readFile(vsixPath))
    .digest('hex');
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === hash) {
    return installedFolder(extensionsDir);
  }
  await rm(extensionsDir, { recursive: true, force: true });
  await mkdir(extensionsDir, { recursive: true });
  const args = [...(await configArgs(userDataDir)), '--extensions-dir', extensionsDir, '--install-extension', vsixPath];
  await run(node24(), [codeServerEntry, ...args, '--force'], { env: cleanEnv() });
  await writeFile(stamp, hash);
  return installedFolder(extensionsDir);
}

async function installedFolder(extensionsDir: string): Promise<string> {
  const name = (await readdir(extensionsDir)).find((entry) => entry.startsWith('mail-explorer.mail-explorer-'));
  if (name === undefined) {
    throw new Error(`The extension is not in ${extensionsDir} after its installation.`);
  }
  return join(extensionsDir, name);
}

/** Starts the workbench as a person has it, on loopback. */
export async function startWorkbench(options: WorkbenchOptions): Promise<CodeServer> {
  const args = [
    codeServerEntry,
    ...(await configArgs(options.userDataDir)),
    ...['--auth', 'none', '--bind-addr', `127.0.0.1:${options.port ?? 0}`, '--extensions-dir', options.extensionsDir],
    ...[
      '--disable-telemetry',
      '--disable-update-check',
      '--disable-workspace-trust',
      '--disable-getting-started-override',
    ],
    ...(options.folder === undefined ? [] : [options.folder]),
  ];
  for (let attempt = 1; ; attempt++) {
    try {
      return await launch(args, cleanEnv(options.env), /HTTP server listening on http:\/\/127\.0\.0\.1:(\d+)/);
    } catch (error) {
      // code-server gives the process that it starts ten seconds to answer, too few on a busy machine.
      if (attempt === 5 || !/error timed out/.test(String(error))) throw error;
    }
  }
}

export interface TestServerOptions {
  readonly dataDir: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts the bare VS Code server whose workbench runs an extension test suite that its address names. */
export async function startTestServer(options: TestServerOptions): Promise<CodeServer> {
  const args = [
    serverMain,
    ...['--host', '127.0.0.1', '--port', '0', '--without-connection-token', '--accept-server-license-terms'],
    // Without this flag the workbench ignores extensionTestsPath.
    '--enable-smoke-test-driver',
    ...['--server-data-dir', options.dataDir, '--user-data-dir', join(options.dataDir, 'data')],
    ...[
      '--extensions-dir',
      join(options.dataDir, 'extensions'),
      '--telemetry-level',
      'off',
      '--disable-workspace-trust',
    ],
  ];
  return launch(args, cleanEnv({ ...noGallery, ...options.env }), /Extension host agent listening on (\d+)/);
}

async function launch(args: readonly string[], env: NodeJS.ProcessEnv, ready: RegExp): Promise<CodeServer> {
  // A process group of its own: its extension hosts and terminals end with it.
  const child = spawn(node24(), args, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const ended = once(child, 'exit').then(() => undefined);
  const kill = (): void => killGroup(child, 'SIGKILL');
  process.once('exit', kill);
  const stopped = endWithUs(child, { signal: 'KILL', group: true });
  exitOnSignals();
  let output = '';
  let wake = (): void => undefined;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-200_000);
      wake();
    });
  }
  const stop = async (): Promise<void> => {
    process.off('exit', kill);
    killGroup(child, 'SIGTERM');
    const forced = setTimeout(kill, 900);
    await ended;
    clearTimeout(forced);
    kill();
    stopped();
  };
  for (;;) {
    const port = Number(ready.exec(output)?.[1]);
    if (port > 0) {
      return { url: `http://127.0.0.1:${port}`, port, output: () => output, ended, stop };
    }
    const over = await Promise.race([
      new Promise<false>((resolve) => {
        wake = () => resolve(false);
      }),
      ended.then(() => true as const),
    ]);
    if (over) {
      process.off('exit', kill);
      kill();
      stopped();
      throw new Error(`VS Code ended before it listened.\n${output}`);
    }
  }
}

let signalsHandled = false;

/** A signal ends this process by way of its exit handlers, so that no server outlives it. */
function exitOnSignals(): void {
  if (!signalsHandled) {
    signalsHandled = true;
    process.once('SIGINT', () => process.exit(130));
    process.once('SIGTERM', () => process.exit(143));
  }
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) {
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
}
