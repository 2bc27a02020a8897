// Running programs for the set-up scripts: quiet when all is well, everything shown when not.
import { spawn, spawnSync } from 'node:child_process';

export function say(text) {
  process.stdout.write(`${text}\n`);
}

/** Fails with a message for people, without a stack. */
export class SetupError extends Error {}

/**
 * Runs a program and gathers its output, which is shown only when it fails.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<string>}
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let output = '';
    const gather = (chunk) => (output += chunk);
    child.stdout?.on('data', gather);
    child.stderr?.on('data', gather);
    child.on('error', (error) => reject(new SetupError(`${command} could not be started: ${error.message}`)));
    child.on('close', (code, signal) => {
      if (code === 0) {
        resolve(output);
      } else {
        reject(new SetupError(`${command} ${args.join(' ')}\nended with ${signal ?? `exit code ${code}`}\n${output}`));
      }
    });
  });
}

/** True where a program answers to its name. */
export function hasCommand(command, args = ['--version']) {
  const result = spawnSync(command, args, { stdio: 'ignore' });
  return result.error === undefined;
}

/** Runs the main function of a script: errors for people are printed without a stack, the exit code says the rest. */
export async function main(body) {
  try {
    process.exitCode = (await body()) ?? 0;
  } catch (error) {
    process.stderr.write(`${error instanceof SetupError ? error.message : (error?.stack ?? error)}\n`);
    process.exitCode = 1;
  }
}
