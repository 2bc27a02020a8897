// `npm test`: provisions, checks, builds and runs every layer; with names, only those layers. Starts on Node 20.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { provision } from '../setup/all.mjs';
import { main, say, SetupError } from '../setup/exec.mjs';
import { node24, root, toolEnv, toolScript } from '../setup/paths.mjs';
import { packageVsix } from './package.mjs';

const countsDir = join(root, 'out', 'counts');

/** Files of a layer; `deep` looks into folders too. */
function filesOf(folder, deep) {
  const path = join(root, folder);
  const names = existsSync(path) ? readdirSync(path, { recursive: deep }) : [];
  return names
    .map(String)
    .filter((name) => name.endsWith('.test.ts'))
    .sort()
    .map((name) => join(folder, name));
}

/**
 * Runs a program with its output shown; resolves to its exit code. After `minutes` it is interrupted, at which the
 * test runner names the files that hang.
 */
function show(command, args, { env = {}, minutes = 10 } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env: toolEnv(env), stdio: 'inherit' });
    const limits = [
      setTimeout(() => child.kill('SIGINT'), minutes * 60_000).unref(),
      setTimeout(() => child.kill('SIGKILL'), minutes * 60_000 + 10_000).unref(),
    ];
    child.on('close', () => limits.forEach(clearTimeout));
    child.on('error', (error) => {
      say(`${command} could not be started: ${error.message}`);
      resolve(1);
    });
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/** One check, counted as one test. */
async function check(command, args) {
  const code = await show(command, args);
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
}

/** Runs something that leaves its counts in a file; no file, or no test in it, is a failure. */
async function counted(name, body) {
  mkdirSync(countsDir, { recursive: true });
  const file = join(countsDir, `${name}.json`);
  rmSync(file, { force: true });
  const code = await body(file);
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const { passed, failed } = text === '' ? { passed: 0, failed: 0 } : JSON.parse(text);
  if (passed + failed === 0) {
    say(`No test of the layer "${name}" ran.`);
    return { passed: 0, failed: 1 };
  }
  return { passed, failed: failed === 0 && code !== 0 ? 1 : failed };
}

/** The whole layer must end within `minutes`, a single test within half of that. */
function nodeTests(name, files, { concurrency, minutes }) {
  return counted(name, (countsFile) => {
    if (files.length === 0) {
      return 1;
    }
    const args = [
      '--test',
      `--test-concurrency=${concurrency}`,
      `--test-timeout=${minutes * 30_000}`,
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      `--test-reporter=${new URL('count-reporter.mjs', import.meta.url).href}`,
      `--test-reporter-destination=${countsFile}`,
      ...files,
    ];
    return show(node24(), args, { minutes });
  });
}

/**
 * Two windows at a time: much of a window test is waiting. What they share, the installed extension, is there before. The window is
 * another program on a shared machine: a file that fails is run once more, alone, and the output says so. What fails twice has failed,
 * and so has a layer in which more than a few files do.
 */
async function windowTests(files) {
  const code = await show(node24(), ['test/run/install.ts']);
  if (code !== 0) return { passed: 0, failed: 1 };
  const first = await nodeTests('ui', files, { concurrency: 2, minutes: 25 });
  const countsFile = join(countsDir, 'ui.json');
  const text = existsSync(countsFile) ? readFileSync(countsFile, 'utf8') : '';
  const failed = text === '' ? [] : JSON.parse(text).failedFiles;
  if (first.failed === 0 || failed.length === 0 || failed.length > 4) return first;
  say(`Unsteady, run once more alone:\n${failed.join('\n')}`);
  const second = await nodeTests('ui-again', failed, { concurrency: 1, minutes: 15 });
  return second.failed === 0 ? { passed: first.passed + first.failed, failed: 0 } : first;
}

function suite(name, command, args) {
  return counted(name, (countsFile) => show(command, args, { env: { MAIL_EXPLORER_COUNTS: countsFile } }));
}

const tool = (packageName, file, ...args) => check(node24(), [toolScript(packageName, file), ...args]);

/** In the order in which they run: what is quick and what the rest stands on comes first. */
const layers = {
  format: { run: () => tool('prettier', 'bin/prettier.cjs', '--check', '--log-level', 'warn', '.') },
  lint: { run: () => tool('eslint', 'bin/eslint.js', '.') },
  types: { run: () => check(node24(), ['test/run/typecheck.mjs']) },
  build: { run: () => check(node24(), ['esbuild.mjs', '--production']) },
  unit: { run: () => nodeTests('unit', filesOf('test/unit', true), { concurrency: 2, minutes: 8 }) },
  faults: { run: () => suite('faults', node24(), ['test/faults/run.ts', '--first']) },
  fuzz: { run: () => suite('fuzz', node24(), ['test/fuzz/run.ts', '--time', '60s', '--no-keep']) },
  servers: {
    system: true,
    run: () => nodeTests('servers', filesOf('test/servers', false), { concurrency: 2, minutes: 8 }),
  },
  bench: {
    system: true,
    needs: ['build'],
    run: () => nodeTests('bench', filesOf('test/bench', false), { concurrency: 1, minutes: 8 }),
  },
  package: {
    needs: ['build'],
    run: async () => {
      try {
        await packageVsix();
        return { passed: 1, failed: 0 };
      } catch (error) {
        say(error instanceof SetupError ? error.message : String(error));
        return { passed: 0, failed: 1 };
      }
    },
  },
  host: {
    system: true,
    vscode: true,
    needs: ['build'],
    run: () => suite('host', node24(), ['test/run/host.ts', 'host']),
  },
  keychain: {
    system: true,
    vscode: true,
    needs: ['build'],
    run: () =>
      suite('keychain', 'dbus-run-session', ['--', 'test/run/keychain.sh', node24(), 'test/run/host.ts', 'keychain']),
  },
  ui: {
    system: true,
    vscode: true,
    needs: ['build', 'package'],
    run: () => windowTests(filesOf('test/ui', false)),
  },
};

/** The layers asked for and what each of them stands on, in order; all of them where none is named. */
function chosen(names) {
  const unknown = names.filter((name) => !Object.hasOwn(layers, name));
  if (unknown.length > 0) {
    throw new SetupError(`No layer "${unknown.join('", "')}". There are: ${Object.keys(layers).join(', ')}.`);
  }
  const wanted = new Set(names.length > 0 ? names : Object.keys(layers));
  for (const name of [...wanted]) {
    layers[name].needs?.forEach((need) => wanted.add(need));
  }
  return Object.keys(layers).filter((name) => wanted.has(name));
}

function heading(text) {
  say(`\n── ${text} ${'─'.repeat(Math.max(4, 76 - text.length))}`);
}

await main(async () => {
  const names = chosen(process.argv.slice(2));
  const began = performance.now();
  heading('setup');
  await provision({
    browserTests: names.some((name) => layers[name].system),
    vscode: names.some((name) => layers[name].vscode),
  });
  const total = { passed: 0, failed: 0 };
  const summary = [];
  for (const name of names) {
    heading(name);
    const start = performance.now();
    const { passed, failed } = await layers[name].run();
    total.passed += passed;
    total.failed += failed;
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    summary.push(`${failed === 0 ? '✔' : '✖'} ${name.padEnd(10)} ${passed} passed, ${failed} failed, ${seconds} s`);
  }
  heading(`all layers, ${((performance.now() - began) / 1000).toFixed(0)} s`);
  say(summary.join('\n'));
  say(`\ntests: ${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 ? 0 : 1;
});
