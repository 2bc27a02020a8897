// `npm run oracle`: 100,000 random changes by a second client on a real Dovecot; our view and which UID we take to stand at which sequence
// number compared with the server's at every checkpoint. `--commands N` for fewer, `--seed N` plays a run again, `--results`
// writes the outcome to test/RESULTS.md.
import { record } from '../results/record.ts';
import { startDovecot } from '../servers/dovecot.ts';
import { runOracle } from './oracle.ts';

function option(name: string, otherwise: number): number {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
}

const began = performance.now();
const seed = option('seed', Date.now() % 1_000_000);
console.log(`seed ${seed}`);
await using dovecot = await startDovecot();
const commands = option('commands', 100_000);
const result = await runOracle({ dovecot, commands, seed, progress: (text) => console.log(text) });
const seconds = ((performance.now() - began) / 1000).toFixed(0);
const { checkpoints, reconnects, events, places } = result;
const figures =
  `${result.commands} commands, seed ${seed}: the same at all ${checkpoints} checkpoints, with ${reconnects} reconnects, ${events} events, ` +
  `${places} sequence numbers compared, ${seconds} s`;
console.log(figures);
record({ run: 'oracle', ok: true, figures, command: `npm run oracle -- --commands ${commands} --seed ${seed}` });
