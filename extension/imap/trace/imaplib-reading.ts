import { bytesLiteral } from './bytes-literal.ts';
import type { TracePart } from './record.ts';

/** What imaplib matches a response with, as its own text shows the expressions. */
const patterns = {
  untagged: String.raw`b'\\* (?P<type>[A-Z-]+)( (?P<data>.*))?'`,
  numbered: String.raw`b'\\* (?P<data>\\d+) (?P<type>[A-Z-]+)( (?P<data2>.*))?'`,
  tagged: String.raw`b'(?P<tag>A\\d+) (?P<type>[A-Z]+) (?P<data>.*)'`,
  continuation: String.raw`b'\\+( (?P<data>.*))?'`,
  literal: String.raw`b'.*{(?P<size>\\d+)}$'`,
  code: String.raw`b'\\[(?P<type>[A-Z-]+)( (?P<data>.*))?\\]'`,
} as const;

/** How many of each type were collected and not asked for yet; a tagged response is where they are. */
export type Collected = Map<string, number>;

/**
 * The lines that imaplib prints at level 5 while it reads one response: what came, the expressions that matched with their groups, and what
 * is collected. Only the octets of literals are left out.
 */
export function* imaplibReading(parts: readonly TracePart[], collected: Collected): Generator<string, void, undefined> {
  const [first = { text: '', size: null }, ...more] = segmentsOf(parts);
  yield `< ${bytesLiteral(first.text)}`;
  const collect = (type: string, shown: string): string => {
    const count = collected.get(type) ?? 0;
    collected.set(type, count + 1);
    return `untagged_responses[${type}] ${count} += ["${shown}"]`;
  };
  let type: string;
  let data: string;
  const tagged = /^(A\d+) ([A-Z]+) (.*)/s.exec(first.text);
  if (tagged !== null) {
    yield matched(patterns.tagged, tagged.slice(1));
    collected.clear();
    [, , type = '', data = ''] = tagged;
  } else {
    const untagged = /^\* ([A-Z-]+)( (.*))?/s.exec(first.text);
    const numbered = untagged === null ? /^\* (\d+) ([A-Z-]+)( (.*))?/s.exec(first.text) : null;
    if (untagged !== null) {
      yield matched(patterns.untagged, untagged.slice(1));
      [, type = '', , data = ''] = untagged;
    } else if (numbered !== null) {
      yield matched(patterns.numbered, numbered.slice(1));
      const [, number = '', name = '', , rest = ''] = numbered;
      type = name;
      data = rest === '' ? number : `${number} ${rest}`;
    } else {
      const continuation = /^\+( (.*))?/s.exec(first.text);
      if (continuation !== null) yield matched(patterns.continuation, continuation.slice(1));
      return;
    }
    let { size } = first;
    for (const next of more) {
      if (size === null) break;
      yield matched(patterns.literal, [String(size)]);
      yield `read literal size ${size}`;
      yield collect(type, `(${bytesLiteral(data)}, …)`);
      yield `< ${bytesLiteral(next.text)}`;
      data = next.text;
      size = next.size;
    }
    yield collect(type, bytesLiteral(data));
  }
  const code = type === 'OK' || type === 'NO' || type === 'BAD' ? /^\[([A-Z-]+)( (.*))?\]/s.exec(data) : null;
  if (code === null) return;
  yield matched(patterns.code, code.slice(1));
  yield collect(code[1] ?? '', bytesLiteral(code[3] ?? ''));
}

function matched(pattern: string, groups: readonly (string | undefined)[]): string {
  const shown = groups.map((group) => (group === undefined ? 'None' : bytesLiteral(group)));
  return `\tmatched ${pattern} => (${shown.join(', ')}${shown.length === 1 ? ',' : ''})`;
}

/** Texts, each with the size of the literal behind it. */
function segmentsOf(parts: readonly TracePart[]): { readonly text: string; readonly size: number | null }[] {
  const out: { readonly text: string; readonly size: number | null }[] = [];
  let text = '';
  for (const part of parts) {
    if (part.kind === 'literal') {
      out.push({ text, size: part.size });
      text = '';
    } else text += part.kind === 'secret' ? '***' : part.text.replace(/\r?\n$/, '');
  }
  out.push({ text, size: null });
  return out;
}
