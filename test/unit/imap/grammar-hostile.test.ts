import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseFetchHead } from '../../../extension/imap/grammar/fetch-head.ts';
import { quirks } from '../../../extension/imap/grammar/quirks.ts';
import type { Quirk, QuirkId } from '../../../extension/imap/grammar/quirks.ts';
import { parseResponse } from '../../../extension/imap/grammar/response.ts';
import { responseTag } from '../../../extension/imap/grammar/tag.ts';
import type { FetchResponse, MalformedResponse, Response } from '../../../extension/imap/grammar/types.ts';
import type { ResponseFrame } from '../../../extension/imap/wire/frame.ts';
import { ResponseSplitter } from '../../../extension/imap/wire/splitter.ts';
import { fetchOf, frameOf, latin1, parse, parseAs, split } from './grammar-support.ts';

/** Everything that can be read of a response, lazily read trees included. */
function readAll(frame: ResponseFrame, onQuirk?: (id: QuirkId) => void): Response | MalformedResponse {
  const response = parseResponse(frame, onQuirk === undefined ? { utf8: false } : { utf8: false, onQuirk });
  if (response.type === 'fetch') void [response.envelope, response.bodyStructure, response.sections, response.unknown];
  responseTag(frame);
  return response;
}

/** Processor time, which other work on the machine does not lengthen. */
function milliseconds(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/**
 * Best of several runs at n and at 8n octets: quadratic work would be 64 times slower, linear work is 8 times. The bound
 * between, and the floor under what is too short to measure, leave room for the garbage collector.
 */
function assertLinear(name: string, work: (n: number) => () => void, n: number): void {
  const best = (size: number): number => {
    const run = work(size);
    return Math.min(...Array.from({ length: 4 }, () => milliseconds(run)));
  };
  best(n);
  const small = Math.max(best(n), 3);
  const large = best(8 * n);
  assert.ok(large / small < 28, `${name}: ${large.toFixed(1)} ms for 8n, ${small.toFixed(1)} ms for n`);
}

const linear: readonly (readonly [name: string, line: (n: number) => string, n: number])[] = [
  ['search results', (n) => `* SEARCH${' 123456'.repeat(n)}`, 30000],
  ['a long quoted string', (n) => `* STATUS "${'x'.repeat(n)}" (MESSAGES 1)`, 200000],
  ['quotes inside a quoted string', (n) => `* STATUS "${'"x'.repeat(n)}" (MESSAGES 1)`, 50000],
  ['backslashes', (n) => `* STATUS "${'\\'.repeat(2 * n)}" (MESSAGES 1)`, 100000],
  ['an unended quoted string', (n) => `* LIST () "/" "${'x\\"'.repeat(n)}`, 50000],
  ['an unquoted mailbox of spaces and lists', (n) => `* LIST () "/" a${' (b'.repeat(n)}`, 50000],
  ['flags', (n) => `* FLAGS (${'a '.repeat(n)})`, 20000],
  ['a set', (n) => `* VANISHED ${'5,'.repeat(n)}`, 50000],
  ['a code of brackets', (n) => `* OK [X ${'['.repeat(n)}] x`, 100000],
  ['a code of quotes', (n) => `* OK [X ${'"]'.repeat(n)} x`, 100000],
  ['unclosed lists', (n) => `* 1 FETCH (X ${'('.repeat(90)}${' ()'.repeat(n)}`, 50000],
  [
    'empty groups',
    (n) =>
      `* 1 FETCH (ENVELOPE (NIL NIL (${'(NIL NIL "" NIL)(NIL NIL NIL NIL)'.repeat(n)}) NIL NIL NIL NIL NIL NIL NIL))`,
    4000,
  ],
  ['parts', (n) => `* 1 FETCH (BODYSTRUCTURE (${'("text" "plain" NIL NIL NIL "7bit" 1 1)'.repeat(n)} "mixed"))`, 1000],
  [
    'parameters',
    (n) => `* 1 FETCH (BODYSTRUCTURE ("text" "plain" (${'"a" "b" '.repeat(n)}) NIL NIL "7bit" 1 1))`,
    10000,
  ],
  ['attributes', (n) => `* 1 FETCH (${'FLAGS () '.repeat(n)})`, 25000],
  ['wrapped attributes', (n) => `* 1 FETCH (${'('.repeat(n)}`, 100000],
];

for (const [name, line, n] of linear) {
  test(`linear: ${name}`, () => {
    assertLinear(
      name,
      (size) => {
        const frame = frameOf(line(size));
        return () => readAll(frame);
      },
      n,
    );
  });
}

test('linear: octet by octet', () => {
  assertLinear(
    'octet by octet',
    (size) => {
      const chunks = Array.from({ length: size }, () => latin1('x'));
      return () => assert.equal(split([latin1('* OK '), ...chunks, latin1('\r\n')]).length, 1);
    },
    25_000,
  );
});

test('linear: tiny literals, a hundred thousand and more in one response', () => {
  assertLinear(
    'tiny literals',
    (size) => {
      const octets = latin1(`* 1 FETCH (X (${'{1}\r\na '.repeat(size)}) UID 5)\r\n`);
      return () => {
        const seen: unknown[] = [];
        const ignore = (): void => undefined;
        const splitter = new ResponseSplitter({
          frame: (frame) => seen.push((readAll(frame) as FetchResponse).uid),
          literalStart: ignore,
          literalChunk: ignore,
          literalEnd: ignore,
          violation: ignore,
        });
        for (let at = 0; at < octets.length; at += 5000) splitter.push(octets.subarray(at, at + 5000));
        assert.deepEqual(seen, [5]);
      };
    },
    20_000,
  );
});

test('an endless line, and endless padding, end at a cap and hold little memory', () => {
  const chunk = Buffer.alloc(64 * 1024, 0x78);
  const padding = Buffer.alloc(64 * 1024);
  const violations: string[] = [];
  const ignore = (): void => undefined;
  const splitter = new ResponseSplitter({
    frame: ignore,
    literalStart: ignore,
    literalChunk: ignore,
    literalEnd: ignore,
    violation: ({ kind }) => violations.push(kind),
  });
  const before = process.memoryUsage().arrayBuffers;
  for (let i = 0; i < 1000; i++) splitter.push(padding);
  assert.ok(splitter.atBoundary);
  let pushes = 0;
  for (; violations.length === 0 && pushes < 1000; pushes++) {
    splitter.push(chunk);
    assert.ok(process.memoryUsage().arrayBuffers - before < 64 * 1024 * 1024);
  }
  splitter.push(chunk);
  assert.deepEqual(violations, ['line-too-long']);
  assert.equal(pushes, (16 * 1024) / 64 + 1);
});

test('a million parentheses: refused at a depth of 100, without recursion', () => {
  const deep = '('.repeat(1_000_000);
  for (const line of [
    `* 1 FETCH (X ${deep})`,
    `* 1 FETCH (ENVELOPE ${deep}`,
    `* 1 FETCH (BODYSTRUCTURE ${deep}${')'.repeat(1_000_000)})`,
    `* LIST () "/" a (X ${deep}`,
    `* NAMESPACE ${deep}`,
    `* ESEARCH X ${deep}`,
  ]) {
    const response = parse(line);
    assert.equal(response.type, 'malformed', line.slice(0, 40));
  }
  assert.equal(parse(`* X ${deep}`).type, 'unknown');
  const wrapped = parse(`* 1 FETCH (${deep}UID 5`);
  assert.equal(wrapped.type === 'fetch' && wrapped.uid, 5);
  const limit = parse(`* 1 FETCH (X ${'('.repeat(200)}`);
  assert.match(limit.type === 'malformed' ? limit.reason : '', /no more than 100 nested lists/);
});

test('nesting of 90 is read', () => {
  let body = '("text" "plain" NIL NIL NIL "7bit" 1 1)';
  for (let i = 0; i < 90; i++) body = `(${body} "mixed")`;
  let node = fetchOf(`BODYSTRUCTURE ${body}`).fetch.bodyStructure;
  let depth = 0;
  while (node?.kind === 'multipart') {
    depth++;
    node = node.parts[0];
  }
  assert.equal(depth, 90);
  assert.equal(node?.section, Array(90).fill('1').join('.'));
});

test('sets that claim four thousand million UIDs stay ranges', () => {
  const { code } = parseAs('a OK [COPYUID 1 1:4294967295 1:4294967295] x', 'status');
  assert.deepEqual(code, {
    name: 'COPYUID',
    uidValidity: 1,
    source: [{ from: 1, to: 4294967295 }],
    destination: [{ from: 1, to: 4294967295 }],
  });
});

test('strings and lists without end are refused before they fill the memory', () => {
  for (const line of [
    `* FLAGS (${'a '.repeat(300_000)})`,
    `* ID (${'a b '.repeat(200_000)})`,
    `* CAPABILITY${' a'.repeat(300_000)}`,
    `* NAMESPACE (${'("" "")'.repeat(100_000)}) NIL NIL`,
  ]) {
    const response = parse(line);
    assert.match(response.type === 'malformed' ? response.reason : '', /no more than \d+ items/, line.slice(0, 20));
  }
});

test('keys named like parts of Object change nothing', () => {
  parse('* ID ("__proto__" "x" "constructor" "y")');
  fetchOf('__proto__ 5 BODY[__PROTO__] "x" X-A[constructor] 5');
  parse('* OK [__proto__ polluted] x');
  parse('* STATUS a (__proto__ 5 constructor 6)');
  parse('* QUOTA "" (__proto__ 1 2)');
  assert.equal(Object.keys(Object.prototype).length, 0);
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
  assert.equal(parse('* constructor x').type, 'unknown');
  assert.deepEqual(parseAs('* OK [toString] x', 'status').code, { name: 'other', code: 'TOSTRING', args: null });
});

test('miscounted literals cost at most the responses they swallow', () => {
  const lines = [
    '* 1 FETCH (UID 1 BODY[] {3}\r\nabcd)',
    '* 2 FETCH (UID 2 BODY[] {6}\r\nabcd)',
    '* 3 FETCH (UID 3)',
    '* 4 FETCH (UID 4 BODY[] {4}\r\nabcd\r\n)',
    '* 5 FETCH (UID 5)',
    'a1 OK done',
  ];
  const types: string[] = [];
  const ignore = (): void => undefined;
  new ResponseSplitter({
    frame: (frame) => {
      const response = readAll(frame);
      types.push(response.type === 'fetch' ? `fetch ${response.seq} ${response.uid ?? ''}` : response.type);
    },
    literalStart: ignore,
    literalChunk: ignore,
    literalEnd: ignore,
    violation: (violation) => assert.fail(violation.kind),
  }).push(latin1(`${lines.join('\r\n')}\r\n`));
  assert.deepEqual(types.slice(-3), ['malformed', 'fetch 5 5', 'status']);
  assert.ok(types.includes('fetch 4 4') && types.includes('fetch 3 3'));
});

test('a literal cut off by the end of its frame', () => {
  const frame: ResponseFrame = {
    bytes: latin1('* LIST () "/" {9}\r\nabc'),
    literals: [{ start: 19, size: 9, streamed: false }],
  };
  assert.equal(parseResponse(frame, { utf8: false }).type, 'malformed');
});

test('a head cut off at every octet never throws', () => {
  const text =
    '* 1 FETCH (UID 5 FLAGS (\\Seen) ENVELOPE ("1 Jan 20" {1}\r\ns ((NIL NIL "a" "b"))) BODYSTRUCTURE ("text" "plain" ("a" "b") NIL NIL "7bit" 1 1) BODY[HEADER.FIELDS (x)]<0> {3}\r\nabc)';
  for (let at = 0; at <= text.length; at++) {
    const frame: ResponseFrame = { bytes: latin1(text.slice(0, at)), literals: [] };
    readAll(frame);
    parseFetchHead(frame, { utf8: false });
  }
});

test('every tolerance has one name, servers and a reason, and every name is counted somewhere', () => {
  const table: readonly Quirk[] = quirks;
  const ids = table.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  for (const quirk of table) assert.ok(quirk.servers !== '' && quirk.why.endsWith('.'), quirk.id);
  const core = join(import.meta.dirname, '../../../extension/imap');
  const source = readdirSync(core, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('quirks.ts'))
    .map((name) => readFileSync(join(core, name), 'utf8'))
    .join('\n');
  for (const id of ids) assert.match(source, new RegExp(`((quirk|report|deviation\\?\\.)\\(|absent: )'${id}'`), id);
});

const token = fc.constantFrom(
  '* ',
  '+ ',
  'a1 ',
  'OK ',
  'NO ',
  'BYE',
  '[',
  ']',
  'ALERT',
  'UIDNEXT ',
  'COPYUID ',
  'PERMANENTFLAGS ',
  'METADATA ',
  'INPROGRESS ',
  '1 FETCH (',
  '12 ',
  '0 ',
  'EXISTS',
  'EXPUNGE',
  'LIST ',
  'LSUB ',
  'STATUS ',
  'SEARCH ',
  'ESEARCH ',
  'SORT ',
  'FLAGS ',
  'CAPABILITY ',
  'ENABLED ',
  'ID ',
  'NAMESPACE ',
  'QUOTA ',
  'QUOTAROOT ',
  'MYRIGHTS ',
  'VANISHED ',
  '(EARLIER) ',
  'UID ',
  'RFC822.SIZE ',
  'INTERNALDATE ',
  '"17-Jul-1996 02:44:25 -0700" ',
  'ENVELOPE ',
  'BODYSTRUCTURE ',
  'BODY',
  'BINARY',
  '[1.2]',
  '<0> ',
  'MODSEQ ',
  'PREVIEW ',
  'X-GM-LABELS ',
  '(',
  ')',
  '()',
  ' ',
  'NIL',
  ' NIL ',
  '"a" ',
  '""',
  '"',
  '\\',
  '"text" "plain" ',
  '"mixed"',
  '"message" "rfc822" ',
  '((NIL NIL "a" "b")) ',
  '1:4,9',
  '4294967296',
  '99999999999999999999',
  '-1',
  '1e5',
  '{3}\r\nabc',
  '{0}\r\n',
  '~{1}\r\n\0',
  '{5}',
  '\0',
  '\xff',
  '\xc3\xbc',
  '\r',
  ',',
  ':',
  '*',
  'TAG ',
  'ALL ',
  'MESSAGES ',
  'INBOX ',
  '/',
);

test('property: no octets make the parser throw', () => {
  const known = new Set<string>(quirks.map(({ id }) => id));
  fc.assert(
    fc.property(
      fc.array(fc.oneof({ weight: 9, arbitrary: token }, { weight: 1, arbitrary: fc.string({ maxLength: 5 }) }), {
        maxLength: 30,
      }),
      (parts) => {
        const ignore = (): void => undefined;
        const splitter = new ResponseSplitter({
          frame: (frame) => {
            const response = readAll(frame, (id) => assert.ok(known.has(id)));
            assert.ok(
              response.type !== 'malformed' || !response.reason.startsWith('internal'),
              response.type === 'malformed' ? response.reason : '',
            );
          },
          literalStart: (head) => void parseFetchHead(head, { utf8: false }),
          literalChunk: ignore,
          literalEnd: ignore,
          violation: ignore,
        });
        splitter.setInlineLimit(2);
        splitter.push(latin1(`${parts.join('')}\r\n`));
      },
    ),
    { numRuns: 10_000 },
  );
});

test('property: random octets never throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (octets) => {
      const bytes = Buffer.from(octets);
      readAll({ bytes, literals: [] });
      readAll({ bytes: Buffer.concat([latin1('* 1 FETCH ('), bytes]), literals: [] });
    }),
    { numRuns: 5_000 },
  );
});
