import type { FaultRow } from '../row.ts';

export const injection: readonly FaultRow[] = [
  {
    row: 37,
    fault: 'any text in any kind of argument',
    test: { file: 'test/unit/imap/wire-writer.test.ts', name: 'property: no argument breaks out of its field' },
    seed: {
      file: 'extension/imap/wire/writer.ts',
      find: 'octets.length > maxQuoted || octets.includes(0x0d) || octets.includes(0x0a)',
      replace: 'octets.length > maxQuoted',
    },
    bug: 'line breaks go into quoted strings',
  },
];
