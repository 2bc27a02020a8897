// `npm run fuzz -- --time 10m`: fuzzes everything that takes octets from others. `--target NAME` one of them alone,
// `--input FILE` runs one input again, `--no-keep` leaves the corpus and `TOTALS.json` as they are,
// `--results` writes what all runs together came to into test/RESULTS.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { record } from '../results/record.ts';
import { readCorpus, saveCrash, writeCorpus } from './engine/corpus.ts';
import type { FuzzResult } from './engine/fuzzer.ts';
import { targetNames, type Target, type TargetName } from './engine/target.ts';
import { addToTotals, readTotals } from './engine/totals.ts';
import type { WorkerOrder } from './engine/worker.ts';

const atOnce = 2;
/** An input under way for so long does not come to an end. */
const hangMs = 60_000;

interface Summary {
  readonly name: TargetName;
  readonly seconds: number;
  readonly result: FuzzResult | null;
  readonly failures: number;
}

async function load(name: string): Promise<Target> {
  return ((await import(`./targets/${name}.ts`)) as { readonly target: Target }).target;
}

function seconds(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(s|m|h)?$/.exec(text);
  if (match === null) throw new Error(`"${text}" is no time: 60s, 10m, 2h`);
  return Number(match[1]) * { s: 1, m: 60, h: 3600 }[(match[2] ?? 's') as 's' | 'm' | 'h'];
}

function told(name: string, path: string, message: string): void {
  console.log(`✖ ${name}: ${message}`);
  console.log(`  again: npm run fuzz -- --target ${name} --input ${path}`);
}

function fuzz(name: TargetName, time: number, seed: number): Promise<Summary> {
  const current = new SharedArrayBuffer(1 << 20);
  const length = new Int32Array(current, 0, 2);
  const order: WorkerOrder = { target: name, seconds: time, seed, current };
  return new Promise((resolve) => {
    const worker = new Worker(new URL('engine/worker.ts', import.meta.url), { workerData: order });
    const end = (result: FuzzResult | null, failures: number): void => {
      clearInterval(watch);
      resolve({ name, seconds: time, result, failures });
    };
    const died = (message: string): void => {
      const data = Buffer.from(Buffer.from(current, 8, length[0] ?? 0));
      told(name, saveCrash(name, data), message);
      void worker.terminate();
      end(null, 1);
    };
    let count = -1;
    let since = performance.now();
    const watch = setInterval(() => {
      const now = Atomics.load(length, 1);
      if (now !== count || now === 0) {
        count = now;
        since = performance.now();
      } else if (performance.now() - since > hangMs) died(`an input takes longer than ${hangMs / 1000} s`);
    }, 500);
    worker.on('message', (result: FuzzResult) => {
      for (const { data, message } of result.findings) told(name, saveCrash(name, Buffer.from(data)), message);
      end({ ...result, corpus: result.corpus.map((data) => Buffer.from(data)) }, result.findings.length);
    });
    worker.on('error', (error) =>
      died(`the thread died: ${error instanceof Error ? (error.stack ?? '') : String(error)}`),
    );
  });
}

/** The longest first, so that both threads end at about the same time. */
async function fuzzAll(names: readonly TargetName[], time: number, seed: number): Promise<Summary[]> {
  const shares = await Promise.all(names.map(async (name) => ({ name, share: (await load(name)).share })));
  const whole = shares.reduce((sum, { share }) => sum + share, 0);
  const threads = Math.min(atOnce, names.length);
  const queue = shares.toSorted((a, b) => b.share - a.share);
  const out: Summary[] = [];
  const thread = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift())
      out.push(await fuzz(next.name, (time * threads * next.share) / whole, seed));
  };
  await Promise.all(Array.from({ length: threads }, thread));
  return out;
}

const { values } = parseArgs({
  options: {
    time: { type: 'string', default: '60s' },
    target: { type: 'string', multiple: true },
    input: { type: 'string' },
    seed: { type: 'string' },
    results: { type: 'boolean', default: false },
    'no-keep': { type: 'boolean', default: false },
  },
});
const names = targetNames.filter((name) => values.target === undefined || values.target.includes(name));
if (names.length === 0) throw new Error(`There are: ${targetNames.join(', ')}`);

if (values.input !== undefined) {
  const data = readFileSync(values.input);
  const start = performance.now();
  const target = await load(names[0] ?? 'responses');
  await target.run(data);
  target.check?.(data);
  console.log(`Nothing is wrong with it; ${(performance.now() - start).toFixed(1)} ms`);
} else {
  const seed = Number(values.seed ?? Date.now() % 0x7fffffff);
  console.log(`fuzzing ${names.join(', ')} for ${values.time}, seed ${seed}`);
  const summaries = await fuzzAll(names, seconds(values.time), seed);
  let failed = 0;
  for (const { name, seconds: time, result, failures } of summaries) {
    if (failures > 0) failed++;
    if (result === null) {
      if (!values['no-keep']) addToTotals(name, { executions: 0, hours: 0, findings: failures });
      continue;
    }
    const { executions, covered, blocks, slowest, cpuSeconds } = result;
    let kept = `${readCorpus(name).length} inputs kept`;
    if (!values['no-keep']) {
      kept = `${writeCorpus(name, result.corpus)} inputs kept`;
      addToTotals(name, { executions, hours: time / 3600, findings: failures });
      kept += `, ${readTotals()[name]?.executions ?? 0} executions in all runs`;
    }
    const rate = Math.round(executions / Math.max(cpuSeconds, 0.001));
    console.log(
      `${failures === 0 ? '✔' : '✖'} ${name.padEnd(10)} ${executions} executions in ${time.toFixed(0)} s (${rate} a second of processor time), ` +
        `${covered} of ${blocks} blocks, ${kept}${slowest > 0 ? `, slowest ${slowest.toFixed(0)} ms` : ''}`,
    );
  }
  const totals = readTotals();
  const sums = targetNames.flatMap((name) => {
    const { executions = 0, hours = 0, findings = 0 } = totals[name] ?? {};
    return executions === 0 ? [] : [`${name} ${executions} in ${hours.toFixed(2)} h, ${findings} findings`];
  });
  const figures = `executions in all runs together: ${sums.join('; ')}`;
  record({ run: 'fuzz', ok: failed === 0, figures, command: `npm run fuzz -- --time ${values.time}` });
  const countsFile = process.env['MAIL_EXPLORER_COUNTS'];
  if (countsFile !== undefined)
    writeFileSync(countsFile, JSON.stringify({ passed: summaries.length - failed, failed }));
  process.exitCode = failed === 0 ? 0 : 1;
}
