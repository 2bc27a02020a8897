// Runs a suite inside the extension host of the VS Code in .vscode-test/, with a headless Chromium as its window.
import { join } from 'node:path';
import { root } from '../setup/paths.mjs';
import { launchChromium } from './chromium.ts';
import { startTestServer, writeSettings, calmSettings } from './code-server.ts';
import { prepareSuite, reportSuite, suiteEntry } from './suite.ts';

const suite = process.argv[2] === 'keychain' ? 'keychain' : 'host';
/** A suite that has not ended by then hangs. */
const limit = 8 * 60_000;

const prepared = await prepareSuite(suite, 'web');
const dataDir = join(prepared.home, 'server');
await writeSettings(join(dataDir, 'data'), calmSettings);
const server = await startTestServer({
  dataDir,
  env: {
    ...prepared.env,
    XDG_DATA_HOME: process.env['XDG_DATA_HOME'] ?? join(prepared.home, 'xdg'),
    // The host suite shows what happens without a keychain, also on a machine that has one.
    ...(suite === 'host' ? { DBUS_SESSION_BUS_ADDRESS: 'disabled:' } : {}),
  },
});
const browser = await launchChromium();
const lines: string[] = [];
let problem: string | null;
try {
  const page = await browser.newPage();
  const exited = new Promise<string | null>((resolve) => {
    void page.exposeFunction('codeAutomationExit', (code: number) => resolve(code === 0 ? null : `exit code ${code}`));
    page.on('crash', () => resolve('the window crashed'));
    void server.ended.then(() => resolve('the server ended'));
    setTimeout(() => resolve('it took too long'), limit).unref();
  });
  await page.exposeFunction('codeAutomationLog', (kind: string, args: unknown[]) => {
    lines.push(`${kind}: ${args.map(String).join(' ')}`);
  });
  const authority = `vscode-remote://127.0.0.1:${server.port}`;
  const payload = [
    ['extensionDevelopmentPath', `${authority}${root}`],
    ['extensionTestsPath', `${authority}${suiteEntry}`],
  ];
  const query = new URLSearchParams({ folder: prepared.config.workspace, payload: JSON.stringify(payload) });
  await page.goto(`${server.url}/?${query.toString()}`);
  problem = await exited;
} finally {
  await browser.close();
  await server.stop();
  await prepared.server.stop();
}
const { ended, passed } = await reportSuite(prepared, problem);
if (!ended) {
  console.error(`${lines.slice(-60).join('\n')}\n${server.output()}`);
}
process.exitCode = passed ? 0 : 1;
