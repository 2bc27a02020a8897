import type { Row, Verdict } from './report.ts';

const firstTime = 'what runs for the first time is compiled first: some 25 ms of processor time in a fresh process';

/**
 * What bounds a figure that misses its target, by `work client figure`: what `--cpu-prof` and `--trace-gc` show, on a busy machine; none of it is
 * confirmed on a quiet one.
 */
const known: Readonly<Record<string, string>> = {
  'W1 ours idle over the floor’s, MB':
    'no object of ours is left (heap and buffers are as before the work); the rest is memory that V8’s pool of pages and the C library keep for next time',
  'W1 ours stall, ms':
    'work itself ends after 4 ms (see “burst”); the rest is V8’s collector: the chunks that a socket makes count as memory, so that it marks everything some 14 times, in steps of up to 27 ms',
  'W1 ours × floor':
    'every field: 7 µs a message, of which 2 find the ends of the trees, 2.7 read ENVELOPE and 2 BODYSTRUCTURE; then the collector copies what is kept',
  'W2 ours × floor':
    'some 0.6 µs a row once compiled, 0.8 the first time (of it 0.1–0.2 for the promise of the loop), while the server sends one in 0.7',
  'W2 ours stall, ms': 'V8’s collector, which copies the rows that are kept',
  'W3b ours × floor': 'each body is copied once, because a row gives it in one piece and the socket in many',
  'W3c ours × floor':
    'some 45 µs a body: each is a command with a queue, a time limit and promises of its own, and each chunk of answers lets one write out; the floor sends all commands as one string',
  'W4 ours × floor': 'short work: a millisecond or two of first execution count',
  'W5 ours × floor': firstTime,
  'W5t ours × floor': firstTime,
  'W6 ours × floor':
    'what runs for the first time is compiled first: 200 STATUS take 14 ms of processor time in a fresh process, 4 the fourth time',
  'W7 ours × floor':
    'short works both: a few milliseconds of first execution count; pipelined, the server commits each message',
  'W8 parser MB/s':
    'lazy: half of the time goes into finding the ends of the two trees, 1 ns an octet (four at a time was no faster); every field: as for W1; kept: the collector copies what survives',
  'W8r ours MB/s':
    'taking the octets off the socket is a third (the floor); of the rest, 2.8 µs a row, a third finds the ends of the trees, and memory never used before has to be had for what is kept',
};

/** ` — by how much, and what bounds it`. */
export function bounds(
  { work, client }: Pick<Row, 'work' | 'client'>,
  { figure, limit, value }: Omit<Verdict, 'met'>,
): string {
  const number = Number(/[\d.]+/.exec(limit)?.[0] ?? 0);
  const off = value === null || number === 0 ? '' : ` — off by ${Math.abs((value / number - 1) * 100).toFixed(0)} %`;
  const why = known[`${work} ${client} ${figure}`];
  return why === undefined ? off : `${off}; probably ${why}`;
}
