import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Coverage } from '../../fuzz/coverage/coverage.ts';
import { cpuTime } from '../cpu-time.ts';

// Work is counted, not timed: every branch, loop and call of the modules loaded from here on.
const coverage = new Coverage({ exact: true });
coverage.install();
const { ResponseSplitter } = await import('../../../extension/imap/wire/splitter.ts');
const { parseResponse } = await import('../../../extension/imap/grammar/response.ts');
const { Select } = await import('../../../extension/imap/command/select.ts');
const { inbox } = await import('../../../extension/imap/wire/mailbox-name.ts');
const { modSeq } = await import('../../../extension/imap/wire/ids.ts');
const { within } = await import('../../../extension/imap/wire/sequence-set.ts');
const { Secrets } = await import('../../../extension/imap/trace/secrets.ts');
const { nextMark } = await import('../../../extension/imap/wire/scan.ts');
const { parsePartTree } = await import('../../../extension/mime/part-tree.ts');
const { decodeAddresses } = await import('../../../extension/mime/address.ts');
const { parseAddressList } = await import('../../../extension/mime/address-list.ts');

/** Steps that reading the octets takes when they come in pieces of `size`. */
function steps(octets: Buffer, size: number): number {
  coverage.clear();
  let frames = 0;
  const ignore = (): void => undefined;
  const splitter = new ResponseSplitter({
    frame: (frame) => {
      frames++;
      const response = parseResponse(frame, { utf8: false });
      if (response.type === 'fetch')
        void [response.envelope, response.bodyStructure, response.sections, response.unknown];
    },
    literalStart: ignore,
    literalChunk: ignore,
    literalEnd: ignore,
    violation: ignore,
  });
  for (let at = 0; at < octets.length; at += size) splitter.push(octets.subarray(at, at + size));
  assert.ok(frames > 0);
  return coverage.total;
}

const shapes: readonly (readonly [name: string, text: (n: number) => string])[] = [
  ['a long line', (n) => `* X ${'x'.repeat(20 * n)}`],
  ['a long literal', (n) => `* LIST () "/" {${20 * n}}\r\n${'x'.repeat(20 * n)}`],
  ['a long body', (n) => `* 1 FETCH (UID 5 BODY[] {${20 * n}}\r\n${'x'.repeat(20 * n)})`],
  ['a long quoted string', (n) => `* STATUS "${'x'.repeat(20 * n)}" (MESSAGES 1)`],
  ['tiny literals', (n) => `* 1 FETCH (X (${'{1}\r\na '.repeat(n)}) UID 5)`],
  ['tiny bodies', (n) => `* 1 FETCH (${'BODY[1] {1}\r\na '.repeat(n)}UID 5)`],
  ['search results', (n) => `* SEARCH${' 123456'.repeat(n)}`],
  ['a set', (n) => `* VANISHED ${'5,9:7,'.repeat(n)}`],
  ['flags', (n) => `* FLAGS (${'a '.repeat(n)})`],
  ['quotes', (n) => `* STATUS "${'"x'.repeat(n)}" (MESSAGES 1)`],
  ['brackets', (n) => `* OK [X ${'["]'.repeat(n)}] x`],
  [
    'empty groups',
    (n) => `* 1 FETCH (ENVELOPE (NIL NIL (${'(NIL NIL "" NIL)'.repeat(n)}) NIL NIL NIL NIL NIL NIL NIL))`,
  ],
  ['parts', (n) => `* 1 FETCH (BODYSTRUCTURE (${'("text" "plain" NIL NIL NIL "7bit" 1 1)'.repeat(n >> 2)} "mixed"))`],
  ['attributes', (n) => `* 1 FETCH (${'FLAGS () X-Y (a) '.repeat(n)})`],
  ['many responses', (n) => Array.from({ length: n }, (_, index) => `* ${index + 1} EXISTS`).join('\r\n')],
];

