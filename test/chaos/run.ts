// `npm run chaos`: one session, cut at every line end in both directions in every way, then at 10,000 random octets. `--step N` takes every
// Nth line end, `--random N` cuts at N random octets, `--seed N` chooses which. `--short` is `--step 10 --random 300`. `--results`
// writes the outcome to test/RESULTS.md.
import { cutKinds, type Cut } from './cutting-transport.ts';
import { record } from '../results/record.ts';
import { chaosSession } from './scenario.ts';

function option(name: string, otherwise: number): number {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
}

function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

async function main(): Promise<number> {
  const began = performance.now();
  const short = process.argv.includes('--short');
  const step = option('step', short ? 10 : 1);
  const next = random(option('seed', 1));
  const cuts: { readonly cut: Cut; readonly withMove: boolean }[] = [];
  for (const withMove of [false, true]) {
    const { traffic } = await chaosSession(null, withMove);
    for (const direction of ['up', 'down'] as const)
      for (let after = 1; after <= traffic[direction]; after += step)
        for (const kind of cutKinds) cuts.push({ cut: { direction, unit: 'lines', after, kind }, withMove });
    for (let i = 0; i < option('random', short ? 300 : 10_000) / 2; i++) {
      const direction = next() < 0.3 ? 'up' : 'down';
      const octets = direction === 'up' ? traffic.upOctets : traffic.downOctets;
      const kind = cutKinds[Math.floor(next() * cutKinds.length)] ?? 'rst';
      cuts.push({ cut: { direction, unit: 'octets', after: 1 + Math.floor(next() * octets), kind }, withMove });
    }
  }
  let bad = 0;
  let reconnects = 0;
  let failed = 0;
  for (const [index, { cut, withMove }] of cuts.entries()) {
    const told = (what: string): void => {
      bad++;
      console.log(`${JSON.stringify(cut)}${withMove ? ' with MOVE' : ''}: ${what}`);
    };
    try {
      const { lost, doubled, wrong, failures, connections } = await chaosSession(cut, withMove);
      reconnects += connections - 1;
      failed += failures;
      if (wrong.length > 0) told(wrong.join('; '));
      if (lost.length > 0) told(`lost ${lost.join(', ')}`);
      if (doubled.length > 0) told(`doubled ${doubled.join(', ')}`);
    } catch (error) {
      told(error instanceof Error ? error.message : String(error));
    }
    if ((index + 1) % 500 === 0) console.log(`${index + 1} of ${cuts.length} sessions, ${bad} bad`);
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  const figures =
    `${cuts.length} sessions cut, ${failed} operations failed and were looked at, ${reconnects} reconnects, ` +
    `${bad} with something lost, doubled or wrong, ${seconds} s`;
  console.log(figures);
  record({ run: 'chaos', ok: bad === 0, figures, command: short ? 'npm run chaos -- --short' : 'npm run chaos' });
  return bad === 0 ? 0 : 1;
}

process.exitCode = await main();
