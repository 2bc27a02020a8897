import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ImapError } from '../../../extension/imap/errors.ts';
import { uid } from '../../../extension/imap/wire/ids.ts';
import { mailboxFromDisplay, mailboxFromWire } from '../../../extension/imap/wire/mailbox-name.ts';
import {
  CommandWriter,
  hasSynchronisingLiteral,
  partOctets,
  secretLine,
  traceParts,
} from '../../../extension/imap/wire/writer.ts';
import type { CommandPart, WriterMode } from '../../../extension/imap/wire/writer.ts';
import { latin1 } from './grammar-support.ts';

const plain: WriterMode = { literalPlus: false, literalMinus: false, utf8: false };
const plus: WriterMode = { ...plain, literalPlus: true };
const minus: WriterMode = { ...plain, literalMinus: true };
const utf8: WriterMode = { ...plain, utf8: true };

/** All octets as they would go out, as latin1. */
function octets(parts: readonly CommandPart[]): string {
  return parts
    .map((part) => {
      assert.notEqual(part.kind, 'stream');
      if (part.kind === 'stream') return '';
      return (part.kind === 'literal' ? part.header : '') + partOctets(part).toString('latin1');
    })
    .join('');
}

function write(build: (writer: CommandWriter) => CommandWriter, mode = plain): string {
  return octets(build(new CommandWriter(mode)).finish());
}

function refused(build: (writer: CommandWriter) => CommandWriter, mode = plain): void {
  assert.throws(
    () => build(new CommandWriter(mode)).finish(),
    (error) =>
      error instanceof ImapError && error.detail.kind === 'invalid-argument' && !/[\r\n\0]/.test(error.message),
  );
}

const strings: readonly (readonly [value: string, mode: WriterMode, wire: string])[] = [
  ['abc', plain, 'abc'],
  ['a]b', plain, 'a]b'],
  ['', plain, '""'],
  ['NIL', plain, '"NIL"'],
  ['nil', plain, '"nil"'],
  ['nilx', plain, 'nilx'],
  ['a b', plain, '"a b"'],
  ['a"b\\c', plain, '"a\\"b\\\\c"'],
  ['{5}', plain, '"{5}"'],
  ['a(', plain, '"a("'],
  ['*', plain, '"*"'],
  ['a\tb', plain, '"a\tb"'],
  ['a\r\nb', plain, '{4}\r\na\r\nb'],
  ['a\rb', plus, '{3+}\r\na\rb'],
  ['a\nb', minus, '{3+}\r\na\nb'],
  ['grün', plain, '{5}\r\ngr\xc3\xbcn'],
  ['grün', utf8, '"gr\xc3\xbcn"'],
  ['grün\n', utf8, '{6}\r\ngr\xc3\xbcn\n'],
  ['x'.repeat(500), plain, 'x'.repeat(500)],
  ['x y'.repeat(200), plain, `{600}\r\n${'x y'.repeat(200)}`],
];

for (const [value, mode, wire] of strings) {
  test(`astring ${JSON.stringify(value.slice(0, 20))} goes out as ${JSON.stringify(wire.slice(0, 20))}`, () => {
    assert.equal(
      write((out) => out.text('A '.trimEnd()).sp().astring(value), mode),
      `A ${wire}\r\n`,
    );
  });
}

test('string is never an atom; nstring may be NIL', () => {
  assert.equal(
    write((out) => out.string('abc').sp().nstring(null).sp().nstring('x')),
    '"abc" NIL "x"\r\n',
  );
});

test('NUL never goes out but in literal8', () => {
  for (const build of [
    (out: CommandWriter) => out.astring('a\0'),
    (out: CommandWriter) => out.string('\0'),
    (out: CommandWriter) => out.secret('a\0'),
    (out: CommandWriter) => out.secretText('a\0'),
    (out: CommandWriter) => out.text('a\0'),
    (out: CommandWriter) => out.mailbox({ wire: 'a\0', display: 'a' }),
    (out: CommandWriter) => out.literal(latin1('a\0')),
    (out: CommandWriter) => out.flags(['a\0']),
    (out: CommandWriter) => out.listPattern('a\0'),
  ])
    refused(build);
  assert.equal(
    write((out) => out.literal8(latin1('a\0')), plus),
    '~{2}\r\na\0\r\n',
  );
});

test('line breaks are refused where no literal can be', () => {
  for (const bad of ['a\r\nb', 'a\nb', 'a\rb', '\r', '\n']) {
    refused((out) => out.text(bad));
    refused((out) => out.atom(bad));
    refused((out) => out.flags([bad]));
    refused((out) => out.secretText(bad));
    refused((out) => out.section(bad));
    refused((out) => out.section(`HEADER.FIELDS (${bad})`));
  }
});

