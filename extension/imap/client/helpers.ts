import { invalidArgument } from '../errors.ts';
import { formatDateTime, parseDateTime } from '../wire/datetime.ts';
import { maxNumber, parseSequenceSet, savedResult, starSet, type NumberRange } from '../wire/sequence-set.ts';

/** Year, month (1 to 12), day, hour, minute and second by this machine's clock; what follows, as in Python's nine, is not looked at. */
export type LocalTime = readonly [
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  ...rest: number[],
];

/**
 * INTERNALDATE as text, quotes included (RFC 9051 date-time).
 * @param when a date, seconds since 1970, local time, or a date-time already written, with or without quotes: that stays as it is.
 * @param zone minutes east of UTC to write it in; default UTC.
 * @throws ImapError `invalid-argument` when it is none.
 */
export function formatInternalDate(when: Date | number | string | LocalTime, zone = 0): string {
  if (typeof when === 'string') {
    if (parseInternalDate(when) === null) throw invalidArgument('Not a date');
    return `"${when.trim().replace(/^"(.*)"$/, '$1')}"`;
  }
  const date = when instanceof Date ? when : typeof when === 'number' ? new Date(when * 1000) : fromLocal(when);
  if (Number.isNaN(date.getTime()) || !(Number.isInteger(zone) && Math.abs(zone) < 6000))
    throw invalidArgument('Not a date');
  return `"${formatDateTime(date, zone)}"`;
}

function fromLocal([year, month, day, hour, minute, second]: LocalTime): Date {
  const date = new Date(year, month - 1, day, hour, minute, second);
  // Date would turn 31 February into March.
  return date.getMonth() === month - 1 && date.getDate() === day ? date : new Date(NaN);
}

/** The date in `INTERNALDATE "…"`, or in the quoted or bare date-time alone; null when there is none. */
export function parseInternalDate(text: string): Date | null {
  const inside = /INTERNALDATE\s+"([^"]*)"/i.exec(text)?.[1] ?? text.trim().replace(/^"(.*)"$/, '$1');
  const octets = Buffer.from(inside, 'latin1');
  const time = parseDateTime(octets, 0, octets.length);
  return Number.isNaN(time) ? null : new Date(time);
}

/** The flags in `FLAGS (…)`, or in the list alone; none when there is no list. */
export function parseFlags(text: string): readonly string[] {
  const list = /FLAGS\s+\(([^)]*)\)/i.exec(text)?.[1] ?? /^\s*\(([^)]*)\)\s*$/.exec(text)?.[1] ?? '';
  return list.split(/\s+/).filter((flag) => flag !== '');
}

/** A number in letters A to P, four bits each, as tags are made of. @throws ImapError `invalid-argument` for what is no whole number. */
export function toLetters(n: number): string {
  if (!Number.isSafeInteger(n)) throw invalidArgument(`Not a whole number: ${n}`);
  const digits = Math.abs(n).toString(16);
  return n === 0 ? '' : digits.replace(/./g, (digit) => String.fromCharCode(0x41 + parseInt(digit, 16)));
}

/**
 * A set of messages as people write it: `1:3,6:9`, `3:*`, `$`. With `*` it goes out as it is, for the last message has any number: as
 * ranges it then holds them all. @throws ImapError `invalid-argument` when it is none.
 */
export function messageSet(text: string): readonly NumberRange[] {
  const open = text.trim() === '$' ? savedResult : starSet(text.trim());
  if (open !== null) return open;
  const parsed = text.includes('*') ? null : parseSequenceSet(text.trim());
  if (parsed === null || parsed.ranges.length === 0)
    throw invalidArgument(`Not a set of messages: ${text.slice(0, 40)}`);
  return parsed.ranges;
}

/** All messages, as `messageSet('1:*')`. */
export const everyMessage: readonly NumberRange[] = [{ from: 1, to: maxNumber }];
