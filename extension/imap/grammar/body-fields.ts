import type { Cursor } from '../wire/cursor.ts';
import type { Grammar } from './context.ts';
import type { BodyDisposition } from './types.ts';

const noParameters: ReadonlyMap<string, string> = new Map();

/** nstring, or nothing at the list's end; a list in its place counts as NIL. */
export function readText(c: Cursor, g: Grammar): string | null {
  if (c.atListEnd()) return null;
  if (!c.atList) return c.nstring();
  g.quirk('list-for-string');
  c.skipValue();
  return null;
}

/** body-fld-param (RFC 9051 §9): names lower case; of a repeated one the first counts. */
export function readParameters(c: Cursor, g: Grammar): ReadonlyMap<string, string> {
  c.skipSpaces();
  if (c.nil()) return noParameters;
  if (!c.atList) {
    g.quirk('string-for-list');
    c.skipValue();
    return noParameters;
  }
  const parameters = new Map<string, string>();
  c.enter();
  while (!c.atListEnd()) {
    if (c.atList) {
      g.quirk('odd-parameters');
      c.skipValue();
      continue;
    }
    const name = c.nstring();
    const value = readText(c, g);
    if (name === null || value === null) g.quirk('odd-parameters');
    const key = name?.toLowerCase();
    if (key !== undefined && !parameters.has(key)) parameters.set(key, value ?? '');
  }
  c.leave();
  return parameters;
}

/** body-fld-dsp (RFC 9051 §9), or the bare name that some servers send. */
export function readDisposition(c: Cursor, g: Grammar): BodyDisposition | null {
  c.skipSpaces();
  if (c.nil()) return null;
  if (!c.atList) {
    const name = c.astring();
    if (c.atListEnd() || !dispositionFollows(c)) {
      g.quirk('bare-disposition');
      return name === '' ? null : { type: name.toLowerCase(), parameters: noParameters };
    }
    g.quirk('extra-body-string');
  }
  c.enter();
  const type = readText(c, g);
  const parameters = c.atListEnd() ? noParameters : readParameters(c, g);
  while (!c.atListEnd()) c.skipValue();
  c.leave();
  if (type !== null && type !== '') return { type: type.toLowerCase(), parameters };
  g.quirk('bare-disposition');
  // A name without a type still says that there is a file.
  return parameters.size > 0 ? { type: 'attachment', parameters } : null;
}

/** Whether `("name" (…` or `("name" NIL)` comes next: a disposition, where languages have strings only and an envelope ten fields. */
export function dispositionFollows(c: Cursor): boolean {
  if (!c.atList) return false;
  const start = c.pos;
  c.pos++;
  let found = false;
  if (!c.atListEnd() && c.atString) {
    c.stringSpan();
    found = !c.atListEnd() && (c.atList || (c.nil() && c.atListEnd()));
  }
  c.pos = start;
  return found;
}

/** body-fld-lang (RFC 9051 §9): one tag or several. */
export function readLanguages(c: Cursor, g: Grammar): readonly string[] {
  c.skipSpaces();
  if (!c.atList) {
    const one = c.nstring();
    return one === null ? [] : [one];
  }
  const tags: string[] = [];
  c.enter();
  while (!c.atListEnd()) {
    const tag = readText(c, g);
    if (tag === null) g.quirk('nil-language');
    else tags.push(tag);
  }
  c.leave();
  return tags;
}

/** body-fld-loc (RFC 9051 §9). */
export function readLocation(c: Cursor, g: Grammar): string | null {
  return readText(c, g);
}
