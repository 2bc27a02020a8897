import type { BodyPart, BodyStructure } from '../imap/grammar/types.ts';
import { isInlineImage } from './media-types.ts';
import { isReportPart } from './report.ts';

/** One displayable piece: the same content as HTML, as plain text, or both. */
export interface ChosenBody {
  readonly html: BodyPart | null;
  readonly text: BodyPart | null;
}

export interface InlinePart {
  /** Content-ID without angle brackets. */
  readonly cid: string;
  readonly part: BodyPart;
  /** True when it stands in a multipart/related, so that it belongs to the HTML and is listed only if nothing names it. */
  readonly related: boolean;
}

export interface ChosenParts {
  /** In the order of the message. */
  readonly bodies: readonly ChosenBody[];
  /** Of parts with the same Content-ID the first. */
  readonly inlineImages: readonly InlinePart[];
  /** Everything else, in order; `inline` as the sender asked for. */
  readonly attachments: readonly { readonly part: BodyPart; readonly inline: boolean }[];
  readonly problems: readonly string[];
}

interface Found {
  bodies: ChosenBody[];
  images: InlinePart[];
  attachments: { part: BodyPart; inline: boolean }[];
}

/** Structures are trees from a server: past this nothing is displayed, only listed. */
const maxDepth = 100;

/** Decides by BODYSTRUCTURE alone what a message view shows, what it lists, and so what has to be fetched (RFC 2046 §5.1, RFC 2387). */
export function chooseParts(structure: BodyStructure): ChosenParts {
  const problems = new Set<string>();
  const found = walk(structure, 0, true, problems);
  const seen = new Set<string>();
  const inlineImages = found.images.filter(({ cid }) => {
    if (!seen.has(cid)) return seen.add(cid) !== null;
    problems.add('Two parts have the same Content-ID; the first is shown.');
    return false;
  });
  return { bodies: found.bodies, inlineImages, attachments: found.attachments, problems: [...problems] };
}

function walk(node: BodyStructure, depth: number, only: boolean, problems: Set<string>): Found {
  if (node.kind === 'part') return leaf(node, only);
  if (depth >= maxDepth) {
    problems.add('Parts are nested too deeply; the innermost are not shown.');
    return nothing();
  }
  if (node.parts.length === 0) problems.add('A multipart has no parts.');
  switch (node.subtype) {
    case 'alternative':
      return alternative(node.parts, depth, problems);
    case 'related':
      return related(node.parts, node.parameters.get('start'), depth, problems);
    case 'report':
      return report(node.parts, depth, problems);
    case 'encrypted':
      problems.add('The message is encrypted; its parts are listed as attachments.');
      return { ...nothing(), attachments: node.parts.flatMap((part) => leaves(part, depth)) };
    default:
      return merge(node.parts.map((part) => walk(part, depth + 1, node.parts.length === 1 && only, problems)));
  }
}

/** A part that stands by itself: shown when it is text meant to be read here, else listed. */
function leaf(part: BodyPart, only: boolean): Found {
  const attached = part.disposition?.type === 'attachment';
  const type = `${part.type}/${part.subtype}`;
  if (!attached && type === 'text/html') return { ...nothing(), bodies: [{ html: part, text: null }] };
  if (!attached && (type === 'text/plain' || (only && part.type === 'text' && part.subtype !== 'calendar'))) {
    // A named text, as a patch sent inline, is worth saving too.
    const listed = fileNameParameter(part) === null ? [] : [{ part, inline: true }];
    return { ...nothing(), bodies: [{ html: null, text: part }], attachments: listed };
  }
  const cid = contentId(part);
  const images = cid !== null && isInlineImage(type) ? [{ cid, part, related: false }] : [];
  return { ...nothing(), images, attachments: [{ part, inline: !attached && part.disposition !== null }] };
}

