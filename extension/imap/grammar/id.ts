import type { Cursor } from '../wire/cursor.ts';
import type { Grammar } from './context.ts';
import type { Response } from './types.ts';

/** id-response (RFC 2971 §3.2): names in the server's spelling. */
export function parseId(c: Cursor, g: Grammar): Response {
  c.sp();
  if (c.nil()) return { type: 'id', parameters: null };
  const parameters = new Map<string, string | null>();
  c.enter();
  while (!c.atListEnd()) {
    const name = c.nstring() ?? '';
    if (c.atListEnd()) {
      g.quirk('odd-pairs');
      parameters.set(name, null);
      break;
    }
    parameters.set(name, c.nstring());
  }
  c.leave();
  return { type: 'id', parameters };
}
