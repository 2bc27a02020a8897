import type { Cursor } from '../wire/cursor.ts';
import { ownCopy } from '../wire/octets.ts';
import type { Grammar } from './context.ts';

const open = 0x28;
const close = 0x29;
const quote = 0x22;
const brace = 0x7b;
const bracketClose = 0x5d;

/** Flag lists that mailboxes repeat thousands of times, found by their octets; shared and frozen. Bounded: a server chooses them. */
interface Known {
  readonly octets: Buffer;
  readonly flags: readonly string[];
}
const slots = 256;
const interned: (Known | undefined)[] = Array<undefined>(slots).fill(undefined);
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
    const start = c.pos;
    let at = start + 1;
    let hash = 0;
    for (; at < end; at++) {
      const octet = bytes[at] ?? 0;
      if (octet === close || octet === quote || octet === open || octet === brace || octet === bracketClose) break;
      hash = (Math.imul(hash, 31) + octet) | 0;
    }
    if (bytes[at] === close && at < end && at - start <= maxInternedLength) {
      const slot = (hash ^ (hash >>> 13)) & (slots - 1);
      const known = interned[slot];
      if (known !== undefined && isAt(bytes, start, at, known.octets)) {
        c.pos = at + 1;
        return known.flags;
      }
      const flags = Object.freeze(readFlags(c, g));
      interned[slot] = { octets: ownCopy(bytes, start, at), flags };
      return flags;
    }
  }
  return readFlags(c, g);
}

function isAt(bytes: Buffer, start: number, end: number, octets: Buffer): boolean {
  if (octets.length !== end - start) return false;
  for (let i = 0; i < octets.length; i++) if (bytes[start + i] !== octets[i]) return false;
  return true;
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
      const flag = c.loose();
      if (flag.includes(']')) g.quirk('bracket-in-flag');
      flags.push(flag);
    }
  }
  c.leave();
  c.path.pop();
  return flags;
}
