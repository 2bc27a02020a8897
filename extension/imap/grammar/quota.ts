import type { Cursor } from '../wire/cursor.ts';
import type { Grammar } from './context.ts';
import { parseMailbox } from './mailbox.ts';
import type { QuotaResource, Response } from './types.ts';

/** quota-response (RFC 9208 §5.1). */
export function parseQuota(c: Cursor, g: Grammar): Response {
  c.sp();
  const root = c.astring();
  c.skipSpaces();
  const resources: QuotaResource[] = [];
  if (c.atEnd || c.nil()) g.quirk('nil-list');
  else {
    c.enter();
    while (!c.atListEnd()) {
      const name = c.astring();
      c.sp();
      const usage = amount(c, g);
      c.sp();
      const limit = amount(c, g);
      // A resource whose figures the server does not know says nothing.
      if (usage !== null && limit !== null) resources.push({ name, usage, limit });
    }
    c.leave();
  }
  return { type: 'quota', root, resources };
}

function amount(c: Cursor, g: Grammar): bigint | null {
  const negative = c.take(0x2d);
  const n = c.number64();
  if (!negative) return n;
  g.quirk('negative-number');
  return null;
}

/** quotaroot-response (RFC 9208 §5.2). */
export function parseQuotaRoot(c: Cursor, g: Grammar): Response {
  c.sp();
  const name = parseMailbox(c, g, 'value');
  const roots: string[] = [];
  for (c.skipSpaces(); !c.atEnd; c.skipSpaces()) roots.push(c.astring());
  return { type: 'quotaroot', name, roots };
}
