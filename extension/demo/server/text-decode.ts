import { headerValue } from './header.ts';
import type { Entity } from './mime-tree.ts';

/** Text of octets in a charset; an unknown charset reads as UTF-8. Never throws. */
function decodeCharset(bytes: Buffer, charset: string): string {
  try {
    return new TextDecoder(charset.trim()).decode(bytes);
  } catch {
    return bytes.toString('utf8');
  }
}

function unquote(text: string): Buffer {
  const plain = text.replace(/[ \t]+(?=\r?$)/gm, '').replace(/=\r?\n/g, '');
  return Buffer.from(
    plain.replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  );
}

/** A header value (latin1) for people: encoded words decoded (RFC 2047), a character split over two words mended, raw UTF-8 read. */
export function decodeHeaderText(value: string): string {
  const joined = value.replace(/(\?=)\s+(?==\?)/g, '$1');
  const runs = joined.split(/((?:=\?[^?\s]+\?[bq]\?[^?\s]*\?=)+)/i);
  return runs.map((run, i) => (i % 2 === 1 ? decodeRun(run) : Buffer.from(run, 'latin1').toString('utf8'))).join('');
}

function decodeRun(run: string): string {
  let out = '';
  let charset = '';
  let bytes: Buffer[] = [];
  const flush = (): void => {
    if (bytes.length > 0) out += decodeCharset(Buffer.concat(bytes), charset);
    bytes = [];
  };
  for (const [, name = '', encoding, payload = ''] of run.matchAll(/=\?([^?\s]+)\?([bq])\?([^?\s]*)\?=/gi)) {
    const plainName = (name.split('*')[0] ?? name).toLowerCase();
    if (plainName !== charset) flush();
    charset = plainName;
    bytes.push(
      encoding?.toLowerCase() === 'b' ? Buffer.from(payload, 'base64') : unquote(payload.replaceAll('_', ' ')),
    );
  }
  flush();
  return out;
}

/** All text of a message's body: every text part, transfer encoding and charset undone. */
export function decodeBodyText(entity: Entity): string {
  if (entity.message !== null) {
    return `${entity.message.header.fields.map(({ value }) => decodeHeaderText(value)).join('\n')}\n${decodeBodyText(entity.message)}`;
  }
  if (entity.type === 'multipart') return entity.parts.map(decodeBodyText).join('\n');
  if (entity.type !== 'text') return '';
  const octets = entity.raw.subarray(entity.bodyStart, entity.bodyEnd);
  const encoding = (headerValue(entity.header, 'content-transfer-encoding') ?? '').trim().toLowerCase();
  const charset = entity.parameters.find(([name]) => name === 'charset')?.[1] ?? 'utf-8';
  if (encoding === 'base64') return decodeCharset(Buffer.from(octets.toString('latin1'), 'base64'), charset);
  if (encoding === 'quoted-printable') return decodeCharset(unquote(octets.toString('latin1')), charset);
  return decodeCharset(octets, charset);
}
