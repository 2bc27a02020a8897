import { decodeText } from './octets.ts';
import { aroundUrlTokens } from './url-token.ts';

/**
 * A stretch of a command as it goes out. The sender writes the parts in order; before the octets of a literal with `sync` it
 * writes the part's `header` and waits for the server's continuation (RFC 9051 §4.3).
 */
export type CommandPart =
  /** One octet per UTF-16 unit (latin1). The last part of a command ends in CRLF. */
  | { readonly kind: 'text'; readonly text: string }
  /** `header` is `{n}CRLF`, `{n+}CRLF` or `~{n}CRLF`. */
  | {
      readonly kind: 'literal';
      readonly header: string;
      readonly bytes: Uint8Array;
      readonly sync: boolean;
      readonly secret: boolean;
    }
  /** As `literal`; the source must give exactly `size` octets, else the connection is lost. */
  | {
      readonly kind: 'stream';
      readonly header: string;
      readonly size: number;
      readonly source: AsyncIterable<Uint8Array>;
      readonly sync: boolean;
    }
  /** Octets that no log may hold, quotes included. */
  | { readonly kind: 'secret'; readonly bytes: Uint8Array };

/** What may be shown of a stretch of a command; the shape of the trace's own parts, which lie a layer above. */
export type ShownPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'literal'; readonly size: number }
  | { readonly kind: 'secret'; readonly size: number };

/** What goes to the transport for a part: the header of a literal or stream, then its octets apart. */
export function partOctets(part: Exclude<CommandPart, { kind: 'stream' }>): Buffer {
  switch (part.kind) {
    case 'text':
      return Buffer.from(part.text, 'latin1');
    case 'literal':
    case 'secret':
      return Buffer.from(part.bytes.buffer, part.bytes.byteOffset, part.bytes.byteLength);
  }
}

/** Whether the command has to wait for the server before it is sent whole. */
export function hasSynchronisingLiteral(parts: readonly CommandPart[]): boolean {
  return parts.some((part) => (part.kind === 'literal' || part.kind === 'stream') && part.sync);
}

/** What the trace keeps of a command: its text, of literals and secrets their sizes. The final CRLF is left out. */
export function traceParts(parts: readonly CommandPart[]): ShownPart[] {
  const trace: ShownPart[] = [];
  const text = (latin1: string): void => {
    const plain = latin1.endsWith('\r\n') ? latin1.slice(0, -2) : latin1;
    if (plain === '') return;
    const octets = Buffer.from(plain, 'latin1');
    const last = trace.at(-1);
    const decoded = decodeText(octets, 0, octets.length);
    if (last?.kind === 'text') trace[trace.length - 1] = { kind: 'text', text: last.text + decoded };
    else trace.push({ kind: 'text', text: decoded });
  };
  for (const part of parts) {
    switch (part.kind) {
      case 'text':
        text(part.text);
        break;
      case 'literal':
        text(part.header);
        trace.push({ kind: part.secret ? 'secret' : 'literal', size: part.bytes.byteLength });
        break;
      case 'stream':
        text(part.header);
        trace.push({ kind: 'literal', size: part.size });
        break;
      case 'secret':
        trace.push({ kind: 'secret', size: part.bytes.byteLength });
        break;
    }
  }
  return trace.flatMap(withoutTokens);
}

function withoutTokens(part: ShownPart): ShownPart[] {
  if (part.kind !== 'text') return [part];
  return aroundUrlTokens(part.text)
    .map((piece, at): ShownPart =>
      at % 2 === 0 ? { kind: 'text', text: piece } : { kind: 'secret', size: Buffer.byteLength(piece) },
    )
    .filter((piece) => piece.kind !== 'text' || piece.text !== '');
}

/** A command for people, as in errors: one line, sizes in place of literals and secrets, not endless. */
export function readableCommand(parts: readonly CommandPart[]): string {
  const shown = traceParts(parts).map((part) =>
    part.kind === 'text'
      ? part.text.replace(/[\x00-\x1f\x7f-\x9f]+/g, ' ')
      : part.kind === 'secret'
        ? '<secret>'
        : `<${part.size} octets>`,
  );
  const line = shown.join('');
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}

/** A line that is secret as a whole: an answer in a SASL exchange. */
export function secretLine(base64: string): CommandPart[] {
  return [
    { kind: 'secret', bytes: Buffer.from(base64, 'latin1') },
    { kind: 'text', text: '\r\n' },
  ];
}
