import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectionText, mergedText } from '../../../extension/log/log-text.ts';
import type { LogText } from '../../../extension/log/log-text.ts';
import { TraceStore } from '../../../extension/log/trace-store.ts';
import { ada, said } from './records.ts';

function traceOf(store: TraceStore, connection: number) {
  const trace = store.get(connection);
  assert.ok(trace);
  return trace;
}

function lineAt(log: LogText, connection: number, index: number): string | undefined {
  const line = log.lineOf(connection, index);
  return line === null ? undefined : log.text().split('\n')[line];
}

test('a heading, then a line for each record, and each record finds its line', () => {
  const store = new TraceStore();
  for (let index = 0; index < 3; index += 1) store.add(ada, said('sent', `command ${index}`, { connection: 7, index }));
  const log = connectionText(traceOf(store, 7));
  const lines = log.text().split('\n');
  assert.equal(lines[0], '# ada@example.org · connection 7');
  assert.equal(lines.length, 5);
  assert.equal(lines.at(-1), '');
  for (let index = 0; index < 3; index += 1)
    assert.match(lineAt(log, 7, index) ?? '', new RegExp(`C: command ${index}$`));
  assert.equal(log.lineOf(7, 3), null);
  assert.equal(log.lineOf(8, 0), null);
});

test('when old records drop out the document says so and lines are still found', () => {
  const store = new TraceStore({ bytesPerConnection: 5000 });
  for (let index = 0; index < 100; index += 1)
    store.add(ada, said('received', `line ${index}`, { connection: 7, index }));
  const trace = traceOf(store, 7);
  const first = [...trace.ring][0]?.index ?? 0;
  assert.ok(first > 0);
  const log = connectionText(trace);
  assert.equal(log.text().split('\n')[1], `# ${first} earlier lines are no longer kept`);
  assert.match(lineAt(log, 7, 99) ?? '', /S: line 99$/);
  assert.match(lineAt(log, 7, first) ?? '', new RegExp(`S: line ${first}$`));
  assert.equal(log.lineOf(7, first - 1), null);
});

test('a connection that was forgotten and speaks again starts where its numbers are', () => {
  const store = new TraceStore();
  store.add(ada, said('received', 'line 500', { connection: 7, index: 500 }));
  assert.match(lineAt(connectionText(traceOf(store, 7)), 7, 500) ?? '', /line 500$/);
});

test('all connections of an account stand in order of time, each line with its number', () => {
  const store = new TraceStore();
  store.add(ada, said('sent', 'first', { connection: 1, index: 0, at: 100 }));
  store.add(ada, said('sent', 'third', { connection: 1, index: 1, at: 300 }));
  store.add(ada, said('sent', 'second', { connection: 2, index: 0, at: 200 }));
  store.add(ada, said('sent', 'fourth', { connection: 2, index: 1, at: 300 }));
  const log = mergedText(store.connections(ada.id));
  const lines = log.text().trimEnd().split('\n');
  assert.equal(lines[0], '# ada@example.org · all connections');
  assert.deepEqual(
    lines.slice(1).map((line) => line.replace(/ .* C: /, ' ')),
    ['#1 first', '#2 second', '#1 third', '#2 fourth'],
  );
  assert.match(lineAt(log, 2, 0) ?? '', /second$/);
});

test('of a very long log of all connections the newest lines are shown', () => {
  const store = new TraceStore();
  for (let index = 0; index < 10; index += 1) {
    store.add(ada, said('sent', `one ${index}`, { connection: 1, index, at: index }));
    store.add(ada, said('sent', `two ${index}`, { connection: 2, index, at: index }));
  }
  const log = mergedText(store.connections(), 4);
  const lines = log.text().trimEnd().split('\n');
  assert.equal(lines[1], '# 16 earlier lines are left out here');
  assert.deepEqual(
    lines.slice(2).map((line) => line.replace(/.*C: /, '')),
    ['one 8', 'two 8', 'one 9', 'two 9'],
  );
  assert.equal(log.lineOf(1, 0), null);
});

test('a label with hostile characters is harmless in the heading', () => {
  const store = new TraceStore();
  store.add({ ...ada, label: 'x\n12:00:00.000 S: forged\u202e' }, said('sent', 'a', { connection: 1 }));
  assert.equal(
    connectionText(traceOf(store, 1)).text().split('\n')[0],
    '# x ⏎ 12:00:00.000 S: forged⟨U+202E⟩ · connection 1',
  );
});
