import { crc32 } from 'node:zlib';

/** Octets of one yEnc block and what does not agree with what its lines announce. */
export interface YencContent {
  readonly bytes: Uint8Array;
  readonly problems: readonly string[];
}

const lf = 0x0a;
const cr = 0x0d;
const escape = 0x3d;

/**
 * Undoes yEnc (yenc-draft 1.3): every octet is moved by 42, one behind `=` by 64 more. `block` runs from its `=ybegin`
 * line to its `=yend` line or as far as it goes. Never throws; size and CRC-32 are checked where the block names them.
 */
export function decodeYenc(block: Uint8Array): YencContent {
  const source = Buffer.from(block.buffer, block.byteOffset, block.byteLength);
  const out = Buffer.alloc(source.length);
  let length = 0;
  let end: string | null = null;
  let part = false;
  for (let at = 0; at < source.length;) {
    const newline = source.indexOf(lf, at);
    const lineEnd = newline < 0 ? source.length : newline;
    const control = source[at] === escape && source[at + 1] === 0x79;
    if (control) {
      const text = source.toString('latin1', at, Math.min(lineEnd, at + 1000));
      if (text.startsWith('=ypart ')) part = true;
      if (text.startsWith('=yend')) end = text;
    } else {
      // A dot at the start of a line was doubled on the way where the server did not undo it.
      const from = source[at] === 0x2e && source[at + 1] === 0x2e ? at + 1 : at;
      for (let position = from; position < lineEnd; position++) {
        const octet = source[position] ?? 0;
        if (octet === cr) continue;
        if (octet === escape && position + 1 < lineEnd) {
          position++;
          out[length++] = ((source[position] ?? 0) - 106) & 0xff;
        } else {
          out[length++] = (octet - 42) & 0xff;
        }
      }
    }
    at = newline < 0 ? source.length : newline + 1;
    if (end !== null) break;
  }
  const bytes = out.subarray(0, length);
  return { bytes, problems: end === null ? ['yEnc: there is no =yend line.'] : checked(bytes, end, part) };
}

function checked(bytes: Uint8Array, end: string, part: boolean): readonly string[] {
  const problems: string[] = [];
  const size = /\ssize=(\d{1,15})/.exec(end)?.[1];
  if (size !== undefined && Number(size) !== bytes.length)
    problems.push(`yEnc: ${size} octets were announced, ${bytes.length} are there.`);
  const sum = (part ? /\spcrc32=([0-9a-f]{1,8})/i : /\scrc32=([0-9a-f]{1,8})/i).exec(end)?.[1];
  if (sum !== undefined && parseInt(sum, 16) !== crc32(bytes)) problems.push('yEnc: the checksum does not fit.');
  return problems;
}