test('verbatim text cannot make the server swallow the next command', () => {
  for (const bad of ['NOOP {5}', 'X {5+}', 'X ~{5}', 'X {5-}']) refused((out) => out.text(bad));
  assert.equal(
    write((out) => out.text('X "{5}"')),
    'X "{5}"\r\n',
  );
  assert.equal(
    write((out) => out.text('X {a}')),
    'X {a}\r\n',
  );
});

test('atoms and numbers', () => {
  assert.equal(
    write((out) =>
      out
        .atom('AUTH=PLAIN')
        .sp()
        .number(4294967296)
        .sp()
        .number(1n << 63n),
    ),
    'AUTH=PLAIN 4294967296 9223372036854775808\r\n',
  );
  for (const bad of ['', 'a b', 'a"', 'ü', '(', 'a]', '*', '%', '\\', '{']) refused((out) => out.atom(bad));
  for (const bad of [-1, 1.5, NaN, Infinity, -1n]) refused((out) => out.number(bad));
});

test('mailboxes go back octet for octet', () => {
  assert.equal(
    write((out) => out.mailbox(mailboxFromDisplay('Entwürfe', false))),
    'Entw&APw-rfe\r\n',
  );
  assert.equal(
    write((out) => out.mailbox(mailboxFromWire('a b"', false))),
    '"a b\\""\r\n',
  );
  assert.equal(
    write((out) => out.mailbox(mailboxFromWire('\xff\xfe', false))),
    '{2}\r\n\xff\xfe\r\n',
  );
  assert.equal(
    write((out) => out.mailbox(mailboxFromDisplay('Entwürfe', true)), utf8),
    '"Entw\xc3\xbcrfe"\r\n',
  );
  assert.equal(
    write((out) => out.mailbox(mailboxFromWire('a\r\nb', false))),
    '{4}\r\na\r\nb\r\n',
  );
  assert.equal(
    write((out) => out.mailbox(mailboxFromWire('NIL', false))),
    '"NIL"\r\n',
  );
  assert.equal(
    write((out) => out.listPattern('%').sp().listPattern('a*"')),
    '"%" "a*\\""\r\n',
  );
});

test('flags are checked', () => {
  assert.equal(
    write((out) => out.flags(['\\Seen', '$Forwarded', 'a]b', 'Junk'])),
    '(\\Seen $Forwarded a]b Junk)\r\n',
  );
  assert.equal(
    write((out) => out.flags([])),
    '()\r\n',
  );
  for (const bad of [
    '',
    ' ',
    'a b',
    '\\',
    '\\*',
    '\\Recent',
    '\\recent',
    'a)',
    '(a',
    'a"',
    'a\\b',
    '\\a\\b',
    '{5}',
    'a%',
    'grün',
    '*',
    'a\x7f',
  ])
    refused((out) => out.flags([bad]));
});

test('sets', () => {
  assert.equal(
    write((out) =>
      out.set([
        { from: 1, to: 5 },
        { from: 9, to: 4294967295 },
      ]),
    ),
    '1:5,9:4294967295\r\n',
  );
  assert.equal(
    write((out) => out.set([uid(1), uid(2), uid(5)])),
    '1:2,5\r\n',
  );
  const bad: readonly (readonly { from: number; to: number }[])[] = [
    [],
    [{ from: 0, to: 1 }],
    [{ from: 2, to: 1 }],
    [{ from: 1, to: 4294967296 }],
    [{ from: 1.5, to: 2 }],
    [{ from: NaN, to: 2 }],
    [{ from: 1, to: Infinity }],
  ];
  for (const set of bad) refused((out) => out.set(set));
  for (const set of [[], [0], [-5], [1, NaN], [1.5]]) refused((out) => out.set(set));
});

test('dates', () => {
  const date = new Date('2024-02-05T09:08:07Z');
  assert.equal(
    write((out) => out.dateTime(date).sp().date(date)),
    '" 5-Feb-2024 09:08:07 +0000" 5-Feb-2024\r\n',
  );
  refused((out) => out.date(new Date(NaN)));
});

test('sections', () => {
  for (const [spec, wire] of [
    ['', '[]'],
    ['1', '[1]'],
    ['1.2.header', '[1.2.HEADER]'],
    ['TEXT', '[TEXT]'],
    ['2.MIME', '[2.MIME]'],
    ['HEADER.FIELDS (Subject Message-ID)', '[HEADER.FIELDS (SUBJECT MESSAGE-ID)]'],
    ['1.HEADER.FIELDS.NOT (X)', '[1.HEADER.FIELDS.NOT (X)]'],
    ['HEADER.FIELDS (a"b)', '[HEADER.FIELDS ("A\\"B")]'],
  ] as const)
    assert.equal(
      write((out) => out.section(spec)),
      `${wire}\r\n`,
    );
  for (const bad of [
    '0',
    '1.',
    'MIME',
    '1]',
    'FOO',
    '1 2',
    '] NOOP',
    'HEADER.FIELDS ()',
    'HEADER.FIELDS',
    'HEADER.FIELDS (a)) x (b)',
  ])
    refused((out) => out.section(bad));
});

