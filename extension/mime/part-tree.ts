import { headerField, parseHeaders, type HeaderField } from './headers.ts';
import { decodeParameters, parseParameterized } from './parameters.ts';

/** One entity of a message (RFC 2045 §2.4) with the octet ranges it covers. */
export interface MimePart {
  readonly kind: 'leaf' | 'multipart' | 'message';
  /** As IMAP numbers it (RFC 9051 §6.4.5.1): `''` for a root multipart, `1`, `2.1`, …. */
  readonly section: string;
  readonly fields: readonly HeaderField[];
  /** Lower case `type/subtype`. */
  readonly type: string;
  /** Of Content-Type, decoded. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly disposition: { readonly type: string; readonly parameters: ReadonlyMap<string, string> } | null;
  /** Content-ID without angle brackets. */
  readonly id: string | null;
  /** Content-Transfer-Encoding, lower case; `7bit` when there is none. */
  readonly encoding: string;
  readonly headerStart: number;
  readonly bodyStart: number;
  /** Behind the last octet; the line break before a boundary belongs to the boundary. */
  readonly end: number;
  /** Parts of a multipart; the one root entity of a message. */
  readonly children: readonly MimePart[];
}

export interface PartTree {
  readonly root: MimePart;
  readonly problems: readonly string[];
}

export interface PartTreeLimits {
  /** Nesting of multiparts and messages; default 100. */
  readonly depth: number;
  /** Parts in all; default 10,000. */
  readonly parts: number;
}

const lf = 0x0a;
const cr = 0x0d;
/** RFC 2046 §5.1.1 allows 70; senders went beyond. */
const maxBoundary = 250;

/**
 * A message's octets → its tree. One pass over the octets whatever the nesting; never throws. Missing final boundaries,
 * missing headers and unnamed boundaries are mended and reported; past a limit a part is left whole.
 */
export function parsePartTree(bytes: Uint8Array, limits: Partial<PartTreeLimits> = {}): PartTree {
  const parser = new Parser(bytes, { depth: limits.depth ?? 100, parts: limits.parts ?? 10_000 });
  const root = parser.entity({ section: '', depth: 0, inDigest: false, root: true });
  return { root, problems: [...parser.problems] };
}

interface Place {
  readonly section: string;
  readonly depth: number;
  readonly inDigest: boolean;
  /** The first entity of a message: a leaf here is `1` of its message, a multipart bears the message's own number. */
  readonly root: boolean;
}

interface BoundaryLine {
  /** Depth of the multipart it belongs to. */
  readonly level: number;
  readonly close: boolean;
}

class Parser {
  readonly problems = new Set<string>();
  readonly #bytes: Buffer;
  readonly #limits: PartTreeLimits;
  /** Open boundaries → depth of their multipart; of two equal ones the inner counts. */
  readonly #boundaries = new Map<string, number>();
  #at = 0;
  #parts = 0;
  /** The boundary line that stopped the last scan; null at the end of the message. */
  #stop: BoundaryLine | null = null;
  /** Where the content before that boundary line ends. */
  #end = 0;

