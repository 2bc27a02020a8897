import { join } from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { cacheDir, root } from '../setup/paths.mjs';
import { calmSettings, writeSettings } from './code-server.ts';
import { prepareSuite, reportSuite, suiteEntry } from './suite.ts';

/** `VSCODE_VERSION=1.101.0` runs the suite in the oldest VS Code that package.json allows. */
const version = process.env['VSCODE_VERSION'] ?? 'stable';

async function download(): Promise<string | null> {
  try {
    return await downloadAndUnzipVSCode({ version, cachePath: cacheDir });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.error(
      `VS Code could not be downloaded: ${reason}\n\`npm run test:host\` runs the same suite without a download.`,
    );
    return null;
  }
}

async function runOnDesktop(): Promise<number> {
  const vscodeExecutablePath = await download();
  if (vscodeExecutablePath === null) {
    return 1;
  }
  // Electron needs a display.
  if (
    process.platform === 'linux' &&
    process.env['DISPLAY'] === undefined &&
    process.env['WAYLAND_DISPLAY'] === undefined
  ) {
    console.error('There is no display. Try: xvfb-run -a npm run test:desktop');
    return 1;
  }
  const prepared = await prepareSuite('host', 'desktop');
  const userDataDir = join(prepared.home, 'user-data');
  await writeSettings(userDataDir, calmSettings);
  let problem: string | null = null;
  try {
    await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: root,
      extensionTestsPath: suiteEntry,
      extensionTestsEnv: { ...prepared.env, DBUS_SESSION_BUS_ADDRESS: 'disabled:' },
      launchArgs: [
        prepared.config.workspace,
        ...['--disable-extensions', '--disable-workspace-trust', '--no-sandbox', '--disable-gpu'],
        ...['--user-data-dir', userDataDir],
      ],
    });
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
  } finally {
    await prepared.server.stop();
  }
  const { passed } = await reportSuite(prepared, problem);
  return passed ? 0 : 1;
}

process.exitCode = await runOnDesktop();
