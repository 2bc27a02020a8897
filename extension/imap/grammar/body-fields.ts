import type { Cursor } from '../wire/cursor.ts';
import { lowerCase, Shared } from '../wire/intern.ts';
import type { Grammar } from './context.ts';
import type { BodyDisposition } from './types.ts';

export const noParameters: ReadonlyMap<string, string> = new Map();
const space = 0x20;
const quote = 0x22;
const close = 0x29;
const backslash = 0x5c;

/** Lists of parameters like `("charset" "utf-8")`; a mailbox has few of them. */
const shared = new Shared<ReadonlyMap<string, string>>(128);
const common = new Set(['charset', 'format', 'delsp']);
const longestShared = 80;

export const noLanguages: readonly string[] = Object.freeze<string[]>([]);

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
  const start = c.pos;
  const near = nearEnd(c);
  const known = near < 0 ? null : shared.find(c.bytes, start, near);
  if (known !== null) {
    c.pos = near;
    return known;
  }
  let repeats = true;
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
    const key = name === null ? undefined : lowerCase(name);
    if (key !== undefined && !parameters.has(key)) parameters.set(key, value ?? '');
    if (key === undefined || value === null || !common.has(key)) repeats = false;
  }
  c.leave();
  if (repeats && c.pos === near) shared.keep(c.bytes, start, near, parameters);
  return parameters;
}

/**
 * Offset behind a short list of plain quoted strings, -1 for any other: whatever a deviation might hide in is read anew each time, so that
 * it is counted each time.
 */
function nearEnd(c: Cursor): number {
  const { bytes, pos } = c;
  const limit = Math.min(pos + longestShared, c.end);
  for (let at = pos + 1; at < limit && bytes[at] === quote; at++) {
    for (at++; at < limit; at++) {
      const octet = bytes[at] ?? 0;
      if (octet === quote) break;
      if (octet === backslash || octet >= 0x80) return -1;
    }
    at++;
    if (bytes[at] === close && at < limit) return at + 1;
    if (bytes[at] !== space) return -1;
  }
  return -1;
}

/** body-fld-dsp (RFC 9051 §9), or the bare name that some servers send. */
export function readDisposition(c: Cursor, g: Grammar): BodyDisposition | null {
  c.skipSpaces();
  if (c.nil()) return null;
  if (!c.atList) {
    const name = c.astring();
    if (c.atListEnd() || !dispositionFollows(c)) {
      g.quirk('bare-disposition');
      return name === '' ? null : { type: lowerCase(name), parameters: noParameters };
    }
    g.quirk('extra-body-string');
  }
  c.enter();
  const type = readText(c, g);
  const parameters = c.atListEnd() ? noParameters : readParameters(c, g);
  while (!c.atListEnd()) c.skipValue();
  c.leave();
  if (type !== null && type !== '') return { type: lowerCase(type), parameters };
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
    return one === null ? noLanguages : [one];
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
