import { knownName } from '../notifications/known-codes.ts';

/** A code or status in a line of the log. Offsets in UTF-16 units. */
export interface FoundCode {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

// `S: * OK [ALERT] …`, `S: A3 NO …`: a status stands behind the tag, a code behind a bracket.
const status = / S: \S+ (OK|NO|BAD|PREAUTH|BYE)\b/gi;
const code = /\[([A-Za-z][A-Za-z0-9-]*)/g;

/** The code or status of the catalogue that stands at `column` of a line which a server sent; null elsewhere. */
export function codeAt(line: string, column: number): FoundCode | null {
  if (!/^\S+ (?:#\d+ )?S[: ]|^#\d+ \S+ S[: ]/.test(line)) return null;
  for (const pattern of [status, code]) {
    for (const match of line.matchAll(pattern)) {
      const name = match[1] ?? '';
      const start = match.index + match[0].length - name.length;
      const end = start + name.length;
      const entry = column >= start && column <= end ? knownName(name) : null;
      if (entry?.kind === (pattern === status ? 'status' : 'code')) return { name: entry.name, start, end };
    }
  }
  return null;
}