test('literals wait unless the server said they need not', () => {
  const sync = (mode: WriterMode, size: number, binary = false): boolean => {
    const bytes = Buffer.alloc(size, 0x61);
    const out = new CommandWriter(mode).text('A ');
    return hasSynchronisingLiteral((binary ? out.literal8(bytes) : out.literal(bytes)).finish());
  };
  assert.deepEqual(
    [sync(plain, 1), sync(minus, 4096), sync(minus, 4097), sync(plus, 100_000), sync(plus, 1, true)],
    [true, false, true, false, true],
  );
});

test('a streamed literal', async () => {
  const source = (async function* (): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(latin1('abc'));
  })();
  const parts = new CommandWriter(plus).text('A1 APPEND INBOX ').stream(3, source).finish();
  assert.deepEqual(parts, [
    { kind: 'text', text: 'A1 APPEND INBOX ' },
    { kind: 'stream', header: '{3+}\r\n', size: 3, source, sync: false },
    { kind: 'text', text: '\r\n' },
  ]);
  for await (const chunk of source) assert.equal(chunk.length, 3);
  refused((out) => out.stream(-1, source));
  refused((out) => out.stream(NaN, source));
});

test('secrets are parts of their own and never traced', () => {
  for (const [password, mode] of [
    ['secret', plain],
    ['se"cret x', plain],
    ['gehe\u00efm', plain],
    ['gehe\u00efm', utf8],
    ['a\r\nb', plus],
  ] as const) {
    const parts = new CommandWriter(mode).text('A1 LOGIN ').astring('me').sp().secret(password).finish();
    const trace = JSON.stringify(traceParts(parts));
    assert.ok(!/secret x|"secret"|gehe|a\\r/.test(trace.replace('"kind":"secret"', '')), trace);
    assert.match(trace, /"kind":"secret","size":\d+/);
    assert.ok(octets(parts).startsWith('A1 LOGIN me '));
  }
  assert.equal(
    write((out) => out.secret('se"c')),
    '"se\\"c"\r\n',
  );
  assert.equal(
    write((out) => out.secret('abc')),
    '"abc"\r\n',
  );
  assert.equal(
    write((out) => out.text('A AUTHENTICATE PLAIN ').secretText('AGE=')),
    'A AUTHENTICATE PLAIN AGE=\r\n',
  );
  assert.deepEqual(traceParts(secretLine('AGE=')), [{ kind: 'secret', size: 4 }]);
  assert.equal(octets(secretLine('AGE=')), 'AGE=\r\n');
});

test('the trace folds literals to their sizes', () => {
  const parts = new CommandWriter(plain).text('A1 SEARCH TEXT ').astring('grün').sp().astring('b').finish();
  assert.deepEqual(traceParts(parts), [
    { kind: 'text', text: 'A1 SEARCH TEXT {5}' },
    { kind: 'literal', size: 5 },
    { kind: 'text', text: ' b' },
  ]);
  assert.deepEqual(traceParts(new CommandWriter(utf8).text('A ').astring('ü').finish()), [
    { kind: 'text', text: 'A "ü"' },
  ]);
});

test('property: no argument breaks out of its field', () => {
  const hostile = fc.string({
    unit: fc.constantFrom('a', '"', '\\', '\r', '\n', '{', '5', '}', ' ', '(', ')', 'ü', '*', ']'),
    maxLength: 12,
  });
  fc.assert(
    fc.property(hostile, fc.constantFrom(plain, plus, minus, utf8), (value, mode) => {
      for (const mailbox of [false, true]) {
        const out = new CommandWriter(mode).text('A ');
        const parts = (mailbox ? out.mailbox(mailboxFromDisplay(value, mode.utf8)) : out.astring(value))
          .text(' END')
          .finish();
        const text = parts
          .filter((part) => part.kind === 'text')
          .map((part) => part.text)
          .join('|');
        // Outside literals there is one line end, the last octets, and one quoted string at most.
        assert.equal(text.indexOf('\r'), text.length - 2);
        assert.equal(text.indexOf('\n'), text.length - 1);
        assert.match(
          text,
          mode.utf8
            ? /^A (?:[^\s"\\(){*%\x7f-\xff]+|"(?:[^"\\]|\\["\\])*"|\|) END\r\n$/
            : /^A (?:[^\s"\\(){*%\x7f-\xff]+|"(?:[^"\\\x80-\xff]|\\["\\])*"|\|) END\r\n$/,
        );
      }
    }),
    { numRuns: 1000 },
  );
});
