import type { Cursor } from '../wire/cursor.ts';
import { normalise } from '../wire/sequence-set.ts';
import type { Response } from './types.ts';

/** expunged-resp VANISHED (RFC 7162 §3.2.10): UIDs gone, as sorted ranges. */
export function parseVanished(c: Cursor): Response {
  c.sp();
  const earlier = c.atList;
  if (earlier) {
    c.enter();
    if (c.keyword() !== 'EARLIER') c.fail('EARLIER');
    c.skipSpaces();
    c.leave();
  }
  c.skipSpaces();
  return { type: 'vanished', earlier, uids: normalise(c.atEnd ? [] : c.set()) };
}
