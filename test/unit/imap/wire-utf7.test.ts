import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeUtf7, encodeUtf7 } from '../../../extension/imap/wire/utf7.ts';

const names: readonly (readonly [wire: string, display: string])[] = [
  ['INBOX', 'INBOX'],
  ['~peter/mail/&U,BTFw-/&ZeVnLIqe-', '~peter/mail/台北/日本語'],
  ['Entw&APw-rfe', 'Entwürfe'],
  ['&BB4EQgQ,BEAEMAQyBDsENQQ9BD0ESwQ1-', 'Отправленные'],
  ['&2D3egA-', '🚀'],
  ['A &- B', 'A & B'],
  ['&-&-', '&&'],
  ['&APwA9g-&-', 'üö&'],
  ['tab&AAk-', 'tab\t'],
];

for (const [wire, display] of names) {
  test(`${wire} is ${display}`, () => {
    assert.equal(decodeUtf7(wire), display);
    assert.equal(encodeUtf7(display), wire);
  });
}

const broken: readonly (readonly [wire: string, display: string])[] = [
  ['a&b', 'a&b'],
  ['a&', 'a&'],
  ['&&-', '&&'],
  ['R&D-Team', 'R&D-Team'],
  ['&A-', '&A-'],
  ['&APw', '&APw'],
  ['&AP*w-', '&AP*w-'],
  ['&2D0-', '&2D0-'],
  ['&3oA-', '&3oA-'],
  ['&AAAA-', '&AAAA-'],
  ['x&!!-&APw-', 'x&!!-ü'],
  ['gr\xfcn', 'grün'],
  ['gr\xc3\xbcn&APw-', 'grünü'],
  ['\xff\0', 'ÿ\0'],
];

for (const [wire, display] of broken) {
  test(`what does not decode stays visible: ${JSON.stringify(wire)}`, () => {
    assert.equal(decodeUtf7(wire), display);
  });
}

test('property: every text comes back, as ASCII in between', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const wire = encodeUtf7(text);
      assert.match(wire, /^[\x20-\x7e]*$/);
      assert.equal(decodeUtf7(wire), text);
    }),
  );
});

test('property: no octets make it throw', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('&', '-', ',', 'A', 'w', '2', '\xff', '\xc3', '\xbc', ' ') }),
      (wire) => {
        assert.equal(typeof decodeUtf7(wire), 'string');
      },
    ),
    { numRuns: 2000 },
  );
});
