import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCards } from '../../../extension/message/cards.ts';

const read = (...lines: readonly string[]) => readCards(Buffer.from(lines.join('\r\n')), 'en-GB');

const event = [
  'BEGIN:VEVENT',
  'UID:1',
  'SUMMARY:Planning\\, week 12',
  'DTSTART;TZID=Europe/Berlin:20260316T100000',
  'DTEND;TZID=Europe/Berlin:20260316T110000',
  'RRULE:FREQ=WEEKLY;COUNT=3',
  'LOCATION:Room <b>5</b>',
  'ORGANIZER;CN=Ada Lovelace:mailto:ada@example.org',
  'ATTENDEE;CN=Grace;PARTSTAT=ACCEPTED:mailto:grace@example.org',
  'ATTENDEE:mailto:alan@example.org',
  'DESCRIPTION:One\\nTwo',
  'END:VEVENT',
];

test('an invitation: what, when, where and who, as text', () => {
  const [card, ...more] = read('BEGIN:VCALENDAR', 'VERSION:2.0', 'METHOD:REQUEST', ...event, 'END:VCALENDAR', '');
  assert.equal(more.length, 0);
  assert.equal(card?.kind, 'event');
  assert.equal(card.title, 'Planning, week 12');
  const rows = Object.fromEntries(card.rows.map(({ label, value }) => [label, value]));
  assert.equal(rows['What it is'], 'An invitation');
  assert.match(rows['Starts'] ?? '', /Monday.*16 March 2026.*10:00 \(Europe\/Berlin\)/);
  assert.equal(rows['Where'], 'Room <b>5</b>');
  assert.equal(rows['Organizer'], 'Ada Lovelace <ada@example.org>');
  assert.equal(rows['Attendees'], 'Grace <grace@example.org>: accepted\nalan@example.org');
  assert.equal(rows['Description'], 'One\nTwo');
  assert.match(rows['Repeats'] ?? '', /WEEKLY/);
});

test('a day, and a moment in UTC', () => {
  const [card] = read('BEGIN:VCALENDAR', 'BEGIN:VEVENT', 'DTSTART;VALUE=DATE:20260316', 'END:VEVENT', 'END:VCALENDAR');
  assert.deepEqual(card?.rows, [{ label: 'Starts', value: 'Monday, 16 March 2026' }]);
  const [utc] = read('BEGIN:VCALENDAR', 'BEGIN:VEVENT', 'DTSTART:20260316T100000Z', 'END:VEVENT', 'END:VCALENDAR');
  assert.match(utc?.rows[0]?.value ?? '', /2026/);
});

test('contacts: several in a file, pictures left out', () => {
  const one = (name: string) => [
    'BEGIN:VCARD',
    'VERSION:4.0',
    `FN:${name}`,
    'EMAIL:a@example.org',
    'TEL:+49 30 1',
    'PHOTO:data:image/png;base64,AAAA',
    'ORG:Example;Sales',
    'END:VCARD',
  ];
  const cards = read(...one('Ada'), ...one('Grace'), '');
  assert.deepEqual(
    cards.map(({ kind, title }) => [kind, title]),
    [
      ['contact', 'Ada'],
      ['contact', 'Grace'],
    ],
  );
  assert.deepEqual(cards[0]?.rows, [
    { label: 'Organization', value: 'Example, Sales' },
    { label: 'E-mail', value: 'a@example.org' },
    { label: 'Telephone', value: '+49 30 1' },
  ]);
});

test('what is no calendar, broken, empty or hostile gives no card and never throws', () => {
  const deep = Array.from({ length: 5000 }, () => 'BEGIN:VEVENT');
  for (const lines of [
    [''],
    ['plain words'],
    ['BEGIN:VCALENDAR'],
    ['\0\0\0'],
    ['BEGIN:VCALENDAR', 'X', 'END:VCALENDAR'],
    deep,
    ['{"a":1}'],
  ]) {
    assert.ok(Array.isArray(read(...lines)), lines[0]);
  }
  assert.deepEqual(
    read('BEGIN:VCALENDAR', 'BEGIN:VEVENT', 'DTSTART:nonsense', 'END:VEVENT', 'END:VCALENDAR')[0]?.rows ?? [],
    [],
  );
});
