import { readFile, rm, writeFile } from 'node:fs/promises';
import { globSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { configVariable, type SuiteConfig, type SuiteResult } from '../host/harness/config.ts';
import { startDovecot, type Dovecot } from '../servers/dovecot.ts';
import { cacheDir, root } from '../setup/paths.mjs';

const outDir = join(root, 'out', 'test');

/** File whose `run()` VS Code calls. */
export const suiteEntry = join(outDir, 'host', 'index.cjs');

/** Bundles the suites that run inside the extension host. */
export async function bundleSuites(): Promise<void> {
  await rm(outDir, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: ['test/host/index.ts', ...globSync('test/{host,keychain}/**/*.test.ts', { cwd: root })],
    outdir: outDir,
    outbase: 'test',
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['vscode', 'mocha', 'keytar'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
}

/** Everything that one run of a suite needs, made anew. */
export interface PreparedSuite {
  readonly config: SuiteConfig;
  readonly env: Readonly<Record<string, string>>;
  readonly home: string;
  readonly server: Dovecot;
}

export async function prepareSuite(suite: SuiteConfig['suite'], kind: 'web' | 'desktop'): Promise<PreparedSuite> {
  await bundleSuites();
  const home = join(cacheDir, `${kind}-${suite}`);
  await rm(home, { recursive: true, force: true });
  const workspace = join(home, 'workspace');
  mkdirSync(workspace, { recursive: true });
  const server = await startDovecot();
  const config: SuiteConfig = {
    suite,
    dovecot: server.info,
    testsDir: outDir,
    reportFile: join(home, 'report.txt'),
    resultFile: join(home, 'result.json'),
    workspace,
  };
  const configFile = join(home, 'config.json');
  await writeFile(configFile, JSON.stringify(config));
  return { config, home, server, env: { [configVariable]: configFile } };
}

/**
 * Prints the report and leaves the counts where the orchestrator wants them.
 * @param problem why the suite did not end by itself, if it did not
 * @returns whether it came to its end, and whether all is well
 */
export async function reportSuite(
  { config }: PreparedSuite,
  problem: string | null,
): Promise<{ readonly ended: boolean; readonly passed: boolean }> {
  process.stdout.write(await readFile(config.reportFile, 'utf8').catch(() => ''));
  const text = await readFile(config.resultFile, 'utf8').catch(() => null);
  const result: SuiteResult = text === null ? { passed: 0, failed: 1, pending: 0 } : (JSON.parse(text) as SuiteResult);
  if (text === null) {
    console.error(`The suite did not run to its end: ${problem ?? 'it left no result'}`);
  }
  const failed = result.failed + result.pending;
  const countsFile = process.env['MAIL_EXPLORER_COUNTS'];
  if (countsFile !== undefined) {
    await writeFile(countsFile, JSON.stringify({ passed: result.passed, failed }));
  }
  console.log(`${result.passed} passed, ${failed} failed`);
  return { ended: text !== null, passed: failed === 0 && result.passed > 0 };
}
