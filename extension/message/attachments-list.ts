import type { BodyPart, BodyStructure } from '../imap/grammar/types.ts';
import type { AttachmentView } from '../../webview/protocol.ts';
import { decodeEncodedWords } from '../mime/encoded-words.ts';
import { cleanFileName } from '../mime/file-name.ts';
import { openerFor, typeOfName, type Opener } from '../mime/media-types.ts';
import { decodeParameters } from '../mime/parameters.ts';
import { signatureName } from '../mime/signature.ts';
import { isVague } from '../mime/sniff.ts';
import { decodedSizeEstimate } from '../mime/transfer.ts';
import { parsePartAddress } from './part-address.ts';
import { emlName } from './uri.ts';

const maxDepth = 1000;

/** A part as the list of attachments shows it. */
export function attachmentView(part: BodyPart, inline: boolean): AttachmentView {
  const type = `${part.type}/${part.subtype}`;
  const name = partFileName(part);
  return {
    section: part.section,
    name,
    type,
    size: part.size,
    decodedSize: decodedSizeEstimate(part.size, part.encoding),
    inline,
    opens: openerOf(type, name, part.message !== null),
    warning: null,
  };
}

/** Where the label promises nothing, the name does; the content has the last word when it is opened. */
function openerOf(type: string, name: string, parsedMessage: boolean): Opener {
  return openerFor(isVague(type) ? (typeOfName(name) ?? type) : type, parsedMessage);
}

/** Cleaned name of a part: `filename`, else `name`, else the subject of an attached message, else its section number. */
export function partFileName(part: BodyPart): string {
  const type = `${part.type}/${part.subtype}`;
  const given =
    (part.disposition === null
      ? undefined
      : decodeParameters(part.disposition.parameters).parameters.get('filename')) ??
    decodeParameters(part.parameters).parameters.get('name');
  if (part.message !== null) {
    const named =
      given === undefined || given.trim() === ''
        ? decodeEncodedWords(part.message.envelope.subject ?? '')
        : cleanFileName(given, { section: part.section, type });
    return cleanFileName(emlName(named), { section: part.section, type });
  }
  // Invitations and signatures rarely bear a name, and a number says nothing.
  const fallback = type === 'text/calendar' ? 'invite.ics' : signatureName(type);
  return cleanFileName(given ?? fallback, { section: part.section, type });
}

/** The part with that section number; null when there is none or it is a multipart. */
export function findPart(structure: BodyStructure | null, section: string, depth = 0): BodyPart | null {
  if (structure === null || depth > maxDepth) return null;
  if (structure.kind === 'part') {
    if (structure.section === section) return structure;
    return structure.message === null ? null : findPart(structure.message.body, section, depth + 1);
  }
  for (const child of structure.parts) {
    const found = findPart(child, section, depth + 1);
    if (found !== null) return found;
  }
  return null;
}

/** The part, or the text that holds the file, of an address as `PartView`s and attachments bear it. */
export function partOf(
  structure: BodyStructure | null,
  address: string,
): { readonly part: BodyPart; readonly file: number | null } | null {
  const parsed = parsePartAddress(address);
  const part = parsed === null ? null : findPart(structure, parsed.section);
  return parsed === null || part === null ? null : { part, file: parsed.file };
}

/** All parts that are no multipart, those of attached messages not among them. */
export function leafParts(structure: BodyStructure | null, depth = 0): readonly BodyPart[] {
  if (structure === null || depth > maxDepth) return [];
  return structure.kind === 'part' ? [structure] : structure.parts.flatMap((child) => leafParts(child, depth + 1));
}
