import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TraceStore } from '../../../extension/log/trace-store.ts';
import type { TraceChange } from '../../../extension/log/trace-store.ts';
import { ada, bob, said } from './records.ts';

test('records are kept by connection, connections by account', () => {
  const store = new TraceStore();
  store.sink(ada)(said('sent', 'a1 NOOP', { connection: 2 }));
  store.sink(bob)(said('sent', 'b1 NOOP', { connection: 1 }));
  store.sink(ada)(said('received', 'a1 OK', { connection: 2, index: 1 }));
  assert.deepEqual(
    store.connections().map((trace) => trace.connection),
    [1, 2],
  );
  assert.deepEqual(
    store.connections(ada.id).map((trace) => [trace.connection, trace.ring.length]),
    [[2, 2]],
  );
  assert.equal(store.get(1)?.account, bob);
  assert.equal(store.get(9), undefined);
});

test('each connection is bounded: a chatty one does not push out another', () => {
  const store = new TraceStore({ bytesPerConnection: 10_000 });
  store.add(ada, said('sent', 'a1 NOOP', { connection: 1 }));
  for (let index = 0; index < 1000; index += 1)
    store.add(ada, said('received', 'x'.repeat(100), { connection: 2, index }));
  assert.equal(store.get(1)?.ring.length, 1);
  assert.ok((store.get(2)?.ring.bytes ?? Infinity) <= 10_000);
  const last = [...(store.get(2)?.ring ?? [])].at(-1);
  assert.equal(last?.index, 999);
});

test('of too many connections the one silent longest makes room, not the one that still speaks', () => {
  const store = new TraceStore({ connections: 2 });
  const changes: TraceChange[] = [];
  store.onChange((change) => void changes.push(change));
  store.add(ada, said('sent', '1', { connection: 1 }));
  store.add(ada, said('sent', '2', { connection: 2 }));
  store.add(ada, said('sent', '1', { connection: 1, index: 1 }));
  store.add(bob, said('sent', '3', { connection: 3 }));
  assert.deepEqual(
    store.connections().map((trace) => trace.connection),
    [1, 3],
  );
  assert.deepEqual(
    changes.filter((change) => change.kind === 'forgotten').map((change) => [change.connection, change.account]),
    [[2, ada.id]],
  );
});

test('clearing forgets every connection and says so', () => {
  const store = new TraceStore();
  store.add(ada, said('sent', '1', { connection: 1 }));
  store.add(bob, said('sent', '2', { connection: 2 }));
  const forgotten: number[] = [];
  store.onChange((change) => void (change.kind === 'forgotten' && forgotten.push(change.connection)));
  store.clear();
  assert.deepEqual(forgotten, [1, 2]);
  assert.equal(store.connections().length, 0);
});
