// `npm test`: provisions, checks, builds and runs every layer; with names, only those layers. Starts on Node 20.
import { provision } from '../setup/all.mjs';
import { main, say } from '../setup/exec.mjs';
import { chosen, layers, stages } from './layers.mjs';
import { Output } from './programs.mjs';

function heading(output, text) {
  output.say(`\n── ${text} ${'─'.repeat(Math.max(4, 76 - text.length))}`);
}

const secondsSince = (start) => (performance.now() - start) / 1000;

/** Runs layers one after another; resolves to what each of them came to. */
async function runLane(output, names) {
  const results = [];
  for (const name of names) {
    heading(output, name);
    const start = performance.now();
    const { passed, failed } = await layers[name].run(output);
    results.push({ name, passed, failed, seconds: secondsSince(start) });
  }
  return results;
}

async function runStage(lanes) {
  const [first, ...others] = lanes;
  if (first === undefined) return [];
  if (others.length === 0) return runLane(new Output(), first);
  say(`\n${lanes.map((names) => names.join(', ')).join(' beside ')} …`);
  const runs = lanes.map(async (names) => {
    const output = Output.kept();
    const results = await runLane(output, names);
    output.release();
    return results;
  });
  return (await Promise.all(runs)).flat();
}

await main(async () => {
  const wanted = chosen(process.argv.slice(2));
  const began = performance.now();
  heading(new Output(), 'setup');
  await provision({
    browserTests: [...wanted].some((name) => layers[name].system),
    vscode: [...wanted].some((name) => layers[name].vscode),
  });
  const results = [];
  for (const stage of stages) {
    const lanes = stage.map((names) => names.filter((name) => wanted.has(name))).filter((names) => names.length > 0);
    results.push(...(await runStage(lanes)));
  }
  const passed = results.reduce((sum, one) => sum + one.passed, 0);
  const failed = results.reduce((sum, one) => sum + one.failed, 0);
  heading(new Output(), `all layers, ${secondsSince(began).toFixed(0)} s`);
  for (const one of results) {
    const mark = one.failed === 0 ? '✔' : '✖';
    say(`${mark} ${one.name.padEnd(10)} ${one.passed} passed, ${one.failed} failed, ${one.seconds.toFixed(1)} s`);
  }
  say(`\ntests: ${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});