/** RFC 2046 §5.1.4: the last alternative that can be shown is the best. Its plain sibling is kept for people who prefer text. */
function alternative(parts: readonly BodyStructure[], depth: number, problems: Set<string>): Found {
  // AMP is a program; what it would show is in the HTML beside it.
  const choices = parts
    .filter((part) => part.subtype !== 'x-amp-html')
    .map((part) => walk(part, depth + 1, false, problems));
  const html = choices.findLast((choice) => choice.bodies.some((body) => body.html !== null));
  const text = choices.findLast(
    (choice) => choice.bodies.length > 0 && choice.bodies.every((body) => body.html === null),
  );
  const best = html ?? text;
  const bodies = [...(best?.bodies ?? [])];
  const plain = html === undefined || text === undefined ? null : (text.bodies[0]?.text ?? null);
  const at = bodies.findIndex((body) => body.html !== null);
  const target = bodies[at];
  if (plain !== null && target !== undefined) bodies[at] = { html: target.html, text: target.text ?? plain };
  return {
    bodies,
    images: choices.flatMap((choice) => choice.images),
    // A rich form that cannot be shown (RTF, say) is listed only when nothing else is; a calendar or a file always.
    attachments: choices.flatMap((choice) =>
      choice.attachments.filter(
        ({ part }) => best === undefined || choice.bodies.length > 0 || choice === best || !isRichText(part),
      ),
    ),
  };
}

function isRichText(part: BodyPart): boolean {
  const type = `${part.type}/${part.subtype}`;
  return (
    part.disposition?.type !== 'attachment' &&
    (type === 'text/richtext' ||
      type === 'text/enriched' ||
      type === 'text/rtf' ||
      type === 'application/rtf' ||
      type === 'text/watch-html')
  );
}

/** RFC 6522 §3: the words for people first, whatever the order; behind them the machine's fields, listed as a part too. */
function report(parts: readonly BodyStructure[], depth: number, problems: Set<string>): Found {
  const found = merge(parts.map((part) => walk(part, depth + 1, false, problems)));
  const fields = parts.find((part) => part.kind === 'part' && isReportPart(`${part.type}/${part.subtype}`));
  if (fields?.kind === 'part') found.bodies.push({ html: null, text: fields });
  return found;
}

/** RFC 2387 §3.1: the root is what `start` names, else the first part; the others belong to it. */
function related(
  parts: readonly BodyStructure[],
  start: string | undefined,
  depth: number,
  problems: Set<string>,
): Found {
  const wanted = start?.trim().replace(/^<|>$/g, '');
  const named =
    wanted === undefined ? undefined : parts.find((part) => part.kind === 'part' && contentId(part) === wanted);
  const root = named ?? parts[0];
  if (wanted !== undefined && named === undefined)
    problems.add('The root that a multipart/related names is missing; its first part is shown.');
  return merge(
    parts.map((part) => {
      const found = walk(part, depth + 1, false, problems);
      if (part === root || part.kind === 'multipart') return found;
      const own = found.images.map((image) => ({ ...image, related: image.part.disposition?.type !== 'attachment' }));
      const belonging = new Set(own.filter((image) => image.related).map((image) => image.part));
      // Text beside the root is a resource of it, not another piece of the message.
      const resources = found.bodies.map((body) => ({ part: body.html ?? body.text, inline: true }));
      const listed = new Set(found.attachments.map((attachment) => attachment.part));
      return {
        bodies: [],
        images: own,
        attachments: [
          ...found.attachments.filter((attachment) => !belonging.has(attachment.part)),
          ...resources.flatMap(({ part: resource, inline }) =>
            resource === null || listed.has(resource) ? [] : [{ part: resource, inline }],
          ),
        ],
      };
    }),
  );
}

function leaves(node: BodyStructure, depth: number): { part: BodyPart; inline: boolean }[] {
  if (node.kind === 'part') return [{ part: node, inline: false }];
  return depth >= maxDepth ? [] : node.parts.flatMap((part) => leaves(part, depth + 1));
}

function nothing(): Found {
  return { bodies: [], images: [], attachments: [] };
}

function merge(all: readonly Found[]): Found {
  return {
    bodies: all.flatMap((found) => found.bodies),
    images: all.flatMap((found) => found.images),
    attachments: all.flatMap((found) => found.attachments),
  };
}

/** Content-ID without angle brackets; null when there is none. */
export function contentId(part: BodyPart): string | null {
  const id = part.id?.trim().replace(/^<|>$/g, '') ?? '';
  return id === '' ? null : id;
}

/** The undecoded file name, from whichever parameter has one. */
function fileNameParameter(part: BodyPart): string | null {
  for (const parameters of [part.disposition?.parameters, part.parameters]) {
    for (const key of parameters?.keys() ?? [])
      if (/^(?:file)?name(?:\*|$)/.test(key)) return parameters?.get(key) ?? null;
  }
  return null;
}
