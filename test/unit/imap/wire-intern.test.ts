import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { asciiText, lowerCase, Shared } from '../../../extension/imap/wire/intern.ts';
import { fetchOf } from './grammar-support.ts';

const ascii = fc.uint8Array({ maxLength: 40, max: 0x7f });

test('an interned text is what the octets say, whoever had its slot before', () => {
  fc.assert(
    fc.property(fc.array(ascii, { maxLength: 200 }), (texts) => {
      for (const text of [...texts, ...texts]) {
        const bytes = Buffer.concat([Buffer.from('"'), text, Buffer.from('"')]);
        assert.equal(asciiText(bytes, 1, bytes.length - 1), Buffer.from(text).toString('latin1'));
      }
    }),
  );
  // Alike in every octet that the slot is chosen by.
  const alike = ['abcdefghijklmnop', 'abxdefghijklmnop', 'abcdefghijkxmnop'].map((text) => Buffer.from(text));
  for (const bytes of [...alike, ...alike]) assert.equal(asciiText(bytes, 0, bytes.length), bytes.toString());
});

test('lower case is that of the language, fast or not', () => {
  for (const text of ['', 'plain', 'PLAIN', 'x-Y', 'é', 'ÄÖ', 'a@Z['])
    assert.equal(lowerCase(text), text.toLowerCase());
});

test('a shared value is found by its octets only, and the octets are a copy', () => {
  const shared = new Shared<string>(2);
  const bytes = Buffer.from('(one)(two)(one)');
  assert.equal(shared.find(bytes, 0, 5), null);
  shared.keep(bytes, 0, 5, 'value');
  assert.equal(shared.find(bytes, 10, 15), 'value');
  assert.equal(shared.find(bytes, 5, 10), null);
  assert.equal(shared.find(bytes, 10, 14), null);
  bytes.write('(two)', 0);
  assert.equal(shared.find(bytes, 0, 5), null);
  assert.equal(shared.find(bytes, 10, 15), 'value');
});

test('parameters that repeat are shared, deviations in them are counted each time', () => {
  const bodyOf = (parameters: string): ReturnType<typeof fetchOf> =>
    fetchOf(`BODYSTRUCTURE ("text" "plain" ${parameters} NIL NIL "7bit" 1 1)`);
  const parametersOf = (text: string): unknown => bodyOf(text).fetch.bodyStructure?.parameters;
  const charset = '("charset" "utf-8")';
  assert.equal(parametersOf(charset), parametersOf(charset));
  assert.deepEqual(parametersOf(charset), new Map([['charset', 'utf-8']]));
  assert.deepEqual(parametersOf('("charset" "UTF-8")'), new Map([['charset', 'UTF-8']]));
  assert.notEqual(parametersOf('("name" "a")'), parametersOf('("name" "a")'));
  for (const odd of ['("charset" NIL)', '("charset" ("a"))', '("charset" "a"b")', '("charset" "ä")']) {
    for (const time of ['first', 'second']) {
      const { fetch, quirks } = bodyOf(odd);
      assert.ok(fetch.bodyStructure !== undefined && quirks().length > 0, `${odd}, the ${time} time`);
    }
  }
});

test('the few octets of what is kept hold on to no more than themselves', (t) => {
  // What is kept cannot be seen; whether it has memory of its own can.
  const own = t.mock.method(Buffer, 'allocUnsafeSlow');
  const parameters = Buffer.from('("charset" "utf-8")');
  new Shared<string>(2).keep(parameters, 0, parameters.length, 'value');
  const flags = '(\\Seen $KeptForLong';
  fetchOf(`UID 1 FLAGS ${flags})`);
  const sizes = own.mock.calls.map((call) => call.arguments[0]);
  assert.deepEqual(sizes, [parameters.length, flags.length]);
});
