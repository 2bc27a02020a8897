import { crc32 } from 'node:zlib';
import type { DemoMessage } from '../server/seed.ts';
import { encodeText, type DemoCharset } from './charsets.ts';

/** Octets as a string, one per UTF-16 unit, until the whole message is made. */
export type Octets = string;

/** A body part: its MIME header lines without line breaks, and its body. */
export interface Part {
  readonly headers: readonly Octets[];
  readonly body: Octets;
}

export interface DemoClock {
  /** So long before now; the list looks alive whenever the demo is opened. */
  ago(days: number, hours?: number, minutes?: number): Date;
  /** A fixed moment, ISO 8601. */
  at(iso: string): Date;
}

export function octets(bytes: Uint8Array): Octets {
  return Buffer.from(bytes).toString('latin1');
}

const crlf = (text: string): string => text.replace(/\r?\n/g, '\r\n');

function base64(bytes: Buffer): Octets {
  return (bytes.toString('base64').match(/.{1,76}/g) ?? []).join('\r\n') + '\r\n';
}

/** RFC 2045 §6.7, lines of at most 76 characters. */
function quotedPrintable(bytes: Buffer): Octets {
  const lines = bytes.toString('latin1').split('\r\n');
  return lines.map((line) => softBreaks(line.replace(/[^\x20-\x3c\x3e-\x7e\t]|[ \t]$/g, hex))).join('\r\n');
}

function softBreaks(line: string): string {
  let out = '';
  let length = 0;
  for (const [unit] of line.matchAll(/=[0-9A-F]{2}|[^]/g)) {
    if (length + unit.length > 75) {
      out += '=\r\n';
      length = 0;
    }
    out += unit;
    length += unit.length;
  }
  return out;
}

