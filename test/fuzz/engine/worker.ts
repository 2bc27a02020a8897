// One target in a thread of its own: what never returns is stopped from outside.
import { parentPort, workerData } from 'node:worker_threads';
import { Coverage } from '../coverage/coverage.ts';
import { readCorpus } from './corpus.ts';
import { Fuzzer } from './fuzzer.ts';
import type { Target } from './target.ts';

export interface WorkerOrder {
  readonly target: string;
  readonly seconds: number;
  readonly seed: number;
  /** An int32 with the length, then the octets of the input under way. */
  readonly current: SharedArrayBuffer;
}

const { target: name, seconds, seed, current } = workerData as WorkerOrder;
const until = performance.now() + seconds * 1000;
const coverage = new Coverage();
coverage.install();
const { target } = (await import(`../targets/${name}.ts`)) as { readonly target: Target };
const length = new Int32Array(current, 0, 2);
const octets = Buffer.from(current, 8);
const fuzzer = new Fuzzer(target, coverage, seed, (data) => {
  data.copy(octets);
  length[0] = data.length;
  // Counts up, so that whoever watches sees that it goes on.
  Atomics.add(length, 1, 1);
});
const begin = [...target.seeds.map((text) => Buffer.from(text, 'latin1')), ...readCorpus(name)];
parentPort?.postMessage(await fuzzer.run(begin, until));
