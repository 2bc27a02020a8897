import { appendFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';
import { suiteConfig, type SuiteResult } from './harness/config.ts';

/** Called by VS Code inside the extension host: runs every test file and rejects where one fails. */
export async function run(): Promise<void> {
  const config = suiteConfig();
  // The base reporter prints nothing: the report goes to a file, which every kind of extension host can write.
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: 30_000,
    forbidOnly: true,
    forbidPending: true,
    reporter: Mocha.reporters.Base,
  });
  const folder = join(config.testsDir, config.suite);
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (name.endsWith('.test.cjs')) {
      mocha.addFile(join(folder, name));
    }
  }
  const result = await new Promise<SuiteResult>((resolve) => {
    const counts = { passed: 0, failed: 0, pending: 0 };
    const say = (line: string): void => appendFileSync(config.reportFile, `${line}\n`);
    let depth = 0;
    mocha
      .run(() => resolve(counts))
      .on('suite', (suite) => {
        if (!suite.root) {
          say(`${'  '.repeat(depth)}${suite.title}`);
          depth += 1;
        }
      })
      .on('suite end', (suite) => {
        depth -= suite.root ? 0 : 1;
      })
      .on('pass', (test) => {
        counts.passed += 1;
        say(`${'  '.repeat(depth)}✔ ${test.title} (${test.duration ?? 0} ms)`);
      })
      .on('pending', (test) => {
        counts.pending += 1;
        say(`${'  '.repeat(depth)}- ${test.title}`);
      })
      .on('fail', (test, error: Error) => {
        counts.failed += 1;
        say(`${'  '.repeat(depth)}✖ ${test.fullTitle()}\n${error.stack ?? error.message}`);
      });
  });
  writeFileSync(config.resultFile, JSON.stringify(result));
  if (result.failed > 0) {
    throw new Error(`${result.failed} tests failed`);
  }
}
