import { bytesLiteral } from './bytes-literal.ts';
import { imaplibReading, type Collected } from './imaplib-reading.ts';
import type { DebugLevel } from './print.ts';
import type { TracePart, TraceRecord, TraceSink } from './record.ts';

/** Lines kept for the moment a connection breaks, as imaplib keeps them. */
const kept = 10;

/**
 * A sink that prints a connection as Python's imaplib does with `debug`: 1, 2 its beginning, every NO, BAD and BYE, and the last lines when it
 * breaks · 3 also capabilities · 4 also every line and the sizes of literals · 5 also what its regular expressions match and what is collected as untagged data. Secrets are `***`.
 */
export function debugSink(level: DebugLevel, print: (line: string) => void): TraceSink {
  const lately = new Map<number, string[]>();
  /** Told when the command is done that asked for them, as imaplib does. */
  const capabilities = new Map<number, string>();
  const collected = new Map<number, Collected>();
  const collectedOf = (connection: number): Collected => {
    const own = collected.get(connection) ?? new Map<string, number>();
    collected.set(connection, own);
    return own;
  };
  return (record) => {
    if (level === 0) return;
    const say = (text: string): void => print(`  ${timeOf(record.at)} ${text}`);
    if (record.type === 'event') {
      const { event } = record;
      if (event.kind === 'connected') {
        say('imap core of Mail Explorer');
        say(`new IMAP4 connection, tag=b'A'`);
      } else if (event.kind === 'closed') {
        if (level < 4 && !orderly.has(event.reason)) dump(lately.get(record.connection) ?? [], say);
        lately.delete(record.connection);
        collected.delete(record.connection);
      }
      return;
    }
    if (level >= 5 && record.direction === 'received') {
      for (const line of imaplibReading(record.parts, collectedOf(record.connection))) say(line);
    } else
      for (const line of linesOf(record)) {
        if (level >= 4) say(line);
        else keep(lately, record.connection, line);
      }
    if (record.direction === 'sent') return;
    const response = headOf(record.parts);
    if (response === null) return;
    const { tagged, type, data } = response;
    if (type === 'CAPABILITY') capabilities.set(record.connection, data);
    const list = tagged && level >= 3 ? capabilities.get(record.connection) : undefined;
    if (list !== undefined) {
      capabilities.delete(record.connection);
      say(`CAPABILITIES: (${namesOf(list).join(', ')})`);
    }
    if (type === 'NO' || type === 'BAD' || type === 'BYE') say(`${type} response: ${bytesLiteral(data)}`);
  };
}

const orderly = new Set(['signed out', 'it was given up here']);

function dump(lines: readonly string[], say: (text: string) => void): void {
  say(`last ${lines.length} IMAP4 interactions:`);
  for (const line of lines) say(line);
}

function keep(lately: Map<number, string[]>, connection: number, line: string): void {
  const lines = lately.get(connection) ?? [];
  if (lines.push(line) > kept) lines.shift();
  lately.set(connection, lines);
}

/** Each stretch between literals is a line of its own, its literal told by size. */
function linesOf(record: TraceRecord & { readonly type: 'line' }): readonly string[] {
  const sent = record.direction === 'sent';
  const lines: string[] = [];
  let text = '';
  const flush = (): void => {
    if (text !== '') lines.push(`${sent ? '>' : '<'} ${bytesLiteral(text)}`);
    text = '';
  };
  for (const part of record.parts) {
    if (part.kind === 'literal') {
      flush();
      lines.push(`${sent ? 'write' : 'read'} literal size ${part.size}`);
    } else text += part.kind === 'secret' ? '***' : part.text.replace(/\r?\n$/, '');
  }
  flush();
  return lines;
}

function namesOf(list: string): readonly string[] {
  const names = list.trim().toUpperCase().split(' ');
  return names.map((name) => `'${name}'`);
}

/** Type and data of a response; a number before the type belongs to the data. */
function headOf(
  parts: readonly TracePart[],
): { readonly tagged: boolean; readonly type: string; readonly data: string } | null {
  const [first] = parts;
  if (first?.kind !== 'text') return null;
  const match = /^(?:(\*) (?:(\d+) )?|[^ +]\S* )([A-Za-z][\w-]*) ?(.*)$/s.exec(first.text);
  if (match === null) return null;
  const [, star, number, type = '', data = ''] = match;
  return {
    tagged: star === undefined,
    type: type.toUpperCase(),
    data: [number, data].filter((part) => part !== undefined && part !== '').join(' '),
  };
}

/** Minutes, seconds, hundredths, in local time, as imaplib prints them. */
function timeOf(at: number): string {
  const date = new Date(at);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${two(date.getMinutes())}:${two(date.getSeconds())}.${two(Math.floor(date.getMilliseconds() / 10))}`;
}
