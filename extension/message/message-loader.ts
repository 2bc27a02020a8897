import { setImmediate as nextTurn } from 'node:timers/promises';
import type { BodyPart, BodyStructure, Envelope } from '../imap/grammar/types.ts';
import type { MessageRef, MessageSummary } from '../mail/model.ts';
import { MessageGoneError } from '../mail/model.ts';
import { decodeAddresses, type DecodedAddress } from '../mime/address.ts';
import { loadWideCharsets } from '../mime/charset.ts';
import type { ChosenBody, ChosenParts, InlinePart } from '../mime/choose-body.ts';
import { parseDate } from '../mime/date.ts';
import { decodeEncodedWords } from '../mime/encoded-words.ts';
import { parseHeaders } from '../mime/headers.ts';
import type { AttachmentView, BodyView, HeaderView, MessageView } from '../../webview/protocol.ts';
import { attachmentView, findPart } from './attachments-list.ts';
import type { FetchedText } from './body-content.ts';
import { gather, type MessageAccess } from './message-access.ts';

/** A message of a mailbox, or one attached to it. */
export interface MessageTarget {
  readonly ref: MessageRef;
  /** Section of the message/rfc822 part; null for the message itself. */
  readonly section: string | null;
}

export type LoadStep =
  | { readonly kind: 'connecting' | 'envelope' | 'header' }
  | { readonly kind: 'body'; readonly received: number; readonly total: number };

export interface LoadOptions {
  readonly signal: AbortSignal;
  /** *Show all*: fetch bodies up to what a page can bear. */
  readonly whole: boolean;
  readonly onStep: (step: LoadStep) => void;
}

export interface LoadedMessage {
  readonly summary: MessageSummary;
  readonly subject: string;
  readonly view: Omit<MessageView, 'remoteImagesAllowed'>;
  /** Inline images that some HTML names, to be fetched in this order, and those too large for that. */
  readonly images: readonly InlinePart[];
  readonly largeImages: readonly InlinePart[];
}

/** Octets as transferred. */
export const limits = {
  /** Of one body, before *Show all*. */
  body: 512 * 1024,
  /** Of all bodies of a message together, before *Show all*. */
  bodies: 1024 * 1024,
  /** Of all bodies together after *Show all*: a page with much more brings the window down. */
  whole: 8 * 1024 * 1024,
  /** Of the plain text beside an HTML body, which is read only by choice. */
  alternative: 256 * 1024,
  header: 1024 * 1024,
  /** Of all inline images together. */
  images: 5 * 1024 * 1024,
  /** Pieces of a message that are shown one below the other; more are listed. */
  bodyCount: 20,
} as const;

interface Root {
  readonly envelope: Envelope;
  readonly body: BodyStructure | null;
  readonly size: number | null;
  readonly headerSection: string;
}

/**
 * Fetches what a message view needs and nothing else: envelope and structure, header, the chosen text. Inline images and
 * attachments are left to the caller. Rejects with what the source rejects with, or `MessageGoneError`.
 */
