import type { TransferDecoder } from './transfer.ts';

/** A uuencoded line is 61 characters; one much longer is no such line and is passed over. */
const maxLine = 1000;

/** The `begin` … `end` text that some senders still name as a transfer encoding; what stands outside it is dropped. */
export function uuDecoder(): TransferDecoder {
  let line = '';
  let skipping = false;
  let inside = false;
  let begun = false;
  let ended = false;
  let bad = 0;

  function decodeLine(text: string, out: number[]): void {
    if (!inside) {
      if (!begun && /^begin [0-7]{3,4} /.test(text)) inside = begun = true;
      return;
    }
    if (text === 'end' || text === '`' || text === '') {
      if (text === 'end') {
        inside = false;
        ended = true;
      }
      return;
    }
    const count = (text.charCodeAt(0) - 0x20) & 0x3f;
    const needed = Math.ceil(count / 3) * 4;
    // Trailing spaces, which are zeros, are often lost on the way.
    if (text.length - 1 > needed + 2) bad++;
    const before = out.length;
    for (let at = 1; at <= needed; at += 4) {
      const group = [0, 1, 2, 3].map((i) => (at + i < text.length ? (text.charCodeAt(at + i) - 0x20) & 0x3f : 0));
      const bits = ((group[0] ?? 0) << 18) | ((group[1] ?? 0) << 12) | ((group[2] ?? 0) << 6) | (group[3] ?? 0);
      out.push((bits >> 16) & 0xff, (bits >> 8) & 0xff, bits & 0xff);
    }
    out.length = Math.min(out.length, before + count);
  }

  return {
    push(chunk) {
      const out: number[] = [];
      const pieces = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1').split('\n');
      for (const [index, piece] of pieces.entries()) {
        if (line.length + piece.length > maxLine) skipping = true;
        else line += piece;
        if (index === pieces.length - 1) break;
        if (skipping) bad++;
        else decodeLine(line.replace(/\r$/, ''), out);
        line = '';
        skipping = false;
      }
      return Uint8Array.from(out);
    },
    end() {
      const out: number[] = [];
      if (line !== '' && !skipping) decodeLine(line.replace(/\r$/, ''), out);
      line = '';
      return Uint8Array.from(out);
    },
    get problems() {
      const problems: string[] = [];
      if (!begun) problems.push('Uuencode: there is no begin line.');
      else if (!ended) problems.push('Uuencode: there is no end line.');
      if (bad > 0) problems.push(`Uuencode: broken lines: ${bad}.`);
      return problems;
    },
  };
}
