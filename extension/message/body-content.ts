import type { BodyPart } from '../imap/grammar/types.ts';
import type { HtmlBody, TextBody } from '../../webview/protocol.ts';
import { decodeText, isAscii } from '../mime/charset.ts';
import { embeddedSize, findEmbeddedFiles, withoutEmbeddedFiles, type EmbeddedFile } from '../mime/embedded-files.ts';
import { parseFixed, parseFlowed } from '../mime/format-flowed.ts';
import { decodeParameters } from '../mime/parameters.ts';
import { isReportPart, reportText } from '../mime/report.ts';
import { decodeTransferBytes } from '../mime/transfer.ts';
import { visibleLine } from '../mime/visible.ts';

/** What was fetched of a text part. */
export interface FetchedText {
  readonly part: BodyPart;
  /** Octets as transferred. */
  readonly bytes: Uint8Array;
  readonly truncated: boolean;
  /** What was left out may still be fetched for the view. */
  readonly canShowAll: boolean;
}

/** A file inside a text, and about how many octets it holds. */
export interface FoundFile {
  readonly file: EmbeddedFile;
  readonly size: number;
}

export interface Content<T> {
  readonly body: T;
  readonly problems: readonly string[];
}

export function htmlContent(fetched: FetchedText): Content<HtmlBody> {
  const decoded = decodeTransferBytes(fetched.bytes, fetched.part.encoding);
  const charset = decodeParameters(fetched.part.parameters).parameters.get('charset') ?? metaCharset(decoded.bytes);
  const text = decodeText(decoded.bytes, charset);
  return {
    body: {
      html: text.text,
      truncated: fetched.truncated,
      canShowAll: fetched.canShowAll,
      totalSize: fetched.part.size,
    },
    problems: mended(decoded.problems, text.problem, fetched.truncated),
  };
}

export function textContent(fetched: FetchedText): Content<TextBody> & { readonly files: readonly FoundFile[] } {
  const decoded = decodeTransferBytes(fetched.bytes, fetched.part.encoding);
  const report = isReportPart(`${fetched.part.type}/${fetched.part.subtype}`) ? reportText(decoded.bytes) : null;
  if (report !== null) return reportContent(fetched, report, decoded.problems);
  const { parameters } = decodeParameters(fetched.part.parameters);
  const files = findEmbeddedFiles(decoded.bytes);
  const plain =
    files.length === 0
      ? decoded.bytes
      : withoutEmbeddedFiles(decoded.bytes, files, ({ name }) => `[${visibleLine(name)}]`);
  const text = decodeText(plain, parameters.get('charset') ?? null);
  const flowed = parameters.get('format')?.toLowerCase() === 'flowed';
  const delSp = flowed && parameters.get('delsp')?.toLowerCase() === 'yes';
  return {
    body: {
      paragraphs: flowed ? parseFlowed(text.text, delSp) : parseFixed(text.text),
      flowed,
      delSp,
      truncated: fetched.truncated,
      canShowAll: fetched.canShowAll,
      totalSize: fetched.part.size,
    },
    problems: [...mended(decoded.problems, text.problem, fetched.truncated), ...filesFound(files, fetched.truncated)],
    files: files.map((file) => ({ file, size: embeddedSize(decoded.bytes, file) })),
  };
}

/** Rows as they are: nothing of them is quoted or flows. */
function reportContent(
  fetched: FetchedText,
  text: string,
  problems: readonly string[],
): ReturnType<typeof textContent> {
  const { truncated, canShowAll, part } = fetched;
  const paragraphs = [{ depth: 0, text, flowed: false }];
  return {
    body: { paragraphs, flowed: false, delSp: false, truncated, canShowAll, totalSize: part.size },
    problems: mended(problems, null, truncated),
    files: [],
  };
}

const kinds = { uuencode: 'uuencoded', base64: 'base64', yenc: 'yEnc' } as const;

function filesFound(files: readonly EmbeddedFile[], truncated: boolean): readonly string[] {
  const said = new Set(
    files.map(({ kind }) => `The text carries a ${kinds[kind]} file; it is listed as an attachment.`),
  );
  if (!truncated && files.some(({ whole }) => !whole)) said.add('A file within the text has no end.');
  return [...said];
}

/** A cut leaves half a character or escape behind; that is no fault of the mail. */
function mended(transfer: readonly string[], charset: string | null, truncated: boolean): readonly string[] {
  if (truncated) return [];
  return charset === null ? transfer : [...transfer, charset];
}

/** What the HTML says of itself where the header is silent: only a charset that reads ASCII as ASCII can be named that way. */
function metaCharset(bytes: Uint8Array): string | null {
  if (isAscii(bytes)) return null;
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 1024)).toString('latin1');
  const label = /<meta[^>]{0,200}?charset\s*=\s*["']?([A-Za-z0-9_:.-]{1,40})/i.exec(head)?.[1] ?? null;
  return label !== null && /^utf-?(?:7|16|32)/i.test(label) ? null : label;
}

/** Content-IDs that the HTML names by `cid:` URLs, as they may be written: entities and percent escapes undone. */
export function referencedIds(html: string): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const match of html.matchAll(/cid:([^"'\s<>()\\]{1,500})/gi)) {
    const plain = (match[1] ?? '').replace(/&(?:amp|#38|#x26);/gi, '&').replace(/&(?:commat|#64|#x40);/gi, '@');
    ids.add(plain);
    try {
      ids.add(decodeURIComponent(plain));
    } catch {
      // Not percent-encoded after all.
    }
  }
  return ids;
}
