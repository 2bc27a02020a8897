// The layers of `npm test` and the order in which they run.
import { SetupError } from '../setup/exec.mjs';
import { node24 } from '../setup/paths.mjs';
import { packageVsix } from './package.mjs';
import { check, filesOf, nodeTests, suite, tool } from './programs.mjs';

/**
 * Two windows at a time: much of a window test is waiting. What they share, the installed extension, is there before. The window is
 * another program on a shared machine: a file that fails is run once more, alone, and the output says so. What fails twice has failed,
 * and so has a layer in which more than a few files do.
 */
async function windowTests(output, files) {
  const code = await output.run(node24(), ['test/run/install.ts']);
  if (code !== 0) return { passed: 0, failed: 1 };
  const first = await nodeTests(output, 'ui', files, { concurrency: 2, minutes: 25 });
  const failed = first.failedFiles;
  if (first.failed === 0 || failed.length === 0 || failed.length > 4) return first;
  output.say(`Unsteady, run once more alone:\n${failed.join('\n')}`);
  const second = await nodeTests(output, 'ui-again', failed, { concurrency: 1, minutes: 15 });
  return second.failed === 0 ? { passed: first.passed + first.failed, failed: 0 } : first;
}

async function packaged(output) {
  try {
    await packageVsix();
    return { passed: 1, failed: 0 };
  } catch (error) {
    output.say(error instanceof SetupError ? error.message : String(error));
    return { passed: 0, failed: 1 };
  }
}

export const layers = {
  format: { run: (output) => tool(output, 'prettier', 'bin/prettier.cjs', '--check', '--log-level', 'warn', '.') },
  lint: { run: (output) => tool(output, 'eslint', 'bin/eslint.js', '.') },
  types: { run: (output) => check(output, node24(), ['test/run/typecheck.mjs']) },
  build: { run: (output) => check(output, node24(), ['esbuild.mjs', '--production']) },
  unit: { run: (output) => nodeTests(output, 'unit', filesOf('test/unit', true), { concurrency: 2, minutes: 8 }) },
  faults: { run: (output) => suite(output, 'faults', node24(), ['test/faults/run.ts', '--first']) },
  fuzz: { run: (output) => suite(output, 'fuzz', node24(), ['test/fuzz/run.ts', '--time', '60s', '--no-keep']) },
  servers: {
    system: true,
    run: (output) => nodeTests(output, 'servers', filesOf('test/servers', false), { concurrency: 2, minutes: 8 }),
  },
  bench: {
    system: true,
    needs: ['build'],
    run: (output) => nodeTests(output, 'bench', filesOf('test/bench', false), { concurrency: 1, minutes: 8 }),
  },
  package: { needs: ['build'], run: packaged },
  host: {
    system: true,
    vscode: true,
    needs: ['build'],
    run: (output) => suite(output, 'host', node24(), ['test/run/host.ts', 'host']),
  },
  keychain: {
    system: true,
    vscode: true,
    needs: ['build'],
    run: (output) =>
      suite(output, 'keychain', 'dbus-run-session', [
        '--',
        'test/run/keychain.sh',
        node24(),
        'test/run/host.ts',
        'keychain',
      ]),
  },
  ui: {
    system: true,
    vscode: true,
    needs: ['build', 'package'],
    run: (output) => windowTests(output, filesOf('test/ui', false)),
  },
  gallery: {
    // Not among those that run where none is named: the window layer has its short form.
    long: true,
    system: true,
    vscode: true,
    needs: ['build', 'package'],
    run: (output) =>
      nodeTests(output, 'gallery', ['test/ui/gallery.test.ts'], {
        concurrency: 1,
        minutes: 15,
        env: { MAIL_EXPLORER_GALLERY: 'whole' },
      }),
  },
};

/**
 * Stages one after another; within a stage the lanes side by side, within a lane its layers in order. What is quick and what the rest
 * stands on comes first. Beside one another stands what keeps one core busy and does not look at the clock.
 */
export const stages = [
  [['lint'], ['format', 'types', 'build']],
  [['unit']],
  [['fuzz'], ['servers', 'bench']],
  [['faults']],
  [['package']],
  [['host']],
  [['keychain']],
  [['ui']],
  [['gallery']],
];

/** The layers asked for and what each of them stands on; all but the long ones where none is named. */
export function chosen(names) {
  const unknown = names.filter((name) => !Object.hasOwn(layers, name));
  if (unknown.length > 0) {
    throw new SetupError(`No layer "${unknown.join('", "')}". There are: ${Object.keys(layers).join(', ')}.`);
  }
  const wanted = new Set(names.length > 0 ? names : Object.keys(layers).filter((name) => !layers[name].long));
  for (const name of [...wanted]) {
    layers[name].needs?.forEach((need) => wanted.add(need));
  }
  return wanted;
}
