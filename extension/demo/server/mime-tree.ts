import { headerValue, parseHeader, parseParameters, type Header } from './header.ts';

/** A message or body part: where its header and body lie in `raw`, and what it is made of. */
export interface Entity {
  readonly raw: Buffer;
  readonly header: Header;
  /** Body octets; a part's own line break before the next boundary is not its own (RFC 2046 §5.1.1). */
  readonly bodyStart: number;
  readonly bodyEnd: number;
  /** Lower case. */
  readonly type: string;
  readonly subtype: string;
  readonly parameters: readonly (readonly [name: string, value: string])[];
  /** For a multipart at least one. */
  readonly parts: readonly Entity[];
  /** The message inside message/rfc822. */
  readonly message: Entity | null;
}

const maxDepth = 40;

export function parseEntity(raw: Buffer): Entity {
  return parse(raw, 0, raw.length, 'text/plain', 0);
}

function parse(raw: Buffer, start: number, end: number, defaultType: string, depth: number): Entity {
  const header = parseHeader(raw, start, end);
  const declared = headerValue(header, 'content-type');
  let { value, parameters } = parseParameters(declared ?? defaultType);
  // RFC 2045 §5.2: what cannot be read is plain text.
  if (!/^[^\s/]+\/[^\s/]+$/.test(value)) ({ value, parameters } = { value: 'text/plain', parameters: [] });
  const [type = 'text', subtype = 'plain'] = value.toLowerCase().split('/');
  const common = { raw, header, bodyStart: header.end, bodyEnd: end, type, subtype, parameters };
  if (type === 'multipart' && depth < maxDepth) {
    const boundary = parameters.find(([name]) => name === 'boundary')?.[1] ?? '';
    const inner = subtype === 'digest' ? 'message/rfc822' : 'text/plain';
    const ranges = boundary === '' ? [] : partRanges(raw, header.end, end, boundary);
    // BODYSTRUCTURE's grammar wants one part at least: an empty one stands for none.
    if (ranges.length === 0) ranges.push({ from: end, to: end });
    return { ...common, parts: ranges.map(({ from, to }) => parse(raw, from, to, inner, depth + 1)), message: null };
  }
  if (type === 'message' && subtype === 'rfc822' && depth < maxDepth) {
    return { ...common, parts: [], message: parse(raw, header.end, end, 'text/plain', depth + 1) };
  }
  if (type === 'multipart' || (type === 'message' && subtype === 'rfc822')) {
    return { ...common, type: 'application', subtype: 'octet-stream', parameters: [], parts: [], message: null };
  }
  return { ...common, parts: [], message: null };
}

/** Octets between the delimiter lines; a missing last delimiter lets the last part run to the end. */
function partRanges(raw: Buffer, start: number, end: number, boundary: string): { from: number; to: number }[] {
  const ranges: { from: number; to: number }[] = [];
  const delimiter = Buffer.from(`--${boundary}`, 'latin1');
  let from: number | null = null;
  for (let at = raw.indexOf(delimiter, start); at >= 0 && at < end; at = raw.indexOf(delimiter, at + 1)) {
    if (at !== start && raw[at - 1] !== 0x0a) continue;
    const lf = raw.indexOf(0x0a, at);
    const lineEnd = lf < 0 || lf >= end ? end : lf + 1;
    const rest = /^(--)?[ \t]*\r?\n?$/.exec(raw.toString('latin1', at + delimiter.length, lineEnd));
    if (rest === null) continue;
    if (from !== null) ranges.push({ from, to: Math.max(from, beforeLineBreak(raw, at)) });
    from = rest[1] === undefined ? lineEnd : null;
    if (from === null) break;
  }
  if (from !== null) ranges.push({ from, to: end });
  return ranges;
}

function beforeLineBreak(raw: Buffer, at: number): number {
  if (raw[at - 1] !== 0x0a) return at;
  return raw[at - 2] === 0x0d ? at - 2 : at - 1;
}
