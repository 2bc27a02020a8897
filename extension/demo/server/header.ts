/** One header field; `start` … `end` cover its octets with the final line break. `value` is unfolded latin1, trimmed. */
export interface HeaderField {
  /** Lower case; empty for a line that is no field. */
  readonly name: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** A header section: `end` lies behind the blank line, or behind the last field when there is none. */
export interface Header {
  readonly fields: readonly HeaderField[];
  readonly start: number;
  readonly end: number;
}

/** Reads the header that starts at `start` and stays before `limit` (RFC 5322 §2.2). Bare LF counts as a line break. */
export function parseHeader(raw: Buffer, start: number, limit: number): Header {
  const fields: HeaderField[] = [];
  let at = start;
  while (at < limit) {
    const lineEnd = nextLine(raw, at, limit);
    if (isBlank(raw, at, lineEnd)) return { fields, start, end: lineEnd };
    let end = lineEnd;
    while (end < limit && (raw[end] === 0x20 || raw[end] === 0x09)) end = nextLine(raw, end, limit);
    fields.push(field(raw, at, end));
    at = end;
  }
  return { fields, start, end: at };
}

function nextLine(raw: Buffer, at: number, limit: number): number {
  const lf = raw.indexOf(0x0a, at);
  return lf < 0 || lf >= limit ? limit : lf + 1;
}

function isBlank(raw: Buffer, at: number, end: number): boolean {
  return (end - at === 1 && raw[at] === 0x0a) || (end - at === 2 && raw[at] === 0x0d && raw[at + 1] === 0x0a);
}

function field(raw: Buffer, start: number, end: number): HeaderField {
  const text = raw.toString('latin1', start, end);
  const colon = text.indexOf(':');
  const name = colon < 0 ? '' : text.slice(0, colon).trim().toLowerCase();
  const value = text
    .slice(colon + 1)
    .replace(/\r?\n/g, '')
    .trim();
  return { name, value, start, end };
}

/** Value of the first field of that lower-case name. */
export function headerValue(header: Header, name: string): string | null {
  return header.fields.find((candidate) => candidate.name === name)?.value ?? null;
}

/** A structured value like Content-Type's: its first word and its parameters (RFC 2045 §5.1), names lower case, values undecoded. */
export interface ParameterValue {
  readonly value: string;
  readonly parameters: readonly (readonly [name: string, value: string])[];
}

export function parseParameters(text: string): ParameterValue {
  const clean = stripComments(text);
  const first = /^[^;]*/.exec(clean)?.[0] ?? '';
  const parameters: [string, string][] = [];
  const pattern = /;\s*([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^\s;]*))/g;
  pattern.lastIndex = first.length;
  for (let match = pattern.exec(clean); match !== null; match = pattern.exec(clean)) {
    const value = match[2] === undefined ? (match[3] ?? '') : match[2].replace(/\\(.)/g, '$1');
    parameters.push([(match[1] ?? '').toLowerCase(), value]);
  }
  return { value: first.trim(), parameters };
}

/** Comments in parentheses away, quoted strings kept (RFC 5322 §3.2.2). */
export function stripComments(text: string): string {
  if (!text.includes('(')) return text;
  let out = '';
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i] ?? '';
    if (char === '\\') {
      if (depth === 0) out += char + (text[i + 1] ?? '');
      i++;
    } else if (quoted) {
      out += char;
      quoted = char !== '"';
    } else if (char === '(') depth++;
    else if (char === ')' && depth > 0) depth--;
    else if (depth === 0) {
      out += char;
      quoted = char === '"';
    }
  }
  return out;
}
