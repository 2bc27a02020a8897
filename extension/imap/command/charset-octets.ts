const utf8Names = /^UTF-?8$/i;
const latin1Names = /^(?:ISO[-_]?8859-1|LATIN-?1)$/i;
const asciiNames = /^(?:US-ASCII|ASCII|ANSI_X3\.4-1968)$/i;
/** In these ASCII is not written as ASCII. */
const otherwise = /^(?:UTF-?(?:7|16|32)|UCS|ISO-2022|HZ|EBCDIC|CP037)/i;

export function isUtf8(charset: string): boolean {
  return utf8Names.test(charset);
}

/**
 * Text in a charset: UTF-8, ISO-8859-1 and whatever has one octet for each character; in others, ASCII. Null when it cannot be said there.
 */
export function octetsIn(charset: string, text: string): Buffer | null {
  if (isUtf8(charset)) return Buffer.from(text, 'utf8');
  if (/^[\x00-\x7f]*$/.test(text)) return otherwise.test(charset) ? null : Buffer.from(text, 'latin1');
  if (asciiNames.test(charset)) return null;
  if (latin1Names.test(charset)) return /^[\x00-\xff]*$/.test(text) ? Buffer.from(text, 'latin1') : null;
  const table = tableOf(charset);
  if (table === null) return null;
  const octets = [...text].map((character) => table.get(character));
  return octets.every((octet) => octet !== undefined) ? Buffer.from(octets) : null;
}

/** Character → octet, from what the decoder makes of each octet; null for charsets that need several for one character. */
function tableOf(charset: string): ReadonlyMap<string, number> | null {
  const table = new Map<string, number>();
  try {
    const decoder = new TextDecoder(charset, { fatal: true });
    for (let octet = 0; octet < 0x100; octet++) {
      // The web reads ISO 8859 as Windows does, which has letters where ISO 8859 has control characters.
      if (octet >= 0x80 && octet < 0xa0 && /^ISO/i.test(charset)) continue;
      const character = decoded(decoder, octet);
      if (character !== null) table.set(character, octet);
    }
  } catch {
    return null;
  }
  // Of the wide charsets an octet alone is a character in the ASCII half only, or nearly.
  return table.size > 0xa0 ? table : null;
}

function decoded(decoder: InstanceType<typeof TextDecoder>, octet: number): string | null {
  try {
    return decoder.decode(Uint8Array.of(octet));
  } catch {
    return null;
  }
}