for (const [name, text] of shapes) {
  test(`twice as long takes no more than 2.3 times the work: ${name}`, (context) => {
    for (const size of [7, 5000, Infinity]) {
      const work = [2000, 4000, 8000].map((n) => steps(Buffer.from(`${text(n)}\r\n`, 'latin1'), size));
      const ratios = [1, 2].map((i) => (work[i] ?? 0) / Math.max(work[i - 1] ?? 0, 1));
      context.diagnostic(`pieces of ${size}: ${ratios.map((ratio) => ratio.toFixed(2)).join(', ')}`);
      for (const ratio of ratios) assert.ok(ratio <= 2.3, `pieces of ${size}: ${ratio}`);
    }
  });
}

test('a mail without headers, and addresses that are groups of nobody: no more than 2.3 times the work', () => {
  const read = (n: number): number => {
    coverage.clear();
    assert.equal(parsePartTree(Buffer.from('no field here\r\n'.repeat(n))).root.kind, 'leaf');
    const addresses = parseAddressList('g:;'.repeat(n) + ';;;'.repeat(n));
    decodeAddresses(addresses);
    return coverage.total;
  };
  const work = [2000, 4000, 8000].map(read);
  for (const i of [1, 2]) assert.ok((work[i] ?? 0) / (work[i - 1] ?? 1) <= 2.3, work.join(', '));
});

test('behind the strings of a list, NIL and numbers are passed over once: no more than four steps an octet', () => {
  for (const row of ['("<a@b>" NIL NIL NIL)', '("base64" 1234 56 NIL NIL NIL NIL)']) {
    const octets = Buffer.from(row.repeat(100));
    coverage.clear();
    for (let at = 0; at < octets.length; at++) at = nextMark(octets, at, octets.length);
    const each = coverage.total / octets.length;
    assert.ok(each > 1 && each <= 4, `${row}: ${each}`);
  }
});

// Inside a regular expression nothing counts the work.
for (const piece of [';urlauth=', ';urlauth=a', ';urlauth=a:', ';urlauth=a:b:', ';urlauth=a:b:c']) {
  test(`a line full of what begins like the token of a URL is read in one go: ${piece}`, () => {
    const line = `* OK ${piece.repeat(14_000)}`;
    const secrets = new Secrets();
    const start = cpuTime();
    secrets.mask(line);
    secrets.parts(line);
    const took = cpuTime() - start;
    assert.ok(took < 700, `${took} ms`);
  });
}

test('what vanished, told in ever so many lines in answer to SELECT: no more than 2.3 times the work', () => {
  const take = (n: number): number => {
    const qresync = { uidValidity: 1, modSeq: modSeq(1n), uids: [{ from: 1, to: 1_000_000 }] };
    const select = new Select(inbox, false, { qresync });
    const context = { tag: 'A1', uid: null };
    coverage.clear();
    for (let at = 0; at < n; at++) {
      const uids = [{ from: 3 * at + 1, to: 3 * at + 1 }];
      select.take({ type: 'vanished', earlier: true, uids }, context);
    }
    assert.equal(select.vanished.length, n);
    return coverage.total;
  };
  const work = [2000, 4000, 8000].map(take);
  for (const i of [1, 2]) assert.ok((work[i] ?? 0) / (work[i - 1] ?? 1) <= 2.3, work.join(', '));
});

test('what of a sorted result lies in a long set: no more than 2.3 times the work', () => {
  const keep = (n: number): number => {
    const set = Array.from({ length: n }, (_, at) => ({ from: 3 * at + 1, to: 3 * at + 1 }));
    const found = Array.from({ length: n }, (_, at) => ({ from: 3 * (n - at) - 2, to: 3 * (n - at) - 1 }));
    coverage.clear();
    assert.equal(within(found, set).length, n);
    return coverage.total;
  };
  const work = [2000, 4000, 8000].map(keep);
  for (const i of [1, 2]) assert.ok((work[i] ?? 0) / (work[i - 1] ?? 1) <= 2.3, work.join(', '));
});
