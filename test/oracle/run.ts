// `npm run oracle`: 100,000 random changes by a second client on a real Dovecot; our view and which UID we take to stand at which sequence
// number compared with the server's at every checkpoint. `--commands N` for fewer, `--seed N` plays a run again.
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
const result = await runOracle({
  dovecot,
  commands: option('commands', 100_000),
  seed,
  progress: (text) => console.log(text),
});
const seconds = ((performance.now() - began) / 1000).toFixed(0);
console.log(`the same at every checkpoint: ${JSON.stringify(result)}, ${seconds} s`);
