import type { TraceRecord } from '../imap/trace/record.ts';
import { sanitiseText } from '../notifications/sanitise-text.ts';
import type { ConnectionTrace } from './trace-store.ts';
import { formatRecord } from './transcript.ts';

/** A log as a document shows it. Lines are counted from 0. */
export interface LogText {
  /** The whole document; put together when it is asked for. */
  text(): string;
  /** Line of a record; null when it is no longer kept. */
  lineOf(connection: number, traceIndex: number): number | null;
}

/** Lines of a log of several connections; beyond this only the newest are shown. */
export const mostMergedLines = 5000;

// Records never change, so each is put into words once however often its document is drawn.
const formatted = new WeakMap<TraceRecord, string>();

/** The log of one connection: a heading, a line on what has dropped out, then a line for each record. */
export function connectionText(trace: ConnectionTrace): LogText {
  const records = [...trace.ring];
  const first = records[0]?.index ?? 0;
  const head = [`# ${accountName(trace)} · connection ${trace.connection}`];
  if (first > 0) head.push(`# ${first} earlier lines are no longer kept`);
  return {
    text: () => asText(head, records.map(lineFor)),
    lineOf: (connection, traceIndex) => {
      const at = traceIndex - first;
      return connection === trace.connection && at >= 0 && at < records.length ? head.length + at : null;
    },
  };
}

/** The logs of all connections of an account in order of time, each line with the number of its connection. */
export function mergedText(traces: readonly ConnectionTrace[], most = mostMergedLines): LogText {
  const records = newest(traces, most);
  const leftOut = traces.reduce((sum, trace) => sum + trace.ring.length, 0) - records.length;
  const [trace] = traces;
  const head = [`# ${trace === undefined ? '' : accountName(trace)} · all connections`];
  if (leftOut > 0) head.push(`# ${leftOut} earlier lines are left out here`);
  return {
    text: () =>
      asText(
        head,
        records.map((record) => `#${record.connection} ${lineFor(record)}`),
      ),
    lineOf: (connection, traceIndex) => {
      const at = records.findIndex((record) => record.connection === connection && record.index === traceIndex);
      return at < 0 ? null : head.length + at;
    },
  };
}

/** The latest records of all rings in order of time, taken from their ends: the rings together may hold hundreds of thousands. */
function newest(traces: readonly ConnectionTrace[], most: number): TraceRecord[] {
  const tails = traces.map(({ ring }) => ({ ring, position: ring.end - 1 }));
  const found: TraceRecord[] = [];
  while (found.length < most) {
    let latest: { readonly record: TraceRecord; readonly tail: (typeof tails)[number] } | null = null;
    for (const tail of tails) {
      const record = tail.ring.at(tail.position);
      // Of one millisecond the later connection counts as later, so that the order does not change from drawing to drawing.
      if (record !== null && (latest === null || record.at >= latest.record.at)) latest = { record, tail };
    }
    if (latest === null) break;
    found.push(latest.record);
    latest.tail.position -= 1;
  }
  return found.reverse();
}

function asText(head: readonly string[], lines: readonly string[]): string {
  return `${[...head, ...lines].join('\n')}\n`;
}

function lineFor(record: TraceRecord): string {
  const known = formatted.get(record);
  if (known !== undefined) return known;
  const line = formatRecord(record);
  formatted.set(record, line);
  return line;
}

function accountName(trace: ConnectionTrace): string {
  return sanitiseText(trace.account.label, 100).text;
}