  constructor(bytes: Uint8Array, limits: PartTreeLimits) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#limits = limits;
  }

  /** Reads one entity from the current position up to a boundary of any open multipart, or the end. */
  entity(place: Place): MimePart {
    this.#parts++;
    const headerStart = this.#at;
    const header = parseHeaders(this.#bytes, headerStart, (start, end) => this.#boundaryAt(start, end) !== null);
    for (const problem of header.problems) this.problems.add(problem);
    const { bodyStart } = header;
    const described = describe(header.fields, place.inDigest);
    const multipart = described.type.startsWith('multipart/');
    const section = place.root && !multipart ? (place.section === '' ? '1' : `${place.section}.1`) : place.section;
    const common = { ...described, section, fields: header.fields, headerStart, bodyStart };
    const nestable = place.depth < this.#limits.depth;
    this.#at = bodyStart;
    if (multipart) {
      const boundary = (described.parameters.get('boundary') ?? '').trimEnd();
      if (boundary !== '' && boundary.length <= maxBoundary && nestable) {
        const children = this.#multipart(boundary, section, place.depth + 1, described.type === 'multipart/digest');
        return { ...common, kind: 'multipart', end: this.#end, children };
      }
      this.problems.add(
        boundary === ''
          ? 'A multipart names no boundary; it is left whole.'
          : 'A multipart is nested too deeply, or its boundary is too long; it is left whole.',
      );
    } else if (isMessage(described.type) && isIdentity(described.encoding) && !nestable) {
      this.problems.add('An attached message is nested too deeply; it is left whole.');
    } else if (isMessage(described.type) && isIdentity(described.encoding)) {
      const child = this.entity({ section, depth: place.depth + 1, inDigest: false, root: true });
      return { ...common, kind: 'message', end: this.#end, children: [child] };
    }
    this.#scan();
    return { ...common, kind: 'leaf', end: this.#end, children: [] };
  }

  #multipart(boundary: string, section: string, level: number, digest: boolean): readonly MimePart[] {
    const shadowed = this.#boundaries.get(boundary);
    this.#boundaries.set(boundary, level);
    const children: MimePart[] = [];
    const prefix = section === '' ? '' : `${section}.`;
    this.#scan();
    while (this.#stop?.level === level && !this.#stop.close) {
      if (this.#parts >= this.#limits.parts) {
        this.problems.add(`The message has more than ${this.#limits.parts} parts; the rest is left out.`);
        this.#scan();
      } else {
        children.push(
          this.entity({ section: `${prefix}${children.length + 1}`, depth: level, inDigest: digest, root: false }),
        );
      }
    }
    if (shadowed === undefined) this.#boundaries.delete(boundary);
    else this.#boundaries.set(boundary, shadowed);
    // What stands behind the final boundary is passed over up to the next one of an outer multipart.
    if (this.#stop?.level === level) this.#scan();
    else this.problems.add('A multipart ends without its final boundary.');
    if (children.length === 0) this.problems.add('A multipart has no parts.');
    return children;
  }

  /** Moves behind the next line that is a boundary of an open multipart, or to the end. */
  #scan(): void {
    const from = this.#at;
    let line = from;
    while (line >= 0 && line < this.#bytes.length) {
      const newline = this.#bytes.indexOf(lf, line);
      const lineEnd = newline < 0 ? this.#bytes.length : newline + 1;
      const found = this.#boundaryAt(line, lineEnd);
      if (found !== null) {
        this.#stop = found;
        this.#at = lineEnd;
        this.#end = Math.max(from, line - this.#lineBreakBefore(line));
        return;
      }
      const next = newline < 0 ? -1 : this.#bytes.indexOf('\n--', newline, 'latin1');
      line = next < 0 ? -1 : next + 1;
    }
    this.#stop = null;
    this.#at = this.#end = this.#bytes.length;
  }

  #boundaryAt(start: number, end: number): BoundaryLine | null {
    if (this.#bytes[start] !== 0x2d || this.#bytes[start + 1] !== 0x2d || end - start > maxBoundary + 80) return null;
    const text = this.#bytes.toString('latin1', start + 2, end).trimEnd();
    const level = this.#boundaries.get(text);
    if (level !== undefined) return { level, close: false };
    const closed = text.endsWith('--') ? this.#boundaries.get(text.slice(0, -2)) : undefined;
    return closed === undefined ? null : { level: closed, close: true };
  }

  #lineBreakBefore(line: number): number {
    if (this.#bytes[line - 1] !== lf) return 0;
    return this.#bytes[line - 2] === cr ? 2 : 1;
  }
}

function describe(
  fields: readonly HeaderField[],
  inDigest: boolean,
): Pick<MimePart, 'type' | 'parameters' | 'disposition' | 'id' | 'encoding'> {
  const fallback = inDigest ? 'message/rfc822' : 'text/plain';
  const contentType = parseParameterized(headerField(fields, 'content-type')?.raw ?? fallback);
  const disposition = headerField(fields, 'content-disposition');
  const parsed = disposition === null ? null : parseParameterized(disposition.raw);
  return {
    type: /^[^\s/]+\/[^\s/]+$/.test(contentType.value) ? contentType.value : fallback,
    parameters: decodeParameters(contentType.parameters).parameters,
    disposition:
      parsed === null ? null : { type: parsed.value, parameters: decodeParameters(parsed.parameters).parameters },
    id: headerField(fields, 'content-id')?.raw.replace(/^<|>$/g, '') ?? null,
    encoding: parseParameterized(headerField(fields, 'content-transfer-encoding')?.raw ?? '7bit').value,
  };
}

function isMessage(type: string): boolean {
  return type === 'message/rfc822' || type === 'message/global';
}

function isIdentity(encoding: string): boolean {
  return encoding !== 'base64' && encoding !== 'quoted-printable';
}
