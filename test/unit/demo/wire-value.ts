/** A parsed value of a response: NIL, a number or atom, a string (latin1), or a list. */
export type WireValue = null | { readonly atom: string } | string | readonly WireValue[];

/** Reads values by the grammar of RFC 9051 §9, strictly: anything odd throws. */
export function parseWire(text: string): WireValue[] {
  let at = 0;
  const fail = (what: string): never => {
    throw new Error(`${what} at ${at}: …${JSON.stringify(text.slice(Math.max(0, at - 20), at + 20))}`);
  };
  const value = (): WireValue => {
    if (text[at] === '(') {
      at++;
      const items: WireValue[] = [];
      while (text[at] !== ')') {
        if (at >= text.length) fail('list without end');
        items.push(value());
        if (text[at] === ' ' && text[at + 1] !== ')') at++;
        // Bodies and addresses stand side by side without a space.
        else if (text[at] !== ')' && text[at] !== '(') fail('no space');
      }
      at++;
      return items;
    }
    if (text[at] === '"') {
      const match = /"((?:[^"\\\r\n\0\x80-\uffff]|\\["\\])*)"/y;
      match.lastIndex = at;
      const found = match.exec(text) ?? fail('bad quoted string');
      at += found[0].length;
      return (found[1] ?? '').replace(/\\(.)/g, '$1');
    }
    if (text[at] === '{') {
      const match = /\{(\d+)\}\r\n/y;
      match.lastIndex = at;
      const found = match.exec(text) ?? fail('bad literal');
      const start = at + found[0].length;
      at = start + Number(found[1]);
      if (at > text.length) fail('literal too long');
      return text.slice(start, at);
    }
    const match = /[^\s(){"%*]+(?:\[[^\]]*\](?:<\d+>)?)?/y;
    match.lastIndex = at;
    const found = match.exec(text) ?? fail('no value');
    at += found[0].length;
    return found[0] === 'NIL' ? null : { atom: found[0] };
  };
  const out: WireValue[] = [];
  while (at < text.length) {
    out.push(value());
    if (at < text.length && text[at] !== ' ') fail('garbage');
    at++;
  }
  return out;
}

/** Items of a `* n FETCH (…)` response: name → value. */
export function fetchItems(response: string): Map<string, WireValue> {
  const match = /^\* \d+ FETCH (\(.*\))$/s.exec(response);
  if (match === null) throw new Error(`Not a FETCH response: ${response.slice(0, 80)}`);
  const list = listOf(parseWire(match[1] ?? '')[0]);
  const items = new Map<string, WireValue>();
  for (let i = 0; i < list.length; i += 2) items.set(atomOf(list[i]), list[i + 1] ?? null);
  return items;
}

export function atomOf(value: WireValue | undefined): string {
  if (typeof value === 'object' && value !== null && 'atom' in value) return value.atom;
  throw new Error(`Not an atom: ${JSON.stringify(value)}`);
}

export function listOf(value: WireValue | undefined): readonly WireValue[] {
  if (Array.isArray(value)) return value as readonly WireValue[];
  throw new Error(`Not a list: ${JSON.stringify(value)}`);
}

export function stringOf(value: WireValue | undefined): string {
  if (typeof value === 'string') return value;
  throw new Error(`Not a string: ${JSON.stringify(value)}`);
}
