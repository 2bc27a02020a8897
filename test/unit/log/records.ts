import type { TraceEvent, TracePart, TraceRecord } from '../../../extension/imap/trace/record.ts';
import { accountId } from '../../../extension/mail/model.ts';
import type { TraceAccount } from '../../../extension/log/trace-store.ts';

export const ada: TraceAccount = { id: accountId('a1b2'), label: 'ada@example.org' };
export const bob: TraceAccount = { id: accountId('c3d4'), label: 'bob@example.org' };

interface Place {
  readonly connection?: number;
  readonly index?: number;
  readonly at?: number;
  readonly trusted?: boolean;
}

export function said(
  direction: 'sent' | 'received',
  parts: string | readonly TracePart[],
  place: Place = {},
): TraceRecord {
  return {
    at: place.at ?? 0,
    connection: place.connection ?? 1,
    index: place.index ?? 0,
    type: 'line',
    direction,
    parts: typeof parts === 'string' ? [{ kind: 'text', text: parts }] : parts,
    trusted: place.trusted ?? true,
  };
}

export function happened(event: TraceEvent, place: Place = {}): TraceRecord {
  return { at: place.at ?? 0, connection: place.connection ?? 1, index: place.index ?? 0, type: 'event', event };
}
