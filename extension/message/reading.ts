import type { AttachmentView, BodyView, HeaderView, MessageView, PatchView } from '../../webview/protocol.ts';
import type { BodyPart } from '../imap/grammar/types.ts';
import { embeddedContent, findEmbeddedFiles, type EmbeddedFile } from '../mime/embedded-files.ts';
import { cleanFileName } from '../mime/file-name.ts';
import { unsubscribeOffer } from '../mime/list-unsubscribe.ts';
import { openerFor, typeOfName, type Opener } from '../mime/media-types.ts';
import { changedFiles, holdsDiff, parsePatchSubject } from '../mime/patch.ts';
import { signatureNote } from '../mime/signature.ts';
import { contradicts, isVague, looksLikeText, sniffType } from '../mime/sniff.ts';

/** What only an opened message needs: a chunk of its own, so that the window starts without it. */
export { chooseParts } from '../mime/choose-body.ts';
export { envelopeOf, sectionRange, structureOf } from '../mime/part-structure.ts';
export { parsePartTree } from '../mime/part-tree.ts';
export { htmlContent, referencedIds, textContent } from './body-content.ts';
export { structureView } from './structure-view.ts';

/** A file that the text of `part` carries within itself. */
export function embeddedView(part: BodyPart, file: EmbeddedFile, number: number, decodedSize: number): AttachmentView {
  const section = `${part.section}!${number}`;
  const plain = cleanFileName(file.name, { section, type: 'application/octet-stream' });
  const type = typeOfName(plain) ?? 'application/octet-stream';
  const opens = openerFor(type, false);
  return {
    section,
    name: plain,
    type,
    size: file.end - file.start,
    decodedSize,
    inline: true,
    // A mail in uuencode has no parts that could be fetched.
    opens: opens === 'message' ? 'text' : opens,
    warning: null,
  };
}

/** Says what a signature is, and where the ending of a name promises something else than the label. */
export function nameWarning(name: string, label: string): string | null {
  const signature = signatureNote(label);
  if (signature !== null) return signature;
  const promised = typeOfName(name);
  return promised !== null && contradicts(label, promised)
    ? `The name promises ${promised}, the label says ${label}.`
    : null;
}

/** Says where the first octets are something else than the label; null where they agree or tell nothing. */
export function contentWarning(head: Uint8Array, label: string): string | null {
  const found = contentType(head, label);
  return found !== null && contradicts(label, found) ? `The content is ${found}, the label says ${label}.` : null;
}

/** The same, where the label promises nothing but the name does. */
function againstName(head: Uint8Array, name: string): string | null {
  const promised = typeOfName(name);
  const found = promised === null ? null : contentType(head, promised);
  return promised !== null && found !== null && contradicts(promised, found)
    ? `The content is ${found}, the name promises ${promised}.`
    : null;
}

/** How an attachment is opened, now that its first octets are known. */
export interface Opening {
  readonly opens: Opener;
  /** What the content is, else what the label says. */
  readonly type: string;
  readonly warning: string | null;
}

/** The content decides: an image in a text, a text in an image, an invitation without a label each open as what they are. */
export function openingOf(head: Uint8Array, attachment: Pick<AttachmentView, 'type' | 'opens' | 'name'>): Opening {
  const { type: label, opens, name } = attachment;
  const warning = contentWarning(head, label) ?? (isVague(label) ? againstName(head, name) : null);
  if (opens === 'message') return { opens, type: label, warning };
  const found = contentType(head, label);
  if (found === null) {
    const text = opens === 'save' && looksLikeText(head);
    return { opens: text ? 'text' : opens, type: label, warning };
  }
  // What is text is shown as text, markup too: nothing of it runs there.
  const byContent = openerFor(found, false);
  const agreed = !isVague(label) && !contradicts(label, found);
  const keep = agreed && ((opens === 'card' && byContent === 'text') || (opens === 'text' && byContent === 'save'));
  return { opens: keep ? opens : byContent, type: found, warning };
}

/** Text has no marks of its own; it is told only where the label promises what always has some. */
function contentType(head: Uint8Array, label: string): string | null {
  const found = sniffType(head);
  const binary = /^(?:image\/(?!svg)|audio\/|video\/|application\/(?:pdf|zip|gzip|octet-stream)$)/.test(label);
  return found ?? (binary && looksLikeText(head) ? 'text/plain' : null);
}

/** How the mailing list of a message can be left. */
export function offerOf(headers: readonly HeaderView[]): MessageView['unsubscribe'] {
  const offer = unsubscribeOffer(headers);
  return offer === null ? null : { kind: offer.kind, host: offer.host };
}

/** More are left to be opened one by one. */
const maxPatches = 20;

/** Patches that a message is or brings. */
export function patchesOf(
  subject: string,
  outermost: boolean,
  bodies: readonly BodyView[],
  attachments: readonly AttachmentView[],
): readonly PatchView[] {
  const place = parsePatchSubject(subject) ?? { number: 1, total: 1 };
  const mailed = bodies.flatMap(({ section, text }) => {
    // What is quoted is somebody's answer, not a patch.
    const own =
      text?.paragraphs.flatMap((paragraph) => (paragraph.depth === 0 ? [paragraph.text] : [])).join('\n') ?? '';
    if (!outermost || !holdsDiff(own)) return [];
    return [{ section, mailed: true, ...countOf(place), files: changedFiles(own).slice(0, maxPatches), name: subject }];
  });
  const attached = attachments
    .filter(({ name, type }) => /\.(?:patch|diff)$/i.test(name) || /^text\/x-(?:patch|diff)$/.test(type))
    .filter(({ section }) => !mailed.some((patch) => patch.section === section))
    .map(({ section, name }) => ({ section, mailed: false, number: 1, total: 1, files: [], name }));
  return [...mailed.slice(0, 1), ...attached].slice(0, maxPatches);
}

function countOf({
  number,
  total,
}: {
  readonly number: number;
  readonly total: number;
}): Pick<PatchView, 'number' | 'total'> {
  return { number, total };
}

/** The nth file, from 1, that a text carries within itself; null when it has fewer. */
export function fileWithin(text: Uint8Array, number: number): Uint8Array | null {
  const file = findEmbeddedFiles(text)[number - 1];
  return file === undefined ? null : embeddedContent(text, file).bytes;
}
