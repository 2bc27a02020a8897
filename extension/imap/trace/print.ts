import type { TracePart, TraceRecord } from './record.ts';

/**
 * How much of a connection is printed, as imaplib counts: 0 nothing · 1, 2 what happens to the connection · 3 also what the core
 * remarks · 4 every line · 5 also the sizes of literals and where secrets were left out.
 */
export type DebugLevel = 0 | 1 | 2 | 3 | 4 | 5;

/** One record as a line: `19:40.82 > A3 EXAMINE INBOX`, `19:40.82 < * 2 EXISTS`. Null when the level leaves it out. Secrets are never in a record. */
export function printRecord(record: TraceRecord, level: DebugLevel): string | null {
  const time = timeOf(record.at);
  if (record.type === 'event') {
    const { event } = record;
    if (level < (event.kind === 'note' ? 3 : 1)) return null;
    switch (event.kind) {
      case 'connecting':
        return `${time} connecting to ${event.endpoint}`;
      case 'connected':
        return `${time} connected to ${event.endpoint} (${event.security})`;
      case 'tls':
        return `${time} ${event.protocol} ${event.cipher}`;
      case 'closed':
        return `${time} closed: ${event.reason}`;
      case 'note':
        return `${time} ${event.text}`;
    }
  }
  if (level < 4) return null;
  return `${time} ${record.direction === 'sent' ? '>' : '<'} ${record.parts.map((part) => shown(part, level)).join('')}`;
}

function shown(part: TracePart, level: DebugLevel): string {
  switch (part.kind) {
    case 'text':
      return part.text.replace(
        /[\x00-\x1f\x7f]/g,
        (control) => `\\x${control.charCodeAt(0).toString(16).padStart(2, '0')}`,
      );
    case 'literal':
      return level >= 5 ? `<literal of ${part.size} octets>` : '…';
    case 'secret':
      return level >= 5 ? `<${part.size} octets hidden>` : '***';
  }
}

/** Minutes, seconds, hundredths, in UTC, as imaplib prints them. */
function timeOf(at: number): string {
  const date = new Date(at);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}.${two(Math.floor(date.getUTCMilliseconds() / 10))}`;
}
