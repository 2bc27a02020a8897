import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatDate, formatDateTime, parseDateTime } from '../../../extension/imap/wire/datetime.ts';
import { latin1 } from './grammar-support.ts';

function parse(text: string): string | null {
  const bytes = latin1(`<${text}>`);
  const time = parseDateTime(bytes, 1, bytes.length - 1);
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

const dates: readonly (readonly [text: string, iso: string | null])[] = [
  ['17-Jul-1996 02:44:25 -0700', '1996-07-17T09:44:25.000Z'],
  [' 1-Jan-2024 00:00:00 +0000', '2024-01-01T00:00:00.000Z'],
  ['1-Jan-2024 00:00:00 +0000', '2024-01-01T00:00:00.000Z'],
  ['29-Feb-2024 23:59:60 +0530', '2024-02-29T18:30:00.000Z'],
  ['01-may-2024 00:00:00 +0000', '2024-05-01T00:00:00.000Z'],
  ['31-Dec-1969 23:59:59 +0000', '1969-12-31T23:59:59.000Z'],
  ['01-Jan-0050 00:00:00 +0000', '0050-01-01T00:00:00.000Z'],
  ['01-Jan-0001 00:00:00 +0100', '0000-12-31T23:00:00.000Z'],
  ['16.Mar.2009 10:00:00 GMT', '2009-03-16T10:00:00.000Z'],
  ['16-Mar-2009 10:00', '2009-03-16T10:00:00.000Z'],
  ['16-Mar-2009', '2009-03-16T00:00:00.000Z'],
  ['00-Jan-0000 00:00:00 +0000', null],
  ['30-Feb-2024 00:00:00 +0000', null],
  ['29-Feb-2023 00:00:00 +0000', null],
  ['31-Apr-2023 00:00:00 +0000', null],
  ['01-Foo-2024 00:00:00 +0000', null],
  ['01-Jux-2024 00:00:00 +0000', null],
  ['01-Jan-2024 25:00:00 +0000', null],
  ['01-Jan-2024 00:61:00 +0000', null],
  ['01-Jan-2024 00:00:61 +0000', null],
  ['xx-Jan-2024 00:00:00 +0000', null],
  ['01/Jan/2024 00:00:00 +0000', null],
  ['', null],
  ['yesterday', null],
];

for (const [text, iso] of dates) {
  test(`date ${JSON.stringify(text)}`, () => {
    assert.equal(parse(text), iso);
  });
}

test('every month', () => {
  const names = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  names.forEach((name, month) => {
    assert.equal(parse(`05-${name}-2024 01:02:03 +0000`), new Date(Date.UTC(2024, month, 5, 1, 2, 3)).toISOString());
    assert.equal(
      parse(`5-${name.toUpperCase()}-2024 01:02:03 +0000`),
      new Date(Date.UTC(2024, month, 5, 1, 2, 3)).toISOString(),
    );
  });
});

test('what goes out', () => {
  assert.equal(formatDateTime(new Date('2024-02-05T09:08:07Z')), ' 5-Feb-2024 09:08:07 +0000');
  assert.equal(formatDateTime(new Date('1996-12-31T23:59:59Z')), '31-Dec-1996 23:59:59 +0000');
  assert.equal(formatDate(new Date('2024-02-05T23:00:00Z')), '5-Feb-2024');
});

test('property: what goes out comes back', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true }),
      (date) => {
        const seconds = new Date(Math.floor(date.getTime() / 1000) * 1000);
        assert.equal(parse(formatDateTime(seconds)), seconds.toISOString());
      },
    ),
  );
});