export async function loadMessage(
  access: MessageAccess,
  target: MessageTarget,
  options: LoadOptions,
): Promise<LoadedMessage> {
  const { ref } = target;
  const { signal, onStep } = options;
  onStep({ kind: 'connecting' });
  const [reading] = await Promise.all([import('./reading.ts'), loadWideCharsets()]);
  await access.whenReady(ref.account);
  signal.throwIfAborted();
  onStep({ kind: 'envelope' });
  const summary = await access.summary(ref, signal);
  const root = rootOf(summary, target);
  const tree = access.tree?.(ref) ?? null;
  const problems = new Set<string>(tree?.problems ?? []);

  onStep({ kind: 'header' });
  const headers = await loadHeaders(access, ref, root.headerSection, signal, problems);

  const chosen = root.body === null ? null : reading.chooseParts(root.body);
  if (chosen === null)
    problems.add(
      'The server did not tell the structure of this message, and it is too large to be read whole; view its source.',
    );
  for (const problem of chosen?.problems ?? []) problems.add(problem);
  const shown = chosen?.bodies.slice(0, limits.bodyCount) ?? [];
  const unshown = chosen?.bodies.slice(limits.bodyCount) ?? [];
  if (unshown.length > 0)
    problems.add(`The message has more than ${limits.bodyCount} texts; the rest is listed as attachments.`);
  const { bodies, files } = await loadBodies(reading, access, ref, shown, options, problems);

  const ids = new Set(bodies.flatMap((body) => (body.html === null ? [] : [...reading.referencedIds(body.html.html)])));
  const named = chosen?.inlineImages.filter((image) => ids.has(image.cid)) ?? [];
  const images: InlinePart[] = [];
  const largeImages: InlinePart[] = [];
  let imageOctets = 0;
  for (const image of named) {
    const fits = imageOctets + image.part.size <= limits.images;
    (fits ? images : largeImages).push(image);
    if (fits) imageOctets += image.part.size;
  }

  const attachments = [
    ...listAttachments(root.body, chosen, unshown, new Set(named.map((image) => image.part))),
    ...files,
  ].map((attachment) => ({ ...attachment, warning: reading.nameWarning(attachment.name, attachment.type) }));
  if (
    attachments.some(
      (attachment) => attachment.type === 'application/ms-tnef' || /^winmail\.dat$/i.test(attachment.name),
    )
  ) {
    problems.add('winmail.dat is a package of Microsoft Outlook (TNEF); its content is not shown.');
  }
  const subject = decodeEncodedWords(root.envelope.subject ?? '').trim();
  return {
    summary,
    subject,
    images,
    largeImages,
    view: {
      subject,
      ...addressFields(root.envelope),
      date: dateView(root.envelope.date, summary.internalDate),
      messageId: root.envelope.messageId,
      flags: target.section === null ? summary.flags : [],
      size: root.size,
      headers,
      bodies,
      attachments,
      inlineImages: named.map(({ cid, part }) => ({
        cid,
        section: part.section,
        type: `${part.type}/${part.subtype}`,
        size: part.size,
      })),
      structure: reading.structureView(root.body, tree, target.section),
      unsubscribe: reading.offerOf(headers),
      patches: reading.patchesOf(subject, target.section === null, bodies, attachments),
      inspectable: tree === null && root.body !== null,
      problems: [...problems],
      accountLabel: access.accountLabel(ref.account),
      mailboxLabel: ref.mailbox.display,
    },
  };
}

function rootOf(summary: MessageSummary, target: MessageTarget): Root {
  if (target.section === null) {
    return { envelope: summary.envelope, body: summary.bodyStructure, size: summary.size, headerSection: 'HEADER' };
  }
  const part = findPart(summary.bodyStructure, target.section);
  const attached = part?.message ?? null;
  if (part === null || attached === null) {
    throw new MessageGoneError(target.ref, `The message has no attached message ${target.section}.`);
  }
  return {
    envelope: attached.envelope,
    body: attached.body,
    size: part.size,
    headerSection: `${target.section}.HEADER`,
  };
}

async function loadHeaders(
  access: MessageAccess,
  ref: MessageRef,
  section: string,
  signal: AbortSignal,
  problems: Set<string>,
): Promise<readonly HeaderView[]> {
  const { bytes, cut } = await gather(
    access.section(ref, section, { signal, origin: 'user', length: limits.header }),
    limits.header,
  );
  if (cut || bytes.length === limits.header)
    problems.add('The header is longer than 1 MB; the rest of it is not shown.');
  const header = parseHeaders(bytes);
  for (const problem of header.problems) problems.add(problem);
  return header.fields.map(({ name, value, raw }) => ({ name, value, raw }));
}

