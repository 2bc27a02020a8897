/** Octets for people: binary steps, one digit below ten. */
export function formatSize(octets: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];
  let value = octets;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  if (unit === 0) {
    return octets === 1 ? '1 byte' : `${octets} bytes`;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit] ?? ''}`;
}

/** The local date and time, as the reader's language writes it. Empty when it is no date. */
export function formatDate(iso: string | null, locale?: string): string {
  const date = iso === null ? new Date(Number.NaN) : new Date(iso);
  if (Number.isNaN(date.getTime())) {
    return '';
  }
  return new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short' }).format(date);
}

/** A flag for people (RFC 9051 §2.3.2); null for those that the view shows otherwise or not at all. */
export function flagLabel(flag: string): string | null {
  const known: ReadonlyMap<string, string | null> = new Map([
    ['\\seen', null],
    ['\\recent', null],
    ['$notjunk', null],
    ['nonjunk', null],
    ['$mdnsent', null],
    ['\\flagged', 'Flagged'],
    ['\\answered', 'Answered'],
    ['\\draft', 'Draft'],
    ['\\deleted', 'Marked as deleted'],
    ['$forwarded', 'Forwarded'],
    ['$junk', 'Junk'],
    ['junk', 'Junk'],
    ['$phishing', 'Phishing'],
    ['$important', 'Important'],
  ]);
  const label = known.get(flag.toLowerCase());
  return label === undefined ? flag : label;
}

/** "1 image", "3 images". */
export function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
