import { formatSequenceSet, type NumberRange, type ResponseCode } from '../../../extension/imap/index.ts';
import type { Surface } from '../../../extension/notifications/policy-types.ts';
import type { ImapServer } from '../imap-server.ts';
import type { Stage } from './stage.ts';

/** What our client reports of a code, exactly. */
export interface Report {
  readonly status: 'OK' | 'NO' | 'BAD' | 'BYE';
  readonly tagged: boolean;
  /** Command that it is told with; null where none was under way, or several. */
  readonly command: string | null;
  /** The typed payload by {@link payloadText}; empty for a code without one. */
  readonly payload: string;
  /** Where the policy shows it when a person waits for the command. */
  readonly surface: Surface;
}

/** One code that one real server can be made to say. */
export interface CodeRow<S extends ImapServer = ImapServer> {
  readonly code: string;
  /** The commands, as they go over the wire. */
  readonly by: string;
  readonly expected: Report;
  provoke(stage: Stage<S>): Promise<void>;
}

/** Values that differ from run to run. */
const volatile = new Set(['uidValidity', 'capabilities', 'id', 'tag']);

/** A payload as one line, the same in every run: UIDs as sets, what is made up by the server as `#`. */
export function payloadText(code: ResponseCode): string {
  const fixed = code.name === 'HIGHESTMODSEQ' || code.name === 'UIDVALIDITY' ? ['value'] : [];
  return Object.entries(code)
    .filter(([key]) => key !== 'name')
    .map(([key, value]) => `${key} ${volatile.has(key) || fixed.includes(key) ? '#' : text(value)}`)
    .join(', ');
}

function text(value: unknown): string {
  if (isRanges(value)) return formatSequenceSet(value);
  if (Array.isArray(value)) return `(${value.map(String).join(' ')})`;
  return typeof value === 'string' ? value : String(value);
}

function isRanges(value: unknown): value is readonly NumberRange[] {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'object' && one !== null);
}
