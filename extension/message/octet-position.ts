/** A place in a text as editors count it, from 0; columns are UTF-16 units. */
export interface TextPosition {
  readonly line: number;
  readonly character: number;
}

const lf = 0x0a;
const cr = 0x0d;

/** Where an octet of a file stands in the text that VS Code makes of it: UTF-8, lines ended by LF, CR or both. */
export function positionOf(bytes: Uint8Array, offset: number): TextPosition {
  const end = Math.min(offset, bytes.length);
  let line = 0;
  let lineStart = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  for (let at = 0; at < end; at++) {
    const octet = bytes[at];
    if (octet !== lf && (octet !== cr || bytes[at + 1] === lf)) continue;
    line++;
    lineStart = at + 1;
  }
  const text = end <= lineStart ? '' : Buffer.from(bytes.subarray(lineStart, end)).toString('utf8');
  return { line, character: text.replace(/\r$/, '').length };
}
