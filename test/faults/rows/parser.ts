import type { FaultRow } from '../row.ts';

const hostile = 'test/unit/imap/grammar-hostile.test.ts';
const splitter = 'extension/imap/wire/splitter.ts';

export const parser: readonly FaultRow[] = [
  {
    row: 21,
    fault: 'a literal of 2³² octets',
    test: {
      file: 'test/unit/imap/wire-splitter.test.ts',
      name: 'limit: 2³² octets; nothing is read behind it, and chunks do not change the verdict',
    },
    seed: { file: splitter, find: 'if (marker.size > limit) {', replace: 'if (marker.size > limit * 2 ** 40) {' },
    bug: 'any announced size is taken',
  },
  {
    row: 26,
    fault: 'a million parentheses in FETCH, ENVELOPE, BODYSTRUCTURE, LIST, NAMESPACE, ESEARCH',
    test: { file: hostile, name: 'a million parentheses: refused at a depth of 100, without recursion' },
    seed: {
      file: 'extension/imap/wire/cursor.ts',
      find: 'export const maxDepth = 100;',
      replace: 'export const maxDepth = 1e9;',
    },
    bug: 'no cap on depth',
  },
];
