import type { PartView } from '../../webview/protocol.ts';
import type { BodyPart, BodyStructure } from '../imap/grammar/types.ts';
import { contentId } from '../mime/choose-body.ts';
import { decodeParameters } from '../mime/parameters.ts';
import { partAt, structureOf } from '../mime/part-structure.ts';
import type { MimePart, PartTree } from '../mime/part-tree.ts';

const maxDepth = 200;

/** The parts below `section` (null: of the whole message) in the order of the message, from octets where those are at hand. */
export function structureView(
  told: BodyStructure | null,
  tree: PartTree | null,
  section: string | null,
): readonly PartView[] {
  const root = tree === null || section === null ? tree?.root : partAt(tree.root, section)?.children[0];
  const body = root === undefined ? told : structureOf(root);
  const views: PartView[] = [];
  if (body !== null) walk(body, root ?? null, 0, views);
  return views;
}

function walk(body: BodyStructure, octets: MimePart | null, depth: number, views: PartView[]): void {
  if (depth > maxDepth) return;
  const range = octets === null ? null : { start: octets.headerStart, body: octets.bodyStart, end: octets.end };
  const common = {
    section: body.section,
    depth,
    type: `${body.type}/${body.subtype}`,
    disposition: body.disposition?.type ?? null,
    name: fileName(body),
    range,
  };
  if (body.kind === 'multipart') {
    const size = range === null ? null : range.end - range.body;
    views.push({ ...common, charset: null, encoding: null, id: null, size });
    for (const [index, child] of body.parts.entries()) walk(child, octets?.children[index] ?? null, depth + 1, views);
    return;
  }
  views.push({ ...common, charset: charsetOf(body), encoding: body.encoding, id: contentId(body), size: body.size });
  if (body.message !== null) walk(body.message.body, octets?.children[0] ?? null, depth + 1, views);
}

function charsetOf(part: BodyPart): string | null {
  return decodeParameters(part.parameters).parameters.get('charset') ?? null;
}

/** As the mail names it: decoded but not cleaned, for it is only shown. */
function fileName(body: BodyStructure): string | null {
  const disposition = decodeParameters(body.disposition?.parameters ?? new Map<string, string>()).parameters;
  return disposition.get('filename') ?? decodeParameters(body.parameters).parameters.get('name') ?? null;
}
