import type { Cursor } from '../wire/cursor.ts';
import { maxNumber } from '../wire/sequence-set.ts';
import type { Grammar } from './context.ts';
import { parseMailbox } from './mailbox.ts';
import { parseObjectId } from './object-id.ts';
import { parseModSeqOrZero } from './parse-code.ts';
import type { MailboxStatus, Response } from './types.ts';

type Writable = { -readonly [K in keyof MailboxStatus]: MailboxStatus[K] };
type CountKey = 'messages' | 'recent' | 'unseen' | 'deleted' | 'uidNext' | 'uidValidity';

const counts = new Map<string, CountKey>([
  ['MESSAGES', 'messages'],
  ['RECENT', 'recent'],
  ['UNSEEN', 'unseen'],
  ['DELETED', 'deleted'],
  ['UIDNEXT', 'uidNext'],
  ['UIDVALIDITY', 'uidValidity'],
]);

/** STATUS response (RFC 9051 §7.3.4). Items outside the grammar are passed over. */
export function parseMailboxStatus(c: Cursor, g: Grammar): Response {
  c.sp();
  const name = parseMailbox(c, g, 'list');
  c.sp();
  const status: Writable = {};
  c.enter();
  while (!c.atListEnd()) {
    const item = c.keyword();
    c.sp();
    if (c.atListEnd()) {
      g.quirk('missing-field');
      break;
    }
    readItem(c, g, status, item);
  }
  c.leave();
  return { type: 'mailbox-status', name, status };
}

function readItem(c: Cursor, g: Grammar, status: Writable, item: string): void {
  const key = counts.get(item);
  if (key !== undefined) {
    const count = c.looseNumber();
    if (count !== null && count > maxNumber) c.fail('a number below 2³²');
    if (count === 0 && (key === 'uidNext' || key === 'uidValidity')) g.quirk('zero-value');
    if (count !== null) status[key] = count;
  } else if (item === 'SIZE') {
    const size = knownSize(c, g);
    if (size !== null) status.size = size;
  } else if (item === 'DELETED-STORAGE') {
    const size = knownSize(c, g);
    if (size !== null) status.deletedStorage = size;
  } else if (item === 'HIGHESTMODSEQ') status.highestModSeq = parseModSeqOrZero(c, g);
  else if (item === 'APPENDLIMIT') status.appendLimit = c.nil() ? null : c.number();
  else if (item === 'MAILBOXID') {
    const id = parseObjectId(c, g);
    if (id !== null) status.mailboxId = id;
  } else c.skipValue();
}

/** Octets; null where the server does not know how many. */
function knownSize(c: Cursor, g: Grammar): bigint | null {
  if (c.nil()) return null;
  const negative = c.take(0x2d);
  const size = c.number64();
  if (!negative) return size;
  g.quirk('negative-number');
  return null;
}
