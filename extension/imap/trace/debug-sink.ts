import type { DebugLevel } from './print.ts';
import type { TracePart, TraceRecord, TraceSink } from './record.ts';

/** Lines kept for the moment a connection breaks, as imaplib keeps them. */
const kept = 10;

/**
 * A sink that prints a connection as Python's imaplib does with `debug`: 1, 2 its beginning, every NO, BAD and BYE, and the last lines when it
 * breaks · 3 also capabilities · 4 also every line and the sizes of literals · 5 also what is collected as untagged data. Secrets are `***`.
 */
export function debugSink(level: DebugLevel, print: (line: string) => void): TraceSink {
  const lately = new Map<number, string[]>();
  /** Told when the command is done that asked for them, as imaplib does. */
  const capabilities = new Map<number, string>();
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
      }
      return;
    }
    for (const line of linesOf(record)) {
      if (level >= 4) say(line);
      else keep(lately, record.connection, line);
    }
    if (record.direction === 'sent') return;
    const response = headOf(record.parts);
    if (response === null) return;
    const { tagged, type, data } = response;
    if (!tagged && level >= 5) say(`untagged_responses[${type}] 0 += ["${bytesLiteral(data)}"]`);
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

/** As Python writes octets: `b'…'`, what is not printable ASCII escaped. */
function bytesLiteral(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let shown = '';
  for (const octet of Buffer.from(text, 'utf8')) {
    const character = String.fromCharCode(octet);
    if (character === '\\' || character === quote) shown += `\\${character}`;
    else if (octet === 0x09) shown += '\\t';
    else if (octet === 0x0a) shown += '\\n';
    else if (octet === 0x0d) shown += '\\r';
    else if (octet < 0x20 || octet >= 0x7f) shown += `\\x${octet.toString(16).padStart(2, '0')}`;
    else shown += character;
  }
  return `b${quote}${shown}${quote}`;
}

/** Minutes, seconds, hundredths, in local time, as imaplib prints them. */
function timeOf(at: number): string {
  const date = new Date(at);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${two(date.getMinutes())}:${two(date.getSeconds())}.${two(Math.floor(date.getMilliseconds() / 10))}`;
}