async function loadBodies(
  reading: typeof import('./reading.ts'),
  access: MessageAccess,
  ref: MessageRef,
  chosen: readonly ChosenBody[],
  options: LoadOptions,
  problems: Set<string>,
): Promise<{ readonly bodies: readonly BodyView[]; readonly files: readonly AttachmentView[] }> {
  let left: number = options.whole ? limits.whole : limits.bodies;
  const wanted = chosen.flatMap(({ html, text }) => {
    const sizeOf = (part: BodyPart | null, cap: number): number =>
      part === null ? 0 : Math.min(part.size, options.whole ? limits.whole : cap);
    return [sizeOf(html, limits.body), sizeOf(text, html === null ? limits.body : limits.alternative)];
  });
  const total = wanted.reduce((sum, size) => sum + size, 0);
  let before = 0;
  const silent: string[] = [];

  const fetchText = async (part: BodyPart, cap: number): Promise<FetchedText> => {
    const length = Math.min(options.whole ? limits.whole : cap, left);
    const canShowAll = !options.whole && part.size <= limits.whole;
    if (length === 0) return { part, bytes: Buffer.alloc(0), truncated: part.size > 0, canShowAll };
    const source = access.section(ref, part.section, {
      signal: options.signal,
      origin: 'user',
      onProgress: (received) =>
        options.onStep({ kind: 'body', received: before + received, total: Math.max(total, before + received) }),
      ...(part.size > length ? { offset: 0, length } : {}),
    });
    const { bytes, cut } = await gather(source, length);
    before += bytes.length;
    left -= bytes.length;
    // Receiving, decoding and sending a large text take a turn each: the extension host has others to serve.
    await nextTurn();
    if (bytes.length === 0 && part.size > 0) silent.push(part.section);
    return { part, bytes, truncated: cut || part.size > length, canShowAll };
  };

  const bodies: BodyView[] = [];
  const files: AttachmentView[] = [];
  for (const { html, text } of chosen) {
    const htmlPart = html === null ? null : reading.htmlContent(await fetchText(html, limits.body));
    const textPart =
      text === null
        ? null
        : reading.textContent(await fetchText(text, html === null ? limits.body : limits.alternative));
    await nextTurn();
    for (const problem of [...(htmlPart?.problems ?? []), ...(textPart?.problems ?? [])]) problems.add(problem);
    bodies.push({ section: (html ?? text)?.section ?? '', html: htmlPart?.body ?? null, text: textPart?.body ?? null });
    if (text !== null)
      files.push(
        ...(textPart?.files ?? []).map(({ file, size }, index) => reading.embeddedView(text, file, index + 1, size)),
      );
  }
  if (silent.length > 0)
    problems.add(`The server sent nothing for part ${silent.slice(0, 20).join(', ')}, though it tells of its octets.`);
  return { bodies, files };
}

function listAttachments(
  structure: BodyStructure | null,
  chosen: ChosenParts | null,
  unshown: readonly ChosenBody[],
  named: ReadonlySet<BodyPart>,
): readonly AttachmentView[] {
  if (structure === null || chosen === null) return [];
  // An image that belongs to the HTML but is named nowhere would otherwise be out of reach.
  const orphans = chosen.inlineImages
    .filter((image) => image.related && !named.has(image.part))
    .map(({ part }) => ({ part, inline: true }));
  const texts = unshown.flatMap(({ html, text }) =>
    [html, text].filter((part) => part !== null).map((part) => ({ part, inline: true })),
  );
  const listed = new Set<BodyPart>();
  return [...chosen.attachments, ...orphans, ...texts].flatMap(({ part, inline }) => {
    if (listed.has(part)) return [];
    listed.add(part);
    return [attachmentView(part, inline)];
  });
}

function addressFields(envelope: Envelope): Pick<MessageView, 'from' | 'sender' | 'replyTo' | 'to' | 'cc' | 'bcc'> {
  const from = decodeAddresses(envelope.from);
  const sender = decodeAddresses(envelope.sender);
  const replyTo = decodeAddresses(envelope.replyTo);
  return {
    from,
    // Servers fill both from From when the mail has none (RFC 9051 §7.5.2).
    sender: sameAddresses(sender, from) ? [] : sender,
    replyTo: sameAddresses(replyTo, from) ? [] : replyTo,
    to: decodeAddresses(envelope.to),
    cc: decodeAddresses(envelope.cc),
    bcc: decodeAddresses(envelope.bcc),
  };
}

function sameAddresses(a: readonly DecodedAddress[], b: readonly DecodedAddress[]): boolean {
  return (
    a.length === b.length &&
    a.every((address, index) => address.address === b[index]?.address && address.name === b[index].name)
  );
}

function dateView(original: string | null, internal: Date | null): MessageView['date'] {
  const parsed = original === null ? null : parseDate(original);
  return { iso: (parsed ?? internal)?.toISOString() ?? null, original, received: internal?.toISOString() ?? null };
}
