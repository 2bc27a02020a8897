import type { Row, Verdict } from './report.ts';

/** What bounds a figure that misses its target, by `work client figure`; what profiles on a busy machine suggest, not confirmed on a quiet one. */
const known: Readonly<Record<string, string>> = {
  'W1 ours idle over the floor’s, MB':
    'no object of ours is left (heap and buffers are as before the work); the rest is memory that V8’s pool of pages and the C library keep for next time',
  'W1 ours stall, ms':
    'work itself ends after 4 ms (see “burst”); the rest is the collector, which copies the rows that are kept',
  'W2 ours × floor': 'a frame, a row, a queue entry and a promise for each 46 octets that the server sends',
  'W2 ours stall, ms': 'the collector, which copies the rows that are kept',
  'W3c ours × floor':
    'each body is a command with a queue, a time limit and promises of its own; the floor sends all commands as one string',
  'W7 ours × floor':
    'short works both: a few milliseconds of first execution count; pipelined, the server commits each message',
  'W8 parser MB/s':
    'lazy: finding the end of each list octet by octet; every field: making some 40 strings a message; kept: the collector copies what survives',
  'W8r ours MB/s': 'as W8, with the queue and the promise that hand each row to its reader',
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
