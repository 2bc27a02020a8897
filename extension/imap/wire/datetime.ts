const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const monthOf = new Map(months.map((name, index) => [name.toLowerCase(), index]));

/** `dd-Mon-yyyy hh:mm:ss +zzzz`, as strict servers write it. */
const fixedLength = 26;
const shortestWithZone = '5-Feb-2024+0100'.length;
const lenient =
  /^\s*(\d{1,2})[-. ]([a-z]{3})[-. ](\d{4})(?:[ T]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?)?(?:\s*([+-]\d{4}|[a-z]{1,5}))?\s*$/i;

/**
 * Reads a date-time (RFC 9051 §9) from the octets `start`…`end`, quotes excluded.
 * @returns milliseconds since 1970, NaN when it is no date: some servers send `00-Jan-0000`.
 */
export function parseDateTime(bytes: Buffer, start: number, end: number): number {
  return end - start === fixedLength ? parseFixed(bytes, start) : parseLenient(bytes.toString('latin1', start, end));
}

function parseFixed(bytes: Buffer, at: number): number {
  const tens = bytes[at] === 0x20 ? 0 : digit(bytes, at);
  const day = tens * 10 + digit(bytes, at + 1);
  const month = monthAt(bytes, at + 3);
  const year = two(bytes, at + 7) * 100 + two(bytes, at + 9);
  const sign = bytes[at + 21];
  const zone = two(bytes, at + 22) * 60 + two(bytes, at + 24);
  if (bytes[at + 2] !== 0x2d || bytes[at + 6] !== 0x2d || (sign !== 0x2b && sign !== 0x2d)) {
    return parseLenient(bytes.toString('latin1', at, at + fixedLength));
  }
  return assemble(
    year,
    month,
    day,
    two(bytes, at + 12),
    two(bytes, at + 15),
    two(bytes, at + 18),
    sign === 0x2b ? zone : -zone,
  );
}

function parseLenient(text: string): number {
  const match = lenient.exec(text);
  if (match === null) return NaN;
  const [, day, month = '', year, hour = '0', minute = '0', second = '0', zone = '+0000'] = match;
  const offset = /^[+-]/.test(zone)
    ? (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3))) * (zone.startsWith('-') ? -1 : 1)
    : 0;
  return assemble(
    Number(year),
    monthOf.get(month.toLowerCase()) ?? NaN,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
    offset,
  );
}

function assemble(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  zone: number,
): number {
  // Date.UTC would turn 31 February into March, and year 0 into 1900: such dates are none. Second 60 is a leap second.
  if (!(
    year >= 1 &&
    month >= 0 &&
    month <= 11 &&
    day >= 1 &&
    day <= daysIn(year, month) &&
    hour <= 24 &&
    minute <= 59 &&
    second <= 60
  ))
    return NaN;
  return (((daysSince1970(year, month, day) * 24 + hour) * 60 + minute - zone) * 60 + second) * 1000;
}

/** Days by the Gregorian calendar; years begin in March here, so that the leap day comes last. A list of 100,000 asks that often. */
function daysSince1970(year: number, month: number, day: number): number {
  const shifted = month < 2 ? year - 1 : year;
  const dayOfYear = Math.floor((153 * (month < 2 ? month + 10 : month - 2) + 2) / 5) + day - 1;
  const leapDays = Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400);
  return shifted * 365 + leapDays + dayOfYear - 719_468;
}

function daysIn(year: number, month: number): number {
  if (month === 1) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 3 || month === 5 || month === 8 || month === 10 ? 30 : 31;
}

function digit(bytes: Buffer, at: number): number {
  const n = (bytes[at] ?? 0) - 0x30;
  return n >= 0 && n <= 9 ? n : NaN;
}

function two(bytes: Buffer, at: number): number {
  return digit(bytes, at) * 10 + digit(bytes, at + 1);
}

function monthAt(bytes: Buffer, at: number): number {
  const b = (bytes[at + 1] ?? 0) | 0x20;
  const c = (bytes[at + 2] ?? 0) | 0x20;
  switch ((bytes[at] ?? 0) | 0x20) {
    case 0x6a: // j
      return b === 0x61 && c === 0x6e ? 0 : b !== 0x75 ? NaN : c === 0x6e ? 5 : c === 0x6c ? 6 : NaN;
    case 0x66:
      return b === 0x65 && c === 0x62 ? 1 : NaN;
    case 0x6d:
      return b !== 0x61 ? NaN : c === 0x72 ? 2 : c === 0x79 ? 4 : NaN;
    case 0x61:
      return b === 0x70 && c === 0x72 ? 3 : b === 0x75 && c === 0x67 ? 7 : NaN;
    case 0x73:
      return b === 0x65 && c === 0x70 ? 8 : NaN;
    case 0x6f:
      return b === 0x63 && c === 0x74 ? 9 : NaN;
    case 0x6e:
      return b === 0x6f && c === 0x76 ? 10 : NaN;
    case 0x64:
      return b === 0x65 && c === 0x63 ? 11 : NaN;
    default:
      return NaN;
  }
}

/**
 * The zone of a date-time that `parseDateTime` can read, in minutes east of UTC; 0 where it names none.
 * A list of 100,000 asks that often.
 */
export function parseZone(bytes: Buffer, start: number, end: number): number {
  let from = start;
  let at = end;
  while (at > from && bytes[at - 1] === 0x20) at--;
  while (from < at && bytes[from] === 0x20) from++;
  // Of a day alone, the last five octets are the year and the hyphen before it.
  const sign = at - from >= shortestWithZone ? bytes[at - 5] : undefined;
  const zone = two(bytes, at - 4) * 60 + two(bytes, at - 2);
  if ((sign !== 0x2b && sign !== 0x2d) || Number.isNaN(zone)) return 0;
  return sign === 0x2b || zone === 0 ? zone : -zone;
}

/** As APPEND wants it, quotes excluded: ` 5-Feb-2024 09:08:07 +0000`. @param zone minutes east of UTC. */
export function formatDateTime(when: Date, zone = 0): string {
  const date = zone === 0 ? when : new Date(when.getTime() + zone * 60_000);
  const day = String(date.getUTCDate()).padStart(2, ' ');
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()]
    .map((n) => String(n).padStart(2, '0'))
    .join(':');
  const minutes = Math.abs(zone);
  const east = [Math.floor(minutes / 60), minutes % 60].map((n) => String(n).padStart(2, '0')).join('');
  return `${day}-${formatMonthYear(date)} ${time} ${zone < 0 ? '-' : '+'}${east}`;
}

/** As SEARCH wants it (RFC 9051 date-text), the day in UTC: `5-Feb-2024`. */
export function formatDate(date: Date): string {
  return `${date.getUTCDate()}-${formatMonthYear(date)}`;
}

function formatMonthYear(date: Date): string {
  return `${months[date.getUTCMonth()] ?? ''}-${String(date.getUTCFullYear()).padStart(4, '0')}`;
}
