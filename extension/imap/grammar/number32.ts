import type { Cursor } from '../wire/cursor.ts';
import { maxNumber } from '../wire/sequence-set.ts';

/** number (RFC 9051 §9): what counts messages, or names one, has 32 bits. */
export function number32(c: Cursor): number {
  const n = c.number();
  return n <= maxNumber ? n : c.fail('a number below 2³²');
}
