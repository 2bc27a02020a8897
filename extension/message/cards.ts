import ICAL from 'ical.js';
import type { CardView } from '../../webview/protocol.ts';
import { decodeText } from '../mime/charset.ts';

/** More in one file are not shown. */
const maxCards = 50;
const maxText = 4000;

type Row = CardView['rows'][number];

/**
 * Events of an iCalendar object (RFC 5545) and contacts of a vCard file (RFC 6350), for people. What does not parse is
 * left out; never throws. A bundle of its own: few mails bring either.
 * @param language BCP 47, for dates
 */
export function readCards(bytes: Uint8Array, language: string): readonly CardView[] {
  const { text } = decodeText(bytes, 'utf-8');
  return parse(text)
    .flatMap((component) => (component.name === 'vcard' ? [contact(component)] : events(component, language)))
    .slice(0, maxCards);
}

/** ical.js takes a file of several objects as a list of them. */
function parse(text: string): InstanceType<typeof ICAL.Component>[] {
  try {
    const parsed: unknown = ICAL.parse(text);
    if (!Array.isArray(parsed)) return [];
    const objects = typeof parsed[0] === 'string' ? [parsed] : parsed;
    return objects.filter(isObject).map((object) => new ICAL.Component(object));
  } catch {
    return [];
  }
}

function isObject(value: unknown): value is [string, unknown[], unknown[]] {
  return Array.isArray(value) && typeof value[0] === 'string';
}

function events(calendar: InstanceType<typeof ICAL.Component>, language: string): CardView[] {
  const method = valueOf(calendar, 'method')?.toUpperCase() ?? null;
  return ['vevent', 'vtodo'].flatMap((kind) =>
    calendar.getAllSubcomponents(kind).map((event): CardView => {
      const rows: Row[] = [];
      add(rows, 'What it is', method === null ? null : (methods.get(method) ?? method));
      add(rows, 'Status', valueOf(event, 'status'));
      add(rows, 'Starts', timeOf(event, 'dtstart', language));
      add(rows, 'Ends', timeOf(event, 'dtend', language) ?? timeOf(event, 'due', language));
      add(rows, 'Duration', valueOf(event, 'duration'));
      add(rows, 'Repeats', valueOf(event, 'rrule'));
      add(rows, 'Where', valueOf(event, 'location'));
      add(rows, 'Organizer', personOf(event.getFirstProperty('organizer')));
      add(
        rows,
        'Attendees',
        event
          .getAllProperties('attendee')
          .map(personOf)
          .filter((who) => who !== null)
          .join('\n'),
      );
      add(rows, 'Description', valueOf(event, 'description'));
      add(rows, 'Link', valueOf(event, 'url'));
      return { kind: 'event', title: valueOf(event, 'summary') ?? 'Event', rows };
    }),
  );
}

/** RFC 5546 §1.4. */
const methods: ReadonlyMap<string, string> = new Map([
  ['PUBLISH', 'An announcement'],
  ['REQUEST', 'An invitation'],
  ['REPLY', 'An answer to an invitation'],
  ['ADD', 'More dates of an event'],
  ['CANCEL', 'A cancellation'],
  ['REFRESH', 'A question for the newest version'],
  ['COUNTER', 'A counter-proposal'],
  ['DECLINECOUNTER', 'A refused counter-proposal'],
]);

function contact(card: InstanceType<typeof ICAL.Component>): CardView {
  const rows: Row[] = [];
  for (const [label, name] of contactFields) {
    const values = card
      .getAllProperties(name)
      .map((property) => plain(firstValue(property)).trim())
      .filter((value) => value !== '' && !value.startsWith('data:'));
    add(rows, label, values.join('\n'));
  }
  return { kind: 'contact', title: valueOf(card, 'fn') ?? 'Contact', rows };
}

const contactFields: readonly (readonly [label: string, name: string])[] = [
  ['Organization', 'org'],
  ['Role', 'title'],
  ['E-mail', 'email'],
  ['Telephone', 'tel'],
  ['Address', 'adr'],
  ['Link', 'url'],
  ['Birthday', 'bday'],
  ['Note', 'note'],
];

function add(rows: Row[], label: string, value: string | null): void {
  if (value !== null && value.trim() !== '') rows.push({ label, value: value.slice(0, maxText) });
}

function valueOf(component: InstanceType<typeof ICAL.Component>, name: string): string | null {
  const property = component.getFirstProperty(name);
  const value = property === null ? null : firstValue(property);
  return value === null || value === undefined ? null : plain(value);
}

/** ical.js decodes a value when it is asked for, and throws then. */
function firstValue(property: InstanceType<typeof ICAL.Property>): unknown {
  try {
    return property.getFirstValue();
  } catch {
    return null;
  }
}

function plain(value: unknown): string {
  return Array.isArray(value)
    ? value
        .map(plain)
        .filter((piece) => piece !== '')
        .join(', ')
    : String(value);
}

/** In the reader's own zone where the moment is known, else as written with the zone that it names. */
function timeOf(component: InstanceType<typeof ICAL.Component>, name: string, language: string): string | null {
  const property = component.getFirstProperty(name);
  const value = property === null ? null : firstValue(property);
  if (property === null || !(value instanceof ICAL.Time)) return null;
  const zone: unknown = property.getParameter('tzid');
  const style: Intl.DateTimeFormatOptions = { dateStyle: 'full', ...(value.isDate ? {} : { timeStyle: 'short' }) };
  const known = value.zone === ICAL.Timezone.utcTimezone || (value.zone?.component ?? null) !== null;
  if (known)
    return value.toJSDate().toLocaleString(language, { ...style, ...(value.isDate ? { timeZone: 'UTC' } : {}) });
  const { year, month, day, hour, minute } = value;
  const written = new Date(Date.UTC(year, month - 1, day, hour, minute)).toLocaleString(language, {
    ...style,
    timeZone: 'UTC',
  });
  return typeof zone === 'string' ? `${written} (${zone})` : written;
}

function personOf(property: InstanceType<typeof ICAL.Property> | null): string | null {
  if (property === null) return null;
  const address = plain(firstValue(property)).replace(/^mailto:/i, '');
  const name: unknown = property.getParameter('cn');
  const answer: unknown = property.getParameter('partstat');
  const who = typeof name === 'string' && name !== '' ? `${name} <${address}>` : address;
  return typeof answer === 'string' && answer !== 'NEEDS-ACTION' ? `${who}: ${answer.toLowerCase()}` : who;
}
