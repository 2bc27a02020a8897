import type { ResponseFrame } from '../wire/frame.ts';
import { astringChar, octetClass } from '../wire/octets.ts';

const maxTag = 64;

/**
 * The tag a line seems to carry, recovered without the grammar, so that the command of a broken completion fails instead of
 * waiting for ever. Null for untagged lines and continuations.
 */
export function responseTag(frame: ResponseFrame): string | null {
  const { bytes } = frame;
  let at = 0;
  while (
    at < bytes.length &&
    at <= maxTag &&
    ((octetClass[bytes[at] ?? 0] ?? 0) & astringChar) !== 0 &&
    bytes[at] !== 0x2b
  )
    at++;
  if (at === 0 || at > maxTag || (at < bytes.length && bytes[at] !== 0x20)) return null;
  return bytes.toString('latin1', 0, at);
}
