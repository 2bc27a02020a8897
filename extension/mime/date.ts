const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Minutes east of UTC of the zone names that RFC 5322 §4.3 defines; all others count as UTC there. */
const zones: ReadonlyMap<string, number> = new Map([
  ['EST', -300],
  ['EDT', -240],
  ['CST', -360],
  ['CDT', -300],
  ['MST', -420],
  ['MDT', -360],
  ['PST', -480],
  ['PDT', -420],
]);

const pattern =
  /^(?:[a-z]{2,9}\.?,?\s*)?(\d{1,2})[\s-]+([a-z]{3})[a-z]*\.?[\s-]+(\d{2,4})[,\s]+(\d{1,2})[:.](\d{1,2})(?:[:.](\d{1,2}))?(?:\.\d+)?\s*([+-]\d{2}:?\d{2}|[a-z]{1,5})?/i;

/** The Date header (RFC 5322 §3.3, with the obsolete forms of §4.3); null when it names no moment. A missing zone is UTC. */
export function parseDate(text: string): Date | null {
  const bare = text
    .slice(0, 200)
    .replace(/\([^()]*\)/g, ' ')
    .trim();
  const match = pattern.exec(bare);
  if (match === null) return isoDate(bare);
  const [, day = '', monthName = '', yearText = '', hour = '', minute = '', second = '0', zone = ''] = match;
  const month = months.indexOf(monthName.toLowerCase());
  if (month < 0) return null;
  let year = Number(yearText);
  if (yearText.length === 2) year += year < 50 ? 2000 : 1900;
  else if (yearText.length === 3) year += 1900;
  // A leap second is shown as the one before it.
  const seconds = Math.min(Number(second), 59);
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return null;
  const utc = Date.UTC(year, month, Number(day), Number(hour), Number(minute), seconds);
  const date = new Date(utc - zoneMinutes(zone) * 60_000);
  const local = new Date(utc);
  return local.getUTCDate() === Number(day) && local.getUTCMonth() === month ? date : null;
}

function zoneMinutes(zone: string): number {
  const offset = /^([+-])(\d{2}):?(\d{2})$/.exec(zone);
  if (offset === null) return zones.get(zone.toUpperCase()) ?? 0;
  const minutes = Number(offset[2]) * 60 + Number(offset[3]);
  return offset[1] === '-' ? -minutes : minutes;
}

function isoDate(text: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}|$)/.test(text)) return null;
  const date = new Date(/[zZ]$|[+-]\d{2}:?\d{2}$/.test(text) ? text : `${text.replace(' ', 'T')}Z`);
  return Number.isNaN(date.getTime()) ? null : date;
}
