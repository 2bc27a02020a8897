import { ImapError } from '../errors.ts';
import type { CommandWriter } from '../wire/writer.ts';
import { isBeyondAscii, type CriteriaText } from './search-criteria.ts';
import type { SearchInput } from './search-query.ts';

/** Charsets that text can be written in here; others can be named when the criteria hold octets, or ASCII only. */
const latin1Names = /^(?:ISO-8859-1|ISO8859-1|LATIN1)$/i;
const utf8Names = /^UTF-?8$/i;

/** Text in `charset`. @throws ImapError of kind `invalid-argument` when it cannot be said there. */
export function textIn(charset: string, out: CommandWriter): CriteriaText {
  if (utf8Names.test(charset)) return { string: (value) => void out.string(value) };
  const latin1 = latin1Names.test(charset);
  return {
    string(value) {
      if (!fits(value, latin1)) {
        const message = `The text to search for cannot be written in ${charset}`;
        throw new ImapError(message, { kind: 'invalid-argument', message }, { command: 'SEARCH' });
      }
      out.octets(Buffer.from(value, 'latin1'));
    },
  };
}

/** The charset to name, or null for none: plain ASCII needs none, and once UTF-8 is enabled naming one is an error (RFC 6855 §3). */
export function charsetFor(input: SearchInput, wanted: string | undefined, utf8: boolean): string | null {
  if (utf8) return null;
  if (wanted !== undefined) return wanted;
  return isBeyondAscii(input) ? 'UTF-8' : null;
}

/** Another charset to try after NO [BADCHARSET (…)] (RFC 9051 §6.4.4), or null when none of those on offer can say it. */
export function otherCharset(input: SearchInput, refused: string, offered: readonly string[]): string | null {
  const all = JSON.stringify(input, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
  return (
    offered.find((charset) => {
      if (charset.toUpperCase() === refused.toUpperCase()) return false;
      return utf8Names.test(charset) || fits(all, latin1Names.test(charset));
    }) ?? null
  );
}

function fits(text: string, latin1: boolean): boolean {
  return latin1 ? /^[\x00-\xff]*$/.test(text) : /^[\x00-\x7f]*$/.test(text);
}
