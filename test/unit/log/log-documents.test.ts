import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { accountAddress, connectionAddress, parseAddress } from '../../../extension/log/log-address.ts';
import { Refresh, refreshInterval } from '../../../extension/log/refresh.ts';
import { formatRecord } from '../../../extension/log/transcript.ts';
import { HandClock } from '../notifications/fakes.ts';
import { ada, happened, said } from './records.ts';

test('addresses of documents lead back to what they show', () => {
  assert.deepEqual(connectionAddress(ada, 3), { path: '/ada@example.org/connection 3.imaplog', query: '' });
  assert.deepEqual(parseAddress(connectionAddress(ada, 3)), { kind: 'connection', connection: 3 });
  assert.deepEqual(parseAddress(accountAddress(ada)), { kind: 'account', account: ada.id });
  assert.equal(parseAddress({ path: '/x/other.txt', query: '' }), null);
  assert.equal(parseAddress({ path: '/x/all connections.imaplog', query: '' }), null);
});

test('a label never climbs out of its folder', () => {
  for (const label of ['../../etc', 'a/b\\c', '..', '.', '']) {
    const { path } = connectionAddress({ ...ada, label }, 1);
    assert.match(path, /^\/[^/\\]+\/connection 1\.imaplog$/);
    assert.doesNotMatch(path, /\/\.\.?\//);
  }
});

test('however often a document is asked for, it is drawn once per interval, and the last request is not lost', () => {
  const clock = new HandClock();
  const drawn: string[] = [];
  const refresh = new Refresh<string>(clock, (key) => void drawn.push(key));
  for (let index = 0; index < 1000; index += 1) refresh.request('a', 100);
  refresh.request('b', 100);
  assert.deepEqual(drawn, []);
  clock.advance(100);
  assert.deepEqual(drawn, ['a', 'b']);
  refresh.request('a', 100);
  clock.advance(99);
  assert.equal(drawn.length, 2);
  clock.advance(1);
  assert.equal(drawn.length, 3);
});

test('what waits can be drawn at once or given up', () => {
  const clock = new HandClock();
  const drawn: string[] = [];
  const refresh = new Refresh<string>(clock, (key) => void drawn.push(key));
  assert.equal(refresh.flush('a'), false);
  refresh.request('a', 100);
  assert.equal(refresh.flush('a'), true);
  refresh.request('b', 100);
  refresh.cancel('b');
  refresh.request('c', 100);
  refresh.dispose();
  clock.advance(1000);
  assert.deepEqual(drawn, ['a']);
});

test('ten a second at most, fewer for long documents', () => {
  assert.ok(refreshInterval(0) >= 100);
  assert.ok(refreshInterval(2_000_000) > refreshInterval(300_000));
  assert.ok(refreshInterval(300_000) > refreshInterval(1000));
});

interface Rule {
  readonly name: string;
  readonly begin?: string;
  readonly match?: string;
}

test('the grammar of the language knows every kind of line that a transcript has', () => {
  const file = new URL('../../../media/imap-log.tmLanguage.json', import.meta.url);
  const { patterns } = JSON.parse(readFileSync(file, 'utf8')) as { readonly patterns: readonly Rule[] };
  const ruleFor = (line: string) =>
    patterns.find((rule) => new RegExp(rule.begin ?? rule.match ?? '', 'u').exec(line)?.index === 0)?.name;
  const record = (text: string) => formatRecord(said('received', text));
  const lines: readonly (readonly [string, string])[] = [
    ['# ada@example.org · connection 1', 'comment.line.heading.imap-log'],
    [formatRecord(happened({ kind: 'closed', reason: 'x' })), 'comment.line.event.imap-log'],
    [formatRecord(said('sent', 'a1 UID FETCH 1:* (FLAGS)')), 'meta.line.sent.imap-log'],
    [formatRecord(said('sent', 'DONE')), 'meta.line.sent.imap-log'],
    [formatRecord(said('received', '* OK hi', { trusted: false })), 'meta.line.received.not-trusted.imap-log'],
    [record('a1 NO [OVERQUOTA] Full'), 'meta.line.received.status.imap-log'],
    [record('* BYE'), 'meta.line.received.status.imap-log'],
    [record('* 12 FETCH (UID 8)'), 'meta.line.received.imap-log'],
    [record('+ idling'), 'meta.line.received.imap-log'],
    [record('garbage'), 'meta.line.received.imap-log'],
    [`#3 ${record('* 1 EXISTS')}`, 'meta.line.received.imap-log'],
  ];
  for (const [line, name] of lines) assert.equal(ruleFor(line), name, line);
});
