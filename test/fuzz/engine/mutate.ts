import type { Random } from './random.ts';

const numbers = [
  '0',
  '1',
  '-1',
  '00',
  '127',
  '255',
  '4096',
  '65535',
  '65536',
  '2147483648',
  '4294967295',
  '4294967296',
  '9007199254740991',
  '9007199254740993',
  '9223372036854775807',
  '18446744073709551616',
  '99999999999999999999',
  '1e9',
].map((text) => Buffer.from(text));

const octets = [
  0, 9, 10, 13, 32, 34, 40, 41, 42, 43, 45, 58, 60, 61, 63, 91, 92, 93, 123, 125, 126, 127, 128, 0xc3, 0xff,
];

type Mutator = (data: Buffer, random: Random, pool: MutationPool) => Buffer;

export interface MutationPool {
  readonly dictionary: readonly Buffer[];
  readonly other: () => Buffer;
}

const replaceAt = (data: Buffer, from: number, to: number, by: Uint8Array): Buffer =>
  Buffer.concat([data.subarray(0, from), by, data.subarray(to)]);

/** A stretch of the data, short ones more often. */
function stretch(data: Buffer, random: Random): readonly [from: number, to: number] {
  if (data.length === 0) return [0, 0];
  const from = random.below(data.length);
  const longest = Math.min(data.length - from, random.below(4) === 0 ? data.length : 16);
  return [from, from + 1 + random.below(longest)];
}

const mutators: readonly Mutator[] = [
  // One bit.
  (data, random) => {
    if (data.length === 0) return data;
    const out = Buffer.from(data);
    const at = random.below(out.length);
    out[at] = (out[at] ?? 0) ^ (1 << random.below(8));
    return out;
  },
  // One octet, of those that mean something or any.
  (data, random) => {
    if (data.length === 0) return data;
    const out = Buffer.from(data);
    out[random.below(out.length)] = random.below(3) === 0 ? random.below(256) : random.pick(octets, 0);
    return out;
  },
  (data, random) => {
    const at = random.below(data.length + 1);
    return replaceAt(data, at, at, Buffer.of(random.pick(octets, 0)));
  },
  // Out with a stretch.
  (data, random) => {
    const [from, to] = stretch(data, random);
    return replaceAt(data, from, to, Buffer.alloc(0));
  },
  // A stretch twice, or many times.
  (data, random) => {
    const [from, to] = stretch(data, random);
    const piece = data.subarray(from, to);
    const times = random.below(12) === 0 ? 2 + random.below(300) : 2;
    return replaceAt(data, from, to, Buffer.concat(Array.from({ length: times }, () => piece)));
  },
  // A stretch to another place.
  (data, random) => {
    const [from, to] = stretch(data, random);
    const piece = Buffer.from(data.subarray(from, to));
    const at = random.below(data.length + 1);
    return random.below(2) === 0
      ? replaceAt(data, at, at, piece)
      : replaceAt(data, at, Math.min(at + piece.length, data.length), piece);
  },
  // A word of the language.
  (data, random, { dictionary }) => {
    const at = random.below(data.length + 1);
    const word = random.pick(dictionary, Buffer.alloc(0));
    return replaceAt(data, at, random.below(2) === 0 ? at : Math.min(at + word.length, data.length), word);
  },
  // Another number.
  (data, random) => {
    const start = random.below(data.length + 1);
    let from = start;
    while (from < data.length && !isDigit(data[from])) from++;
    let to = from;
    while (to < data.length && isDigit(data[to])) to++;
    return from === to ? data : replaceAt(data, from, to, random.pick(numbers, data));
  },
  // The front of one and the back of another.
  (data, random, { other }) => {
    const second = other();
    return Buffer.concat([
      data.subarray(0, random.below(data.length + 1)),
      second.subarray(random.below(second.length + 1)),
    ]);
  },
  // A stretch of another.
  (data, random, { other }) => {
    const second = other();
    const [from, to] = stretch(second, random);
    const at = random.below(data.length + 1);
    return replaceAt(data, at, at, second.subarray(from, to));
  },
  // Lines in another order.
  (data, random) => {
    const lines = data.toString('latin1').split('\n');
    if (lines.length < 3) return data;
    const [line = ''] = lines.splice(random.below(lines.length), 1);
    lines.splice(random.below(lines.length + 1), 0, line);
    return Buffer.from(lines.join('\n'), 'latin1');
  },
];

function isDigit(octet: number | undefined): boolean {
  return octet !== undefined && octet >= 0x30 && octet <= 0x39;
}

/** Changes the input in one to eight places. */
export function mutate(data: Buffer, random: Random, pool: MutationPool, maxLength: number): Buffer {
  let out = data;
  const rounds = 1 << random.below(4);
  for (let i = 0; i < rounds; i++) out = random.pick(mutators, (one) => one)(out, random, pool);
  return out.length > maxLength ? out.subarray(0, maxLength) : out;
}
