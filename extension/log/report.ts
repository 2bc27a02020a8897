import type { TraceRecord } from '../imap/trace/record.ts';
import type { ConnectionTrace, TraceStore } from './trace-store.ts';
import { formatRecord } from './transcript.ts';

const mostBefore = 100;
const withoutCommand = 20;
const after = 3;

/**
 * The part of a log that a bug report needs: how the connection began, what the server says it is, and the exchange of one command up
 * to the record. Data of mailboxes and messages is left out, since a report goes to strangers; secrets were never in it.
 */
export function reportText(trace: ConnectionTrace, traceIndex: number): string {
  const records = [...trace.ring];
  const at = records.findIndex((record) => record.index === traceIndex);
  if (at < 0) return '';
  const begin = Math.max(0, exchangeStart(records, at));
  const opening = records.slice(0, begin).filter(isOpening);
  const exchange = records.slice(begin, at + 1 + after);
  const gap = opening.length > 0 && begin > 0 ? ['…'] : [];
  return [...opening.map(shortened), ...gap, ...exchange.map(shortened)].join('\n');
}

/** As `reportText`, by the number of the connection; empty when its lines are no longer kept. */
export function reportAround(store: TraceStore, connection: number, traceIndex: number): string {
  const trace = store.get(connection);
  return trace === undefined ? '' : reportText(trace, traceIndex);
}

/** Where the command was sent whose tag the record carries. */
function exchangeStart(records: readonly TraceRecord[], at: number): number {
  const tag = firstWord(records[at]);
  if (tag !== '' && tag !== '*' && tag !== '+') {
    for (let index = at; index >= Math.max(0, at - mostBefore); index -= 1) {
      const record = records[index];
      if (record?.type === 'line' && record.direction === 'sent' && firstWord(record) === tag) return index;
    }
  }
  return at - withoutCommand;
}

/** Greeting and TLS, ID and CAPABILITY: who the server is. */
function isOpening(record: TraceRecord): boolean {
  if (record.type === 'event') return record.event.kind !== 'closed' && record.event.kind !== 'note';
  return record.direction === 'received' && (record.index < 6 || /^\* (ID|CAPABILITY)\b/i.test(text(record)));
}

function shortened(record: TraceRecord): string {
  if (record.type === 'event' || record.direction === 'sent') return formatRecord(record);
  const line = text(record);
  if (!line.startsWith('* ') || /^\* (OK|NO|BAD|BYE|PREAUTH|CAPABILITY|ID|ENABLED)\b/i.test(line))
    return formatRecord(record);
  const head = /^\* (?:\d+ )?\S{1,40}/.exec(line)?.[0] ?? '*';
  return formatRecord({ ...record, parts: [{ kind: 'text', text: `${head} ⟨data left out⟩` }] });
}

function firstWord(record: TraceRecord | undefined): string {
  return record === undefined ? '' : (text(record).split(' ', 1)[0] ?? '');
}

function text(record: TraceRecord): string {
  if (record.type === 'event') return '';
  const [first] = record.parts;
  return first?.kind === 'text' ? first.text : '';
}
