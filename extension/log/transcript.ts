import type { TraceEvent, TracePart, TraceRecord } from '../imap/trace/record.ts';
import { visibleText } from '../notifications/sanitise-text.ts';

/** Characters of one line beyond which the rest is told as a number: editors lose colour and speed in very long lines. */
const longestLine = 8000;
// The size that the protocol writes in front of a literal; the part behind it says the same for people.
const announcement = /~?\{\d+[+-]?\}(?:\r?\n)?$/;

/**
 * One record as one line without its end: `12:34:56.789 C: a1 LOGIN ada ⟨secret, 12 octets⟩`. Nothing in it is live or hidden:
 * control, bidi and invisible characters are shown, a literal by its size, a secret by its length.
 */
export function formatRecord(record: TraceRecord, clock: (at: number) => string = timeOfDay): string {
  const time = clock(record.at);
  if (record.type === 'event') return `${time} -- ${visibleText(eventText(record.event))}`;
  const marker =
    record.direction === 'sent' ? 'C:' : record.trusted ? 'S:' : 'S [received before encryption, not trusted]:';
  return `${time} ${marker} ${cut(partsText(record.parts))}`;
}

/** Local time to the millisecond, always 12 characters. */
export function timeOfDay(at: number): string {
  const date = new Date(at);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** Octets for people: `512 B`, `5.2 MB`, in powers of 1000. */
export function sizeText(octets: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  let value = octets;
  let unit = 0;
  // 999.95 would be rounded to 1000.0.
  while (value >= (unit === 0 ? 1000 : 999.95) && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit] ?? ''}`;
}

function partsText(parts: readonly TracePart[]): string {
  return parts.map((part, index) => partText(part, parts[index + 1])).join('');
}

function partText(part: TracePart, next: TracePart | undefined): string {
  switch (part.kind) {
    case 'text': {
      const text = next?.kind === 'literal' ? part.text.replace(announcement, '') : part.text.replace(/\r?\n$/, '');
      return visibleText(text.length > longestLine * 2 ? text.slice(0, longestLine * 2) : text);
    }
    case 'literal':
      return `{${sizeText(part.size)}}`;
    case 'secret':
      return `⟨secret, ${part.size} octets⟩`;
  }
}

function cut(text: string): string {
  if (text.length <= longestLine) return text;
  const kept = text.slice(0, longestLine).replace(/[\ud800-\udbff]$/, '');
  return `${kept}… ⟨cut, the line is longer than ${longestLine} characters⟩`;
}

function eventText(event: TraceEvent): string {
  switch (event.kind) {
    case 'connecting':
      return `connecting to ${event.endpoint}`;
    case 'connected':
      return `connected to ${event.endpoint} (${event.security})`;
    case 'tls':
      return `${event.protocol.replace(/^TLSv/, 'TLS ')} ${event.cipher}`;
    case 'closed':
      return `closed: ${event.reason}`;
    case 'note':
      return event.text;
  }
}
