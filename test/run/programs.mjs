// Runs programs and test files of a layer and counts what passed and failed.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { node24, root, toolEnv, toolScript } from '../setup/paths.mjs';

const countsDir = join(root, 'out', 'counts');

/** Files of a layer; `deep` looks into folders too. */
export function filesOf(folder, deep) {
  const path = join(root, folder);
  const names = existsSync(path) ? readdirSync(path, { recursive: deep }) : [];
  return names
    .map(String)
    .filter((name) => name.endsWith('.test.ts'))
    .sort()
    .map((name) => join(folder, name));
}

/**
 * Where a layer's output goes: to the terminal as it comes, or, while another layer runs beside it, into a text that is shown
 * in one piece when it has ended.
 */
export class Output {
  #text = null;

  static kept() {
    const output = new Output();
    output.#text = [];
    return output;
  }

  say(text) {
    this.#take(`${text}\n`);
  }

  /** Resolves to its exit code. After `minutes` it is interrupted, at which the test runner names the files that hang. */
  run(command, args, { env = {}, minutes = 10 } = {}) {
    return new Promise((resolve) => {
      const stdio = this.#text === null ? 'inherit' : ['ignore', 'pipe', 'pipe'];
      const child = spawn(command, args, { cwd: root, env: toolEnv(env), stdio });
      child.stdout?.on('data', (chunk) => this.#take(chunk));
      child.stderr?.on('data', (chunk) => this.#take(chunk));
      const limits = [
        setTimeout(() => child.kill('SIGINT'), minutes * 60_000).unref(),
        setTimeout(() => child.kill('SIGKILL'), minutes * 60_000 + 10_000).unref(),
      ];
      child.on('error', (error) => {
        this.say(`${command} could not be started: ${error.message}`);
        resolve(1);
      });
      child.on('close', (code) => {
        limits.forEach(clearTimeout);
        resolve(code ?? 1);
      });
    });
  }

  /** Shows what was kept. */
  release() {
    for (const piece of this.#text ?? []) process.stdout.write(piece);
    this.#text = null;
  }

  #take(piece) {
    if (this.#text === null) process.stdout.write(piece);
    else this.#text.push(piece);
  }
}

/** One check, counted as one test. */
export async function check(output, command, args) {
  const code = await output.run(command, args);
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
}

/** A check by a tool that came with `npm install`. */
export function tool(output, packageName, file, ...args) {
  return check(output, node24(), [toolScript(packageName, file), ...args]);
}

/** Runs something that leaves its counts in a file; no file, or no test in it, is a failure. */
async function counted(output, name, body) {
  mkdirSync(countsDir, { recursive: true });
  const file = join(countsDir, `${name}.json`);
  rmSync(file, { force: true });
  const code = await body(file);
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const { passed, failed, failedFiles = [] } = text === '' ? { passed: 0, failed: 0 } : JSON.parse(text);
  if (passed + failed === 0) {
    output.say(`No test of the layer "${name}" ran.`);
    return { passed: 0, failed: 1, failedFiles };
  }
  return { passed, failed: failed === 0 && code !== 0 ? 1 : failed, failedFiles };
}

/** The whole layer must end within `minutes`, a single test within half of that. */
export function nodeTests(output, name, files, { concurrency, minutes, env = {} }) {
  return counted(output, name, (countsFile) => {
    if (files.length === 0) return 1;
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
    return output.run(node24(), args, { minutes, env });
  });
}

/** A program that writes its counts into the file that its environment names. */
export function suite(output, name, command, args) {
  return counted(output, name, (countsFile) =>
    output.run(command, args, { env: { MAIL_EXPLORER_COUNTS: countsFile } }),
  );
}
