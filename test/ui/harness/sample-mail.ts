import { createHash } from 'node:crypto';

/** Bytes that look random and are the same on every run. */
export function noise(size: number, seed: string): Buffer {
  const blocks: Buffer[] = [];
  for (let at = 0; at < size; at += 32) {
    blocks.push(createHash('sha256').update(`${seed}:${at}`).digest());
  }
  return Buffer.concat(blocks).subarray(0, size);
}

function base64(bytes: Uint8Array): string {
  return (
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,76}/g)
      ?.join('\r\n') ?? ''
  );
}

export interface Attached {
  /** Parameters and all of Content-Type. */
  readonly type: string;
  /** As the parameter stands in Content-Disposition: `filename=…` or `filename*=…`. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface Mail {
  readonly from: string;
  readonly subject: string;
  readonly text: string;
  readonly attachments?: readonly Attached[];
  /** Whole messages, each a part of its own. */
  readonly forwarded?: readonly string[];
}

/** A message with CRLF line ends; multipart/mixed as soon as something is attached. */
export function mail({ from, subject, text, attachments = [], forwarded = [] }: Mail): string {
  const head =
    `From: ${from}\r\nTo: Reader <reader@example.org>\r\nSubject: ${subject}\r\n` +
    'Date: Tue, 03 Mar 2026 09:30:00 +0100\r\n' +
    `Message-ID: <${createHash('sha256').update(subject).digest('hex').slice(0, 16)}@example.org>\r\nMIME-Version: 1.0\r\n`;
  const body = `Content-Type: text/plain; charset=utf-8\r\n\r\n${text.replace(/\r?\n/g, '\r\n')}\r\n`;
  if (attachments.length + forwarded.length === 0) {
    return head + body;
  }
  const parts = [
    body,
    ...attachments.map(
      ({ type, name, bytes }) =>
        `Content-Type: ${type}\r\nContent-Disposition: attachment; ${name}\r\n` +
        `Content-Transfer-Encoding: base64\r\n\r\n${base64(bytes)}`,
    ),
    ...forwarded.map((message) => `Content-Type: message/rfc822\r\n\r\n${message}`),
  ];
  const boundary = '=_part of the tests';
  return (
    `${head}Content-Type: multipart/mixed; boundary="${boundary}"\r\n\r\n` +
    `${parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('')}--${boundary}--\r\n`
  );
}
