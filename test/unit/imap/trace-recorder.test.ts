import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TraceRecord } from '../../../extension/imap/trace/record.ts';
import { TraceRecorder } from '../../../extension/imap/trace/recorder.ts';
import { TraceRing } from '../../../extension/imap/trace/ring.ts';
import { Secrets } from '../../../extension/imap/trace/secrets.ts';

function record(index: number, text = 'x', connection = 1): TraceRecord {
  return { type: 'line', direction: 'sent', trusted: true, parts: [{ kind: 'text', text }], at: 0, connection, index };
}

test('literals are folded to their sizes, streamed ones too', () => {
  const records: TraceRecord[] = [];
  const recorder = new TraceRecorder(7, (one) => records.push(one));
  recorder.received(
    {
      bytes: Buffer.from('* X {3}\r\nabc {5}\r\n tail\r\n'),
      literals: [
        { start: 9, size: 3, streamed: false },
        { start: 18, size: 5, streamed: true },
      ],
    },
    true,
  );
  const [line] = records;
  assert.ok(line?.type === 'line');
  assert.deepEqual(line.parts, [
    { kind: 'text', text: '* X {3}' },
    { kind: 'literal', size: 3 },
    { kind: 'text', text: ' {5}' },
    { kind: 'literal', size: 5 },
    { kind: 'text', text: ' tail' },
  ]);
  assert.equal(line.connection, 7);
});

test('octets are read as UTF-8 where they are that, else one character each', () => {
  const texts: string[] = [];
  const recorder = new TraceRecorder(1, (one) => {
    if (one.type === 'line' && one.parts[0]?.kind === 'text') texts.push(one.parts[0].text);
  });
  recorder.received({ bytes: Buffer.from('* OK grüezi'), literals: [] }, true);
  recorder.received({ bytes: Buffer.from('* OK gr\xfcezi', 'latin1'), literals: [] }, true);
  assert.deepEqual(texts, ['* OK grüezi', '* OK grüezi']);
});

test('a very long line is cut in the log', () => {
  const records: TraceRecord[] = [];
  const recorder = new TraceRecorder(1, (one) => records.push(one));
  recorder.received({ bytes: Buffer.from(`* SEARCH ${'1 '.repeat(100_000)}`), literals: [] }, true);
  const [line] = records;
  assert.ok(line?.type === 'line' && line.parts[0]?.kind === 'text');
  assert.ok(line.parts[0].text.length < 70_000);
  assert.match(line.parts[0].text, /more octets/);
});

test('a line of many literals is cut as a whole, on either way', () => {
  const ring = new TraceRing({ maxBytes: 1024 * 1024 });
  const recorder = new TraceRecorder(1, ring.add);
  for (const filler of ['', 'x'.repeat(60_000)]) {
    const piece = `${filler} {1}\r\na`;
    const bytes = Buffer.from(`* XBIG${piece.repeat(filler === '' ? 100_000 : 200)}`);
    const literals = [...bytes.toString('latin1').matchAll(/\r\na/g)].map(({ index }) => ({
      ...{ start: index + 2, size: 1, streamed: false },
    }));
    recorder.received({ bytes, literals }, true);
    const parts = literals.flatMap(() => [
      { kind: 'text', text: piece } as const,
      { kind: 'literal', size: 1 } as const,
    ]);
    recorder.sent(parts, true);
  }
  const secrets = new Secrets();
  secrets.add('hunter2');
  recorder.received({ bytes: Buffer.from(`* BAD ${'hunter2 '.repeat(50_000)}`), literals: [] }, true, secrets);
  assert.equal(ring.length, 5);
  for (const line of ring) {
    assert.ok(line.type === 'line');
    const text = line.parts.reduce((sum, part) => sum + (part.kind === 'text' ? part.text.length : 0), 0);
    assert.ok(text < 66_000 && line.parts.length < 5_000, `${text} characters in ${line.parts.length} parts`);
  }
  assert.ok(ring.bytes < 1024 * 1024);
});

test('the ring keeps the newest within its bound, and positions stay valid', () => {
  const ring = new TraceRing({ maxBytes: 100_000 });
  const seen: number[] = [];
  let dropped = 0;
  const listening = ring.onChange((change) => {
    seen.push(change.added.index);
    dropped += change.dropped;
  });
  for (let i = 0; i < 5000; i++) ring.add(record(i, 'y'.repeat(50)));
  assert.ok(ring.bytes <= 100_000);
  assert.equal(ring.end, 5000);
  assert.equal(ring.first, 5000 - ring.length);
  assert.equal(dropped, ring.first);
  assert.equal(seen.length, 5000);
  assert.equal(ring.at(ring.first - 1), null);
  assert.equal(ring.at(ring.first)?.index, ring.first);
  assert.equal(ring.at(4999)?.index, 4999);
  assert.equal(ring.at(5000), null);
  assert.equal(ring.find(1, 4990), 4990);
  assert.equal(ring.find(1, 0), null);
  assert.deepEqual(
    [...ring].map((one) => one.index),
    Array.from({ length: ring.length }, (_, i) => ring.first + i),
  );
  listening.dispose();
  ring.add(record(5000));
  assert.equal(seen.length, 5000);
  ring.clear();
  assert.equal(ring.length, 0);
  assert.equal(ring.first, 5001);
  ring.add(record(5001));
  assert.equal(ring.at(5001)?.index, 5001);
});

test('one record larger than the bound is kept alone', () => {
  const ring = new TraceRing({ maxBytes: 1000 });
  ring.add(record(0, 'z'.repeat(10_000)));
  ring.add(record(1, 'z'.repeat(10_000)));
  assert.deepEqual(
    [...ring].map((one) => one.index),
    [1],
  );
});
