import assert from 'node:assert/strict';
import { test } from 'node:test';
import { QuirkCounter } from '../../../extension/imap/grammar/quirk-counter.ts';
import { Reader } from '../../../extension/imap/session/reader.ts';
import { SessionView } from '../../../extension/imap/session/view.ts';
import { ResponseSplitter } from '../../../extension/imap/wire/splitter.ts';

/** Responses and counted tolerances when the octets come in pieces of `size`. */
function read(text: string, size: number): { readonly responses: readonly unknown[]; readonly zeros: number } {
  const octets = Buffer.from(text, 'latin1');
  const quirks = new QuirkCounter();
  const reader = new Reader(quirks);
  const view = new SessionView();
  const responses: unknown[] = [];
  const ignore = (): void => undefined;
  const splitter = new ResponseSplitter({
    frame: (frame) => responses.push(reader.read(frame, view)),
    unfinished: (bytes, length) => reader.unfinished(bytes, length),
    literalStart: ignore,
    literalChunk: ignore,
    literalEnd: ignore,
    violation: ignore,
  });
  for (let at = 0; at < octets.length; at += size) splitter.push(octets.subarray(at, at + size));
  return { responses, zeros: quirks.count('zero-sequence-number') };
}

const numbers = Array.from({ length: 300 }, (_, index) => ` ${index * 7 + 1}`).join('');
const lines: readonly (readonly [name: string, line: string])[] = [
  ['numbers', `* SEARCH${numbers}`],
  ['two lines', `* search${numbers}\r\n*  SORT 5 4 3${numbers}`],
  ['zeros, spaces and MODSEQ', `* SEARCH 0${numbers}  0  17 (MODSEQ 42)${numbers} 0 (MODSEQ 43) `],
  ['a number too large', `* SEARCH${numbers} 4294967296${numbers}`],
  ['something else', `* SEARCH${numbers} x${numbers}\r\n* SEARCH 1`],
  ['a literal', `* SEARCH${numbers} {3}\r\nabc 4\r\n* SEARCH${numbers}`],
  ['no search', `* SEARCHES${numbers}\r\n* STATUS INBOX (MESSAGES 4)\r\n* SORT${numbers}`],
];

for (const [name, line] of lines) {
  test(`a search result reads the same however its octets come: ${name}`, () => {
    const whole = read(`${line}\r\n`, Infinity);
    assert.ok(whole.responses.length > 0);
    for (const size of [1, 3, 7, 64, 257, 300, 1000]) assert.deepEqual(read(`${line}\r\n`, size), whole);
  });
}

test('what came of a response that never ended is not part of the next', () => {
  const reader = new Reader(new QuirkCounter());
  const begun = Buffer.from(`* SEARCH${numbers}`);
  reader.unfinished(begun, begun.length);
  reader.forget();
  const frame = { bytes: Buffer.from('* SEARCH 5'), literals: [] };
  assert.deepEqual(reader.read(frame, new SessionView()), { type: 'search', numbers: [5], modSeq: null });
});
