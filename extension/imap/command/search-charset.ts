import { ImapError } from '../errors.ts';
import type { CommandWriter } from '../wire/writer.ts';
import { isUtf8, octetsIn } from './charset-octets.ts';
import { hasOctetsBeyondAscii, isBeyondAscii, type CriteriaText } from './search-criteria.ts';
import type { SearchInput } from './search-query.ts';

/** Every server has the first (RFC 9051 §6.4.4), many that do not say which they have know the second. */
const likely = ['US-ASCII', 'ISO-8859-1'];

/** Text in `charset`. @throws ImapError of kind `invalid-argument` when it cannot be said there. */
export function textIn(charset: string, out: CommandWriter): CriteriaText {
  if (isUtf8(charset)) return { string: (value) => void out.string(value) };
  return {
    string(value) {
      const octets = octetsIn(charset, value);
      if (octets === null) {
        const message = `The text to search for cannot be written in ${charset}`;
        throw new ImapError(message, { kind: 'invalid-argument', message }, { command: 'SEARCH' });
      }
      out.octets(octets);
    },
  };
}

/** The charset to name, or null for none: plain ASCII needs none, and once UTF-8 is enabled naming one is an error (RFC 6855 §3). */
export function charsetFor(input: SearchInput, wanted: string | undefined, utf8: boolean): string | null {
  if (utf8) return null;
  if (wanted !== undefined) return wanted;
  return isBeyondAscii(input) ? 'UTF-8' : null;
}

/**
 * Another charset to try after NO [BADCHARSET (…)] (RFC 9051 §6.4.4), or null when none of those on offer can say it. Dovecot and
 * Courier say BADCHARSET and no more: then those that are likely are tried. What was given in octets is in one charset only.
 */
export function otherCharset(input: SearchInput, refused: string, offered: readonly string[]): string | null {
  if (hasOctetsBeyondAscii(input)) return null;
  const all = JSON.stringify(input, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
  const candidates = offered.length > 0 ? offered : likely;
  return (
    candidates.find((charset) => charset.toUpperCase() !== refused.toUpperCase() && octetsIn(charset, all) !== null) ??
    null
  );
}
