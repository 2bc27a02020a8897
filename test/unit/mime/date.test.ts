import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDate } from '../../../extension/mime/date.ts';

const cases: readonly (readonly [text: string, iso: string | null])[] = [
  ['Fri, 21 Nov 1997 09:55:06 -0600', '1997-11-21T15:55:06.000Z'],
  ['21 Nov 97 09:55:06 GMT', '1997-11-21T09:55:06.000Z'],
  [
    'Thu,\r\n      13\r\n        Feb\r\n          1969\r\n      23:32\r\n               -0330 (Newfoundland Time)',
    '1969-02-14T03:02:00.000Z',
  ],
  ['Mon, 1 Jan 2024 00:00 +0000', '2024-01-01T00:00:00.000Z'],
  ['1 Jan 2024 12:00:00 EST', '2024-01-01T17:00:00.000Z'],
  ['1 Jan 2024 12:00:00 XYZ', '2024-01-01T12:00:00.000Z'],
  ['1 Jan 2024 12:00:00', '2024-01-01T12:00:00.000Z'],
  ['Sat, 31 Dec 2016 23:59:60 +0000', '2016-12-31T23:59:59.000Z'],
  ['1 Jan 49 0:00:00 +0000', '2049-01-01T00:00:00.000Z'],
  ['1 Jan 103 0:00:00 +0000', '2003-01-01T00:00:00.000Z'],
  ['2024-02-29T10:00:00+02:00', '2024-02-29T08:00:00.000Z'],
  ['31 Feb 2024 10:00:00 +0000', null],
  ['1 Foo 2024 10:00:00 +0000', null],
  ['1 Jan 2024 25:00:00 +0000', null],
  ['yesterday', null],
  ['', null],
];

for (const [text, iso] of cases) {
  test(`${JSON.stringify(text)} is ${iso ?? 'no date'}`, () =>
    assert.equal(parseDate(text)?.toISOString() ?? null, iso));
}