const hex = (char: string): string => `=${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

/** Encoded words of RFC 2047; a long text becomes several, cut between characters. */
export function words(text: string, kind: 'B' | 'Q' = 'Q', charset: DemoCharset = 'utf-8'): Octets {
  const out: string[] = [];
  let piece = '';
  for (const char of text) {
    if (wordLength(piece + char, kind, charset) > 75) {
      out.push(word(encodeText(piece, charset), kind, charset));
      piece = '';
    }
    piece += char;
  }
  return [...out, word(encodeText(piece, charset), kind, charset)].join('\r\n ');
}

function wordLength(text: string, kind: 'B' | 'Q', charset: DemoCharset): number {
  return word(encodeText(text, charset), kind, charset).length;
}

/** One encoded word of any octets, also of half a character. */
export function word(bytes: Buffer, kind: 'B' | 'Q', charset: DemoCharset): Octets {
  const payload =
    kind === 'B'
      ? bytes.toString('base64')
      : bytes
          .toString('latin1')
          .replace(/[^A-Za-z0-9!*+/ -]/g, hex)
          .replaceAll(' ', '_');
  return `=?${charset}?${kind}?${payload}?=`;
}

/** A header's text: as it is where ASCII does, else encoded words. */
export function header(text: string): Octets {
  return /^[\x20-\x7e]*$/.test(text) ? text : words(text);
}

export function person(name: string, address: string): Octets {
  const shown = /^[A-Za-z0-9 ]*$/.test(name) ? name : /^[\x20-\x7e]*$/.test(name) ? `"${name}"` : words(name);
  return `${shown} <${address}>`;
}

export interface TextOptions {
  readonly subtype?: string;
  readonly charset?: DemoCharset;
  readonly encoding?: '7bit' | '8bit' | 'quoted-printable' | 'base64';
  /** Further parameters of Content-Type, as `format=flowed`. */
  readonly parameters?: string;
}

/** A text part; line breaks become CRLF. ASCII goes out as 7bit, other text as quoted-printable unless told otherwise. */
export function text(content: string, options: TextOptions = {}): Part {
  const ascii = /^[\t\n\r\x20-\x7e]*$/.test(content) && !/[^\n]{990}/.test(content);
  const charset = options.charset ?? (ascii ? 'us-ascii' : 'utf-8');
  const encoding = options.encoding ?? (ascii ? '7bit' : 'quoted-printable');
  const bytes = encodeText(crlf(content), charset);
  const parameters = options.parameters === undefined ? '' : `; ${options.parameters}`;
  return {
    headers: [
      `Content-Type: text/${options.subtype ?? 'plain'}; charset=${charset}${parameters}`,
      `Content-Transfer-Encoding: ${encoding}`,
    ],
    body:
      encoding === 'base64' ? base64(bytes) : encoding === 'quoted-printable' ? quotedPrintable(bytes) : octets(bytes),
  };
}

export function html(content: string): Part {
  return text(content, { subtype: 'html' });
}

/** `parts` between boundaries made of their own checksum; `parameters` follow the boundary. */
export function multipart(subtype: string, parts: readonly Part[], parameters = ''): Part {
  const rendered = parts.map(render);
  const boundary = `=_${crc32(rendered.join()).toString(16)}_${parts.length}`;
  const body = rendered.map((part) => `--${boundary}\r\n${part}\r\n`).join('');
  return {
    headers: [`Content-Type: multipart/${subtype}; boundary="${boundary}"${parameters}`],
    body: `${body}--${boundary}--\r\n`,
  };
}

export function render(part: Part): Octets {
  return `${part.headers.join('\r\n')}\r\n\r\n${part.body}`;
}

/** A base64 part. `type` and `disposition` may carry parameters, folded or not. */
export function file(type: string, disposition: string, bytes: Uint8Array, more: readonly string[] = []): Part {
  return {
    headers: [
      `Content-Type: ${type}`,
      `Content-Disposition: ${disposition}`,
      'Content-Transfer-Encoding: base64',
      ...more,
    ],
    body: base64(Buffer.from(bytes)),
  };
}

/** A text part that is saved rather than shown. */
export function textFile(type: string, name: string, content: string): Part {
  const ascii = /^[\x00-\x7e]*$/.test(content);
  return {
    headers: [
      `Content-Type: ${type}; charset=utf-8; name="${name}"`,
      `Content-Disposition: attachment; filename="${name}"`,
      `Content-Transfer-Encoding: ${ascii ? '7bit' : '8bit'}`,
    ],
    body: octets(Buffer.from(crlf(content), 'utf8')),
  };
}

export const me = person('Robin Marlow', 'demo@mail-explorer.example');

export interface MailSpec {
  readonly date: Date;
  /** Stands in the Date field in place of `date`. */
  readonly dateText?: string;
  /** Zone of the Date field, `+0200`. */
  readonly zone?: string;
  readonly from: Octets;
  /** Default: the demo user. Null leaves the field out. */
  readonly to?: Octets | null;
  readonly cc?: Octets;
  /** Encoded where it has to be. Null leaves the field out. */
  readonly subject: string | null;
  /** Left part of the Message-ID. */
  readonly id: string;
  readonly domain?: string;
  /** Ids this one answers, oldest first. */
  readonly references?: readonly string[];
  /** Further header lines, as they are to stand. */
  readonly headers?: readonly Octets[];
  readonly content: Part;
  readonly flags?: readonly string[];
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** RFC 5322 §3.3 in the zone given. */
export function dateField(date: Date, zone = '+0000'): string {
  const minutes = (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3))) * (zone.startsWith('-') ? -1 : 1);
  const local = new Date(date.getTime() + minutes * 60_000);
  const time = local.toISOString().slice(11, 19);
  return `${days[local.getUTCDay()] ?? ''}, ${local.getUTCDate()} ${months[local.getUTCMonth()] ?? ''} ${local.getUTCFullYear()} ${time} ${zone}`;
}

/** The message as octets-string, for putting it into another one. */
export function rawMail(spec: MailSpec): Octets {
  const domain = spec.domain ?? /@([^>]+)>?$/.exec(spec.from)?.[1] ?? 'mail-explorer.example';
  const references = spec.references?.map((id) => `<${id}>`) ?? [];
  const lines = [
    `Date: ${spec.dateText ?? dateField(spec.date, spec.zone)}`,
    `From: ${spec.from}`,
    ...(spec.to === null ? [] : [`To: ${spec.to ?? me}`]),
    ...(spec.cc === undefined ? [] : [`Cc: ${spec.cc}`]),
    ...(spec.subject === null ? [] : [`Subject: ${header(spec.subject)}`]),
    `Message-ID: <${spec.id}@${domain}>`,
    ...(references.length === 0
      ? []
      : [`In-Reply-To: ${references.at(-1) ?? ''}`, `References: ${references.join('\r\n ')}`]),
    ...(spec.headers ?? []),
    'MIME-Version: 1.0',
    ...spec.content.headers,
  ];
  return `${lines.join('\r\n')}\r\n\r\n${spec.content.body}`;
}

export function mail(spec: MailSpec): DemoMessage {
  return { raw: Buffer.from(rawMail(spec), 'latin1'), flags: spec.flags ?? ['\\Seen'], internalDate: spec.date };
}
