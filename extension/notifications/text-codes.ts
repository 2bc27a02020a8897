import { codeName } from '../imap/grammar/code.ts';
import type { ResponseCode } from '../imap/grammar/code.ts';
import { knownName } from './known-codes.ts';

const leading = /^\s*\[([A-Za-z][A-Za-z0-9-]*)(?: [^\]\r\n]{0,500})?\]/;
// Gmail puts it behind the text: `a1 OK Success [THROTTLED]`.
const trailing = /\[(THROTTLED)\]\s*$/i;
const mostCodes = 8;

/**
 * Names of all codes that a status line carries, upper case, in order: the parsed one, then those that follow it in brackets at the
 * front of the text, then THROTTLED at its end. The grammar allows one code, but some servers send more, and an ALERT behind
 * another code must not be lost.
 */
export function codesOf(code: ResponseCode | null, text: string): readonly string[] {
  const names = code === null ? [] : [codeName(code).toUpperCase()];
  let rest = text;
  for (let match = leading.exec(rest); match !== null && names.length < mostCodes; match = leading.exec(rest)) {
    const entry = knownName(match[1] ?? '');
    // Brackets around words that are no code are just text: `[Gmail]/All Mail`.
    if (entry?.kind !== 'code') break;
    names.push(entry.name);
    rest = rest.slice(match[0].length);
  }
  const end = trailing.exec(text.slice(-100));
  if (end !== null && !names.includes('THROTTLED')) names.push('THROTTLED');
  return names;
}
