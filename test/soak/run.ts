// `npm run soak`: 24 hours of a simulated clock. `npm run soak -- --real 2h`: as long against a real Dovecot. `--seed N` plays a run again,
// `--hours N` simulates so many, `--results` writes the outcome to test/RESULTS.md.
import { parseArgs } from 'node:util';
import { randomFrom } from '../oracle/oracle.ts';
import { record } from '../results/record.ts';
import { brokenLimits, told } from './limits.ts';
import { soakReal } from './real.ts';
import { soakSimulated } from './simulated.ts';

const { values } = parseArgs({
  options: {
    real: { type: 'string' },
    hours: { type: 'string', default: '24' },
    seed: { type: 'string' },
    results: { type: 'boolean', default: false },
    haste: { type: 'string', default: '1' },
  },
});

function seconds(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(s|m|h)$/.exec(text);
  if (match === null) throw new Error(`"${text}" is no time: 90s, 90m, 2h`);
  return Number(match[1]) * { s: 1, m: 60, h: 3600 }[match[2] as 's' | 'm' | 'h'];
}

const say = (text: string): void => console.log(`${new Date().toISOString()} ${text}`);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
say(`seed ${seed}`);
const next = randomFrom(seed);
let broken: string[];
if (values.real === undefined) {
  const result = await soakSimulated({ hours: Number(values.hours), next, say });
  broken = brokenLimits(result, 24);
  const figures = `${told(result)}; ${result.renewals} renewals of IDLE, ${result.sleeps} sleeps`;
  say(`simulated: ${figures}`);
  const command = `npm run soak -- --hours ${values.hours} --seed ${seed}`;
  record({ run: 'soak, simulated', ok: broken.length === 0, figures, command });
} else {
  const result = await soakReal({ seconds: seconds(values.real), next, say, haste: Number(values.haste) });
  broken = brokenLimits(result, 2);
  const figures = told(result);
  say(`real: ${figures}`);
  const command = `npm run soak -- --real ${values.real} --seed ${seed}`;
  record({ run: 'soak, real', ok: broken.length === 0, figures, command });
}
for (const one of broken) say(`✖ ${one}`);
process.exitCode = broken.length === 0 ? 0 : 1;
