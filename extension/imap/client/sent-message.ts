/** Octets that a server may put behind a message which it else keeps as it is. */
const exactSlack = 4;
/**
 * What a body may differ by where the server changes headers and the date is the same: some (Exchange) write the message anew and estimate
 * RFC822.SIZE, and what is put into base64 grows by 37 %.
 */
const changedSlack = 64;
const changedShare = 3 / 8;

/** `same`: as it was sent. `alike`: what a server makes of it that changes headers. Null: another message, or one that cannot be told. */
export type Likeness = 'same' | 'alike' | null;

/** Octets behind the header, by the line ends that are counted. */
interface BodySize {
  readonly crlf: number;
  readonly lf: number;
}

/** A message that was sent, to be known again by its header and size. To send it twice is less than to lose what was written. */
export class SentMessage {
  readonly #header: string;
  readonly #id: string | null;
  readonly #body: BodySize;

  constructor(content: Uint8Array) {
    this.#header = headerOf(content);
    this.#id = messageIdOf(this.#header);
    const lines = linesOf(this.#header);
    const { feeds, crs } = lineEnds(content);
    const lf = content.length - crs;
    this.#body = { lf: lf - this.#header.length, crlf: lf + feeds - this.#header.length - lines };
  }

  /**
   * @param header octets of BODY[HEADER].
   * @param size RFC822.SIZE; null where the server did not tell.
   */
  compare(header: Uint8Array, size: number | null): Likeness {
    if (size === null) return null;
    const text = headerOf(header);
    const differs = this.#bodyDiffers(text, size);
    if (text === this.#header) return differs <= exactSlack ? 'same' : null;
    if (this.#id === null || messageIdOf(text) !== this.#id) return null;
    // Another version of a draft keeps its Message-ID.
    if (!sameDate(this.#header, text) || fieldOf(this.#header, 'subject') !== fieldOf(text, 'subject')) return null;
    const dated = fieldOf(this.#header, 'date') !== null;
    return differs <= (dated ? changedSlack + this.#body.crlf * changedShare : exactSlack) ? 'alike' : null;
  }

  /** RFC822.SIZE counts CRLF (RFC 9051 §7.5.2), or what the server's files hold. */
  #bodyDiffers(header: string, size: number): number {
    const { crlf, lf } = this.#body;
    const rest = size - header.length;
    return Math.min(Math.abs(rest - linesOf(header) - crlf), Math.abs(rest - lf));
  }
}

/** The header as text, whatever line ends a server makes of it. */
export function headerOf(octets: Uint8Array): string {
  const whole = Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength);
  const ends = ['\r\n\r\n', '\n\n'].map((end) => whole.indexOf(end)).filter((end) => end >= 0);
  return whole
    .toString('latin1', 0, Math.min(whole.length, ...ends))
    .replace(/\r\n/g, '\n')
    .trimEnd();
}

/** What stands between `<` and `>` in the Message-ID of a header (RFC 5322 §3.6.4), which may be folded; null where there is none. */
function messageIdOf(header: string): string | null {
  return /^message-id[ \t]*:[^<\n]*(?:\n[ \t][^<\n]*)*<([^<>\s]+)>/im.exec(header)?.[1] ?? null;
}

/** A server adds the date that is missing, and may write it in another zone. */
function sameDate(sent: string, there: string): boolean {
  const a = fieldOf(sent, 'date');
  const b = fieldOf(there, 'date');
  return a === null || a === b || (b !== null && Date.parse(a) === Date.parse(b));
}

/** Unfolded, with single spaces; null where there is none. */
function fieldOf(header: string, name: 'date' | 'subject'): string | null {
  const found = new RegExp(`^${name}[ \\t]*:(.*(?:\\n[ \\t].*)*)`, 'im').exec(header);
  return found?.[1]?.replace(/\s+/g, ' ').trim() ?? null;
}

function linesOf(header: string): number {
  return header.split('\n').length - 1;
}

function lineEnds(octets: Uint8Array): { readonly feeds: number; readonly crs: number } {
  let feeds = 0;
  let crs = 0;
  for (let at = octets.indexOf(0x0a); at >= 0; at = octets.indexOf(0x0a, at + 1)) {
    feeds++;
    if (octets[at - 1] === 0x0d) crs++;
  }
  return { feeds, crs };
}
