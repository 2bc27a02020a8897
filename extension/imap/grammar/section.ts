import type { Cursor } from '../wire/cursor.ts';
import type { Grammar } from './context.ts';
import type { FetchedSection } from './types.ts';

const space = 0x20;
const quote = 0x22;
const open = 0x28;
const bracketOpen = 0x5b;
const bracketClose = 0x5d;
const brace = 0x7b;
const less = 0x3c;
const maxSection = 100_000;
const atomSafe = /^[^\s(){}%*"\\\]]+$/;

/**
 * The section and partial behind BODY or BINARY (RFC 9051 §9), normalised: upper case, one space, header names as atoms where
 * they can be. `BODY[HEADER.FIELDS ("Subject")]<0>` gives `[HEADER.FIELDS (SUBJECT)]<0>`.
 */
export function readSection(c: Cursor, g: Grammar): string {
  c.expect(bracketOpen);
  const start = c.pos;
  const { bytes, end } = c;
  let at = start;
  while (at < end && bytes[at] !== bracketClose && bytes[at] !== quote && bytes[at] !== brace && bytes[at] !== open)
    at++;
  let section: string;
  if (bytes[at] === bracketClose && at < end) {
    if (at - start > maxSection) c.fail('a section');
    section = bytes.toString('latin1', start, at).trim().toUpperCase();
    c.pos = at + 1;
  } else section = readLongSection(c);
  return `[${section}]${readOrigin(c, g)}`;
}

/** With a header list, whose names may be strings. */
function readLongSection(c: Cursor): string {
  const words: string[] = [];
  for (c.skipSpaces(); !c.take(bracketClose); c.skipSpaces()) {
    if (c.atEnd) c.fail('"]"');
    if (c.atList) {
      const names: string[] = [];
      c.enter();
      while (!c.atListEnd()) names.push(headerName(c.astring()));
      c.leave();
      words.push(`(${names.join(' ')})`);
    } else words.push(c.atom().toUpperCase());
  }
  return words.join(' ');
}

function headerName(name: string): string {
  const upper = name.toUpperCase();
  return atomSafe.test(upper) ? upper : `"${upper.replace(/["\\]/g, '\\$&')}"`;
}

function readOrigin(c: Cursor, g: Grammar): string {
  if (!c.take(less)) return '';
  const origin = c.number();
  if (c.take(0x2e)) {
    c.number();
    g.quirk('echoed-partial');
  }
  c.expect(0x3e);
  return `<${origin}>`;
}

/** Keeps a section's value, the last of several under one name, in the order of the response. */
export function putSection(
  items: { sections?: Map<string, FetchedSection> },
  name: string,
  value: FetchedSection,
): void {
  const sections = (items.sections ??= new Map<string, FetchedSection>());
  sections.delete(name);
  sections.set(name, value);
}

/** The value of a section. Without one (Yandex, iCloud) it is NIL. */
export function readSectionValue(c: Cursor, g: Grammar): FetchedSection {
  if (c.peek() === space) c.skipSpaces();
  if (c.atString) {
    const span = c.stringSpan();
    if (span.streamed) return { kind: 'streamed', size: span.size };
    const bytes = c.bytes.subarray(span.start, span.end);
    return { kind: 'bytes', bytes: span.escaped ? unescapeOctets(bytes) : bytes };
  }
  if (!c.nil()) g.quirk('missing-section-value');
  return { kind: 'nil' };
}

function unescapeOctets(quoted: Buffer): Buffer {
  return Buffer.from(quoted.toString('latin1').replace(/\\(["\\])/g, '$1'), 'latin1');
}
