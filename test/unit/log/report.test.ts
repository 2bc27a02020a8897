import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reportAround, reportText } from '../../../extension/log/report.ts';
import { TraceStore } from '../../../extension/log/trace-store.ts';
import type { ConnectionTrace } from '../../../extension/log/trace-store.ts';
import { ada, happened, said } from './records.ts';

function traceWith(lines: readonly (readonly ['C' | 'S', string])[]): ConnectionTrace {
  const store = new TraceStore();
  store.add(ada, happened({ kind: 'tls', protocol: 'TLSv1.3', cipher: 'X' }, { index: 0 }));
  lines.forEach(([who, text], index) =>
    store.add(ada, said(who === 'C' ? 'sent' : 'received', text, { index: index + 1 })),
  );
  const trace = store.get(1);
  assert.ok(trace);
  return trace;
}

const withoutTimes = (text: string) => text.split('\n').map((line) => line.replace(/^\d\d:\S+ /, ''));

test('a report holds the exchange of the command, who the server is, and no mail', () => {
  const noise = Array.from(
    { length: 30 },
    (_, index) => ['S', `* ${index + 1} FETCH (ENVELOPE ("secret subject"))`] as const,
  );
  const lines = [
    ['S', '* OK Dovecot ready'],
    ['C', 'a1 ID NIL'],
    ['S', '* ID ("name" "Dovecot")'],
    ['S', 'a1 OK'],
    ...noise,
    ['C', 'a2 UID COPY 1:3 Archive'],
    ['S', '* 7 FETCH (ENVELOPE ("private subject"))'],
    ['S', '* NO Disk is nearly full'],
    ['S', 'a2 NO [SERVERBUG] This should not happen'],
  ] as const;
  const report = reportText(traceWith(lines), lines.length);
  assert.deepEqual(withoutTimes(report), [
    '-- TLS 1.3 X',
    'S: * OK Dovecot ready',
    'S: * ID ("name" "Dovecot")',
    'S: a1 OK',
    'S: * 1 FETCH ⟨data left out⟩',
    '…',
    'C: a2 UID COPY 1:3 Archive',
    'S: * 7 FETCH ⟨data left out⟩',
    'S: * NO Disk is nearly full',
    'S: a2 NO [SERVERBUG] This should not happen',
  ]);
  assert.doesNotMatch(report, /subject/);
});

test('an untagged line is reported with what came before it', () => {
  const lines = Array.from({ length: 50 }, (_, index) => ['S', `* OK line ${index}`] as const);
  const report = withoutTimes(reportText(traceWith([...lines, ['S', '* BAD [CLIENTBUG] What?']]), 51));
  assert.equal(report.at(-1), 'S: * BAD [CLIENTBUG] What?');
  assert.ok(report.includes('S: * OK line 49') && !report.includes('S: * OK line 10'));
});

test('a record that is gone leaves an empty report', () => {
  assert.equal(reportText(traceWith([]), 99), '');
  assert.equal(reportAround(new TraceStore(), 1, 0), '');
});
