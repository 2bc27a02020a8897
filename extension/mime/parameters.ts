import { canonicalCharset, decodeText, isKnownCharset } from './charset.ts';
import { decodeEncodedWords } from './encoded-words.ts';

export interface DecodedParameters {
  /** Keys in lower case without RFC 2231 marks, values for people. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly problems: readonly string[];
}

/** A header value of the form `value; name=value; …` (RFC 2045 §5.1, RFC 2183). */
export interface ParameterizedValue {
  /** In lower case, without comments. */
  readonly value: string;
  /** Keys in lower case, values undecoded; of duplicates the first. */
  readonly parameters: ReadonlyMap<string, string>;
}

interface Section {
  readonly index: number;
  readonly extended: boolean;
  readonly value: string;
}

const maxSections = 1000;

/**
 * Decodes parameters as a header or BODYSTRUCTURE brings them: continuations, charset and percent escapes of RFC 2231,
 * and the encoded words that many mailers write instead. Where a name comes in both forms the RFC 2231 one counts.
 */
export function decodeParameters(raw: ReadonlyMap<string, string>): DecodedParameters {
  const parameters = new Map<string, string>();
  const problems: string[] = [];
  const split = new Map<string, Section[]>();
  for (const [key, value] of raw) {
    const name = key.toLowerCase();
    const match = /^([^*]+)\*(?:(\d{1,9})(\*)?)?$/.exec(name);
    if (match === null) {
      if (!parameters.has(name)) parameters.set(name, decodeEncodedWords(value));
      continue;
    }
    const [, base = '', index, star] = match;
    const sections = split.get(base) ?? [];
    split.set(base, sections);
    sections.push({ index: Number(index ?? 0), extended: index === undefined || star !== undefined, value });
  }
  for (const [name, sections] of split) parameters.set(name, joinSections(name, sections, problems));
  return { parameters, problems };
}

function joinSections(name: string, sections: readonly Section[], problems: string[]): string {
  const shown = name.replace(/[^\x21-\x7e]+/g, ' ').slice(0, 40);
  const sorted = sections.toSorted((a, b) => a.index - b.index).slice(0, maxSections);
  let charset: string | null = null;
  const pieces: Buffer[] = [];
  for (const [position, section] of sorted.entries()) {
    if (section.index !== position) {
      problems.push(`Parameter ${shown}: piece ${position} is missing; what follows it was left out.`);
      break;
    }
    let { value } = section;
    if (position === 0 && section.extended) {
      const introduced = /^([^']*)'[^']*'(.*)$/s.exec(value);
      if (introduced === null) {
        problems.push(`Parameter ${shown}: no charset is named.`);
      } else {
        charset = introduced[1] ?? '';
        value = introduced[2] ?? '';
      }
    }
    pieces.push(section.extended ? percentDecode(value) : octets(value, charset));
  }
  const octetsOfAll = Buffer.concat(pieces);
  if (charset !== null && charset !== '' && !isKnownCharset(charset))
    problems.push(`Parameter ${shown}: its charset is unknown.`);
  const text = decodeText(octetsOfAll, charset).text;
  return charset === null ? decodeEncodedWords(text) : text;
}

function percentDecode(value: string): Buffer {
  const bytes = octets(value, 'utf-8').toString('latin1');
  return Buffer.from(
    bytes.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  );
}

/** An unescaped piece: ASCII in a well-formed parameter; else in the parameter's own charset where that is one octet wide. */
function octets(value: string, charset: string | null): Buffer {
  const narrow = charset !== null && canonicalCharset(charset) === 'windows-1252' && !/[^\x00-\xff]/.test(value);
  return Buffer.from(value, narrow ? 'latin1' : 'utf8');
}

/** Reads a structured value tolerantly: comments dropped, unquoted values with blanks taken up to the semicolon. Linear. */
export function parseParameterized(text: string): ParameterizedValue {
  const pieces = splitAtSemicolons(text);
  const parameters = new Map<string, string>();
  for (const piece of pieces.slice(1)) {
    const equals = piece.text.indexOf('=');
    if (equals < 0) continue;
    const name = piece.text.slice(0, equals).trim().toLowerCase();
    if (name === '' || parameters.has(name)) continue;
    parameters.set(name, piece.quoted ?? piece.text.slice(equals + 1).trim());
  }
  return { value: (pieces[0]?.text ?? '').trim().toLowerCase(), parameters };
}

/** Cuts at semicolons outside quotes and comments; `quoted` is the content of the piece's quoted string, if it has one. */
function splitAtSemicolons(text: string): { readonly text: string; readonly quoted: string | null }[] {
  const pieces: { text: string; quoted: string | null }[] = [];
  let plain = '';
  let quoted: string | null = null;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (char === '\\' && depth > 0) at++;
    else if (char === '(' && (depth > 0 || quoted !== null || opensComment(plain))) depth++;
    else if (char === ')' && depth > 0) depth--;
    else if (depth > 0) continue;
    else if (char === '"') {
      let content = '';
      for (at++; at < text.length && text[at] !== '"'; at++) {
        if (text[at] === '\\' && at + 1 < text.length) at++;
        content += text[at] ?? '';
      }
      quoted ??= content;
    } else if (char === ';') {
      pieces.push({ text: plain, quoted });
      plain = '';
      quoted = null;
    } else plain += char;
  }
  pieces.push({ text: plain, quoted });
  return pieces;
}

/** A parenthesis in an unquoted file name is part of it, as in `filename=report (1).pdf`. */
function opensComment(before: string): boolean {
  return !before.includes('=') || (/\s$/.test(before) && !/^\s*(?:file)?name\b/i.test(before));
}
