import { decodeText, isKnownCharset } from './charset.ts';

/**
 * One encoded word (RFC 2047 §2), with the language tag of RFC 2231 §5. Blanks inside, which the RFC forbids and
 * mailers write, are allowed; `?` ends every field, so the pattern cannot backtrack.
 */
const wordPattern = /=\?([^?\s]{1,60})\?([bq])\?([^?\r\n]*)\?=/gi;

interface Run {
  readonly charset: string;
  readonly encoding: 'b' | 'q';
  readonly pieces: Buffer[];
  /** Base64 text that did not end on a quantum and may go on in the next word. */
  open: string;
  /** Source text of the words, given back when the charset is unknown. */
  raw: string;
}

/**
 * Decodes the encoded words of an unstructured header or a phrase (RFC 2047). Neighbours of one charset are joined as
 * octets before they become text, so that a character split between them survives. A word whose charset is unknown
 * stays as it is. Never throws.
 */
export function decodeEncodedWords(text: string): string {
  if (!text.includes('=?')) return text;
  let out = '';
  let last = 0;
  let run: Run | null = null;
  for (const match of text.matchAll(wordPattern)) {
    const [whole, label = '', kind = '', payload = ''] = match;
    const between = text.slice(last, match.index);
    last = match.index + whole.length;
    const charset = label.replace(/\*.*$/, '').toLowerCase();
    const encoding = kind.toLowerCase() === 'b' ? 'b' : 'q';
    const adjacent = run !== null && /^\s*$/.test(between);
    if (run !== null && adjacent && run.charset === charset) {
      run.raw += between + whole;
      append(run, encoding, payload);
      continue;
    }
    const unknown = !isKnownCharset(charset);
    const wasUnknown = run !== null && !isKnownCharset(run.charset);
    if (run !== null) out += finish(run);
    // White space between two words belongs to neither, unless one of them stays undecoded (RFC 2047 §6.2).
    out += adjacent && !unknown && !wasUnknown ? '' : between;
    run = { charset, encoding, pieces: [], open: '', raw: whole };
    append(run, encoding, payload);
  }
  if (run !== null) out += finish(run);
  return out + text.slice(last);
}

function append(run: Run, encoding: 'b' | 'q', payload: string): void {
  if (encoding === 'q') {
    close(run);
    run.pieces.push(decodeQ(payload));
    return;
  }
  run.open += payload.replace(/[^A-Za-z0-9+/=]/g, '');
  if (run.open.endsWith('=') || run.open.length % 4 === 0) close(run);
}

function close(run: Run): void {
  if (run.open !== '') run.pieces.push(Buffer.from(run.open, 'base64'));
  run.open = '';
}

function finish(run: Run): string {
  close(run);
  if (!isKnownCharset(run.charset)) return run.raw;
  return decodeText(Buffer.concat(run.pieces), run.charset).text;
}

/** The Q encoding (RFC 2047 §4.2): `_` is a space whatever the charset; an `=` without two hex digits stands for itself. */
function decodeQ(payload: string): Buffer {
  const octets = payload
    .replaceAll('_', ' ')
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  // Raw non-ASCII inside a word is forbidden; when it is there it has already been decoded, so keep it as UTF-8.
  return /[^\x00-\xff]/.test(octets) ? Buffer.from(octets, 'utf8') : Buffer.from(octets, 'latin1');
}
