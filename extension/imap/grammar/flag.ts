import type { Cursor } from '../wire/cursor.ts';
import type { Grammar } from './context.ts';

const open = 0x28;
const close = 0x29;
const quote = 0x22;
const brace = 0x7b;

/** Flag lists that mailboxes repeat thousands of times, by their text; shared and frozen. Bounded: a server chooses the keys. */
const interned = new Map<string, readonly string[]>();
const maxInterned = 1000;
const maxInternedLength = 200;
const noFlags: readonly string[] = Object.freeze<string[]>([]);

/**
 * flag-list (RFC 9051 §9) in the server's spelling. Any octet but space, quote and parenthesis may be in a flag: Gmail has
 * brackets there. NIL and quoted flags are put up with.
 */
export function parseFlagList(c: Cursor, g: Grammar): readonly string[] {
  if (c.nil()) {
    g.quirk('nil-list');
    return noFlags;
  }
  const { bytes, end } = c;
  if (c.peek() === open) {
    let at = c.pos + 1;
    while (at < end) {
      const octet = bytes[at];
      if (octet === close || octet === quote || octet === open || octet === brace) break;
      at++;
    }
    if (bytes[at] === close && at < end && at - c.pos <= maxInternedLength) {
      const text = bytes.toString('latin1', c.pos + 1, at);
      const known = interned.get(text);
      if (known !== undefined) {
        c.pos = at + 1;
        return known;
      }
      const flags = Object.freeze(readFlags(c, g));
      if (interned.size < maxInterned) interned.set(text, flags);
      return flags;
    }
  }
  return readFlags(c, g);
}

function readFlags(c: Cursor, g: Grammar): string[] {
  const flags: string[] = [];
  c.path.push('flag-list');
  c.enter();
  while (!c.atListEnd()) {
    if (c.atString) {
      g.quirk('quoted-flag');
      // The whole list may stand in one pair of quotes.
      flags.push(
        ...c
          .string()
          .split(' ')
          .filter((flag) => flag !== ''),
      );
    } else if (!c.nil()) {
      flags.push(c.loose());
    }
  }
  c.leave();
  c.path.pop();
  return flags;
}
