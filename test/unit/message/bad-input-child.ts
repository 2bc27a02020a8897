// Opens one bad message by the code that the window uses, and prints what it took and what was said, as JSON.
// Argument: which of `inputs`.
import { FileMessages } from '../../../extension/message/file-messages.ts';
import { loadMessage } from '../../../extension/message/message-loader.ts';
import { fileRef } from '../../../extension/message/uri.ts';

export interface BadInputCost {
  readonly octets: number;
  /** Octets that searches and conversions to text read, all together. */
  readonly work: number;
  /** Most resident memory that the process ever had, MiB: Node, the code and the message itself among it. */
  readonly peakMiB: number;
  readonly parts: number;
  readonly attachments: number;
  readonly text: string;
  readonly truncated: boolean;
  readonly problems: readonly string[];
}

const mixed = 'Content-Type: multipart/mixed; boundary=b\r\n\r\n';
const hundred = 100 * 1024 * 1024;

/** In place: a message that is put together would be in memory twice. */
function filled(head: string, octets: number, fill: string | number): Buffer {
  const message = Buffer.alloc(octets, fill);
  message.write(head);
  return message;
}

const inputs: Readonly<Record<string, () => Buffer>> = {
  'depth 500': () =>
    Buffer.from(
      Array.from(
        { length: 500 },
        (_, level) => `Content-Type: multipart/mixed; boundary=b${level}\r\n\r\n--b${level}\r\n`,
      ).join('') + '\r\nHello',
    ),
  'mails in mails, 500 deep': () => Buffer.from('Content-Type: message/rfc822\r\n\r\n'.repeat(500) + '\r\nHello'),
  '12,000 parts': () => Buffer.from(mixed + '--b\r\n\r\nx\r\n'.repeat(12_000) + '--b--\r\n'),
  '5,000 attachments': () =>
    Buffer.from(
      mixed +
        Array.from(
          { length: 5000 },
          (_, index) =>
            `--b\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename=${index}.png\r\n\r\nx\r\n`,
        ).join('') +
        '--b--\r\n',
    ),
  'a line of 100 MB': () => filled('Subject: Long\r\n\r\n', hundred, 'x'),
  'a base64 line of 100 MB': () =>
    filled('Content-Type: text/plain; x=1234\r\nContent-Transfer-Encoding: base64\r\n\r\n', hundred, 'SGk='),
  'a header line of 100 MB': () => filled('Subject: ', hundred, 'x'),
  '10 MB of NULs': () => filled('Subject: a\0b\r\n\r\nbefore', 10 * 1024 * 1024, 0),
  'no final boundary': () =>
    Buffer.from(
      mixed + '--b\r\n\r\nHello\r\n--b\r\nContent-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\n\r\nthere',
    ),
};

let work = 0;
const prototype = Buffer.prototype as Pick<Buffer, 'indexOf' | 'toString'>;
const { indexOf, toString } = prototype;
Object.assign(prototype, {
  indexOf(this: Buffer, value: string | number, offset = 0, encoding: BufferEncoding = 'utf8'): number {
    const found = Reflect.apply(indexOf, this, [value, offset, encoding]) as number;
    work += (found < 0 ? this.length : found) - offset;
    return found;
  },
  toString(this: Buffer, encoding?: BufferEncoding, start = 0, end = this.length): string {
    work += end - start;
    return toString.call(this, encoding, start, end);
  },
});

const bytes = inputs[process.argv[2] ?? '']?.() ?? Buffer.alloc(0);
const files = new FileMessages({
  label: 'File',
  stamp: () => Promise.resolve('1'),
  read: () => Promise.resolve(bytes),
});
const options = { signal: new AbortController().signal, whole: false, onStep: () => undefined };
const { view } = await loadMessage(files, { ref: fileRef('file:///a.eml'), section: null }, options);
const text = view.bodies
  .flatMap((body) => body.text?.paragraphs ?? [])
  .map((paragraph) => paragraph.text)
  .join('\n');
const cost: BadInputCost = {
  octets: bytes.length,
  work,
  peakMiB: Math.round(process.resourceUsage().maxRSS / 1024),
  parts: view.structure.length,
  attachments: view.attachments.length,
  text: text.slice(0, 40),
  truncated: view.bodies.some((body) => body.text?.truncated === true),
  problems: view.problems,
};
console.log(JSON.stringify(cost));
