import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommandWriter } from '../../../extension/imap/wire/writer.ts';
import { traceParts } from '../../../extension/imap/wire/command-part.ts';
import { formatRecord, sizeText, timeOfDay } from '../../../extension/log/transcript.ts';
import { happened, said } from './records.ts';

const noon = () => '12:34:56.789';
const line = (record: Parameters<typeof formatRecord>[0]) => formatRecord(record, noon);

test('what was sent and received is marked', () => {
  assert.equal(line(said('sent', 'a1 NOOP')), '12:34:56.789 C: a1 NOOP');
  assert.equal(line(said('received', 'a1 OK Done')), '12:34:56.789 S: a1 OK Done');
});

test('a literal is folded to its size, once', () => {
  const parts = (head: string) =>
    [
      { kind: 'text', text: head },
      { kind: 'literal', size: 5_200_000 },
      { kind: 'text', text: ')' },
    ] as const;
  const folded = '12:34:56.789 S: * 12 FETCH (BODY[] {5.2 MB})';
  assert.equal(line(said('received', parts('* 12 FETCH (BODY[] {5200000}'))), folded);
  assert.equal(line(said('received', parts('* 12 FETCH (BODY[] {5200000}\r\n'))), folded);
  assert.equal(line(said('received', parts('* 12 FETCH (BODY[] '))), folded);
  assert.equal(line(said('received', parts('* 12 FETCH (BODY[] ~{5200000}'))), folded);
  assert.equal(
    line(
      said('sent', [
        { kind: 'text', text: 'a1 APPEND x {3+}' },
        { kind: 'literal', size: 3 },
      ]),
    ),
    '12:34:56.789 C: a1 APPEND x {3 B}',
  );
});

test('a secret is a length', () => {
  const parts = [
    { kind: 'text', text: 'a1 LOGIN ada ' },
    { kind: 'secret', size: 12 },
  ] as const;
  assert.equal(line(said('sent', parts)), '12:34:56.789 C: a1 LOGIN ada ⟨secret, 12 octets⟩');
});

test('no form of a password comes through: atom, quoted, literal, initial response, continuation', () => {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  for (const canary of ['canary-atom', 'canary "quoted"', 'canary\u00e9 literal', `canary${'x'.repeat(600)}`]) {
    const sasl = base64(`\0ada\0${canary}`);
    const commands = [
      new CommandWriter().text('a1 LOGIN ').astring('ada').sp().secret(canary).finish(),
      new CommandWriter().text('a2 AUTHENTICATE PLAIN ').secretText(sasl).finish(),
      new CommandWriter().secretText(sasl).finish(),
    ];
    for (const parts of commands) {
      const record = said('sent', traceParts(parts));
      const shown = line(record);
      assert.match(shown, /⟨secret, \d+ octets⟩/);
      for (const text of [shown, JSON.stringify(record)]) {
        assert.doesNotMatch(text, /canary/);
        assert.ok(!text.includes(sasl) && !text.includes(base64(canary)));
      }
    }
  }
});

test('what came before encryption is marked as not trusted; what we sent is ours', () => {
  assert.equal(
    line(said('received', '* OK [ALERT] Pay here', { trusted: false })),
    '12:34:56.789 S [received before encryption, not trusted]: * OK [ALERT] Pay here',
  );
  assert.equal(line(said('sent', 'a1 STARTTLS', { trusted: false })), '12:34:56.789 C: a1 STARTTLS');
});

test('events tell what happened', () => {
  assert.equal(
    line(happened({ kind: 'tls', protocol: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' })),
    '12:34:56.789 -- TLS 1.3 TLS_AES_256_GCM_SHA384',
  );
  assert.equal(
    line(happened({ kind: 'connecting', endpoint: 'imap.example.org:993' })),
    '12:34:56.789 -- connecting to imap.example.org:993',
  );
  assert.equal(
    line(happened({ kind: 'connected', endpoint: 'imap.example.org:993', security: 'tls' })),
    '12:34:56.789 -- connected to imap.example.org:993 (tls)',
  );
  assert.equal(
    line(happened({ kind: 'closed', reason: 'the server ended it' })),
    '12:34:56.789 -- closed: the server ended it',
  );
  assert.equal(line(happened({ kind: 'note', text: 'IDLE renewed' })), '12:34:56.789 -- IDLE renewed');
});

test('control, bidi and invisible characters are seen, in lines and in events', () => {
  assert.equal(
    line(said('received', '* OK \u001b]0;x\u0007\u202egnp\u2069')),
    '12:34:56.789 S: * OK ␛]0;x␇⟨U+202E⟩gnp⟨U+2069⟩',
  );
  assert.equal(line(happened({ kind: 'closed', reason: 'a\u001b[2Jb' })), '12:34:56.789 -- closed: a␛[2Jb');
});

test('one record is one line, whatever it holds', () => {
  for (const text of ['a\r\nb', 'a\nb', 'a\rb', 'a\u2028b', 'a\u0085b', 'a\u000bb', 'a\u000cb']) {
    const shown = line(
      said('received', [
        { kind: 'text', text },
        { kind: 'literal', size: 1 },
        { kind: 'text', text },
      ]),
    );
    assert.equal(shown.split(/[\r\n\u000b\u000c\u0085\u2028\u2029]/).length, 1, JSON.stringify(text));
  }
});

test('a line of megabytes is cut, and no character is halved', () => {
  const shown = line(said('received', `* SEARCH ${'1234567 '.repeat(100_000)}`));
  assert.ok(shown.length < 8200);
  assert.match(shown, /… ⟨cut, the line is longer than 8000 characters⟩$/);
  assert.doesNotMatch(line(said('received', '😀'.repeat(9000))), /\p{Cs}/u);
});

test('sizes read well', () => {
  assert.deepEqual([0, 999, 1000, 1500, 999_949, 999_950, 5_200_000, 60_000_000, 3_000_000_000].map(sizeText), [
    '0 B',
    '999 B',
    '1.0 kB',
    '1.5 kB',
    '999.9 kB',
    '1.0 MB',
    '5.2 MB',
    '60.0 MB',
    '3.0 GB',
  ]);
});

test('time is local and always as wide', () => {
  assert.equal(timeOfDay(new Date(2024, 0, 2, 3, 4, 5, 6).getTime()), '03:04:05.006');
});
