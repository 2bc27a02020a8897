// Saves an attachment of 1 GB and one of 10 MB; the memory of the process must not know the difference.
import { stream } from '../unit/message/streaming.ts';

const small = await stream(10);
const large = await stream(1024);
const grown = large.peakMiB - small.peakMiB;
console.log(`10 MB: ${small.peakMiB} MiB resident at most, ${small.seconds} s`);
console.log(`1 GB: ${large.peakMiB} MiB resident at most, ${large.seconds} s, progress told ${large.progress} times`);
console.log(`${grown <= 32 ? '✔' : '✖'} memory of 1 GB above that of 10 MB ≤ 32 MiB, measured ${grown} MiB`);
process.exitCode = grown <= 32 && large.error === null ? 0 : 1;
