import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeAt } from '../../../extension/log/code-at.ts';

const line = '12:34:56.789 S: * OK [ALERT] Look [here] and [OVERQUOTA] there';

test('a code is found where the pointer is on it, in any case', () => {
  assert.deepEqual(codeAt(line, line.indexOf('ALERT')), { name: 'ALERT', start: 22, end: 27 });
  assert.equal(codeAt(line, line.indexOf('OVERQUOTA') + 4)?.name, 'OVERQUOTA');
  assert.equal(codeAt('12:34:56.789 S: A1 no [trycreate] x', 25)?.name, 'TRYCREATE');
});

test('a status is found behind its tag', () => {
  assert.equal(codeAt(line, line.indexOf('OK'))?.name, 'OK');
  assert.equal(codeAt('12:34:56.789 S: A7 BAD what', 20)?.name, 'BAD');
});

test('also in the log of all connections, and in what was not trusted', () => {
  assert.equal(codeAt('#3 12:34:56.789 S: * NO [ALERT] x', 26)?.name, 'ALERT');
  assert.equal(codeAt('12:34:56.789 S [received before encryption, not trusted]: * NO [ALERT] x', 65)?.name, 'ALERT');
});

test('words in brackets, what the client sent and the rest of the line are no codes', () => {
  assert.equal(codeAt(line, line.indexOf('here')), null);
  assert.equal(codeAt(line, line.indexOf('Look')), null);
  assert.equal(codeAt('12:34:56.789 C: A1 FETCH 1 BODY[ALERT]', 34), null);
  assert.equal(codeAt('12:34:56.789 S: * 1 FETCH (BODY[HEADER] {3 B})', 33), null);
  assert.equal(codeAt('12:34:56.789 S: * OK [UNSOLICITED] x', 25), null);
});
