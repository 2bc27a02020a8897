import type { BodyPart, BodyStructure, Envelope, EnvelopeAddress } from '../imap/grammar/types.ts';
import { parseAddressList } from './address-list.ts';
import { headerField, type HeaderField } from './headers.ts';
import { parseParameterized } from './parameters.ts';
import type { MimePart } from './part-tree.ts';

/** The tree as BODYSTRUCTURE would tell it (RFC 9051 §7.5.2), so that octets at hand are shown as those of a server are. */
export function structureOf(part: MimePart): BodyStructure {
  const [type = '', subtype = ''] = part.type.split('/');
  const common = {
    type,
    subtype,
    parameters: rawParameters(part.fields, 'content-type'),
    disposition:
      part.disposition === null
        ? null
        : { type: part.disposition.type, parameters: rawParameters(part.fields, 'content-disposition') },
    language: (headerField(part.fields, 'content-language')?.raw ?? '').split(/[\s,]+/).filter((tag) => tag !== ''),
    location: headerField(part.fields, 'content-location')?.raw ?? null,
  };
  if (part.kind === 'multipart')
    return { kind: 'multipart', section: part.section, ...common, parts: part.children.map(structureOf) };
  return {
    kind: 'part',
    section: leafSection(part),
    ...common,
    id: part.id,
    description: headerField(part.fields, 'content-description')?.raw ?? null,
    encoding: part.encoding,
    size: part.end - part.bodyStart,
    lines: null,
    md5: null,
    message: messageOf(part),
  };
}

/** The ten fields of ENVELOPE as the header has them; what a server would fill in from From stays empty. */
export function envelopeOf(fields: readonly HeaderField[]): Envelope {
  const text = (name: string): string | null => headerField(fields, name)?.raw ?? null;
  const addresses = (name: string): readonly EnvelopeAddress[] =>
    fields.filter((field) => field.name.toLowerCase() === name).flatMap((field) => parseAddressList(field.raw));
  return {
    date: text('date'),
    subject: text('subject'),
    from: addresses('from'),
    sender: addresses('sender'),
    replyTo: addresses('reply-to'),
    to: addresses('to'),
    cc: addresses('cc'),
    bcc: addresses('bcc'),
    inReplyTo: text('in-reply-to'),
    messageId: text('message-id'),
  };
}

export interface OctetRange {
  readonly start: number;
  /** Behind the last octet. */
  readonly end: number;
}

/** Where the octets of a section specifier stand (RFC 9051 §6.4.5.1): ``, `HEADER`, `TEXT`, `n`, `n.MIME`, `n.HEADER`, `n.TEXT`. */
export function sectionRange(root: MimePart, section: string): OctetRange | null {
  const match = /^(\d+(?:\.\d+)*)?\.?(MIME|HEADER|TEXT)?$/.exec(section);
  if (match === null) return null;
  const [, number, what] = match;
  if (number === undefined) {
    if (what === undefined) return { start: root.headerStart, end: root.end };
    return what === 'TEXT' ? bodyRange(root) : headerRange(root);
  }
  const part = partAt(root, number);
  if (part === null) return null;
  if (what === undefined) return bodyRange(part);
  if (what === 'MIME') return headerRange(part);
  const inner = part.kind === 'message' ? part.children[0] : undefined;
  if (inner === undefined) return null;
  return what === 'TEXT' ? bodyRange(inner) : headerRange(inner);
}

/** The part of that number; of an attached message and its multipart, which share one, the message. */
export function partAt(root: MimePart, section: string): MimePart | null {
  const open = [root];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    if ((part.kind === 'multipart' ? part.section : leafSection(part)) === section) return part;
    for (const child of part.children.toReversed()) open.push(child);
  }
  return null;
}

function headerRange(part: MimePart): OctetRange {
  return { start: part.headerStart, end: part.bodyStart };
}

function bodyRange(part: MimePart): OctetRange {
  return { start: part.bodyStart, end: part.end };
}

/** A multipart that was left whole is one part of its message. */
function leafSection(part: MimePart): string {
  return part.section === '' ? '1' : part.section;
}

function messageOf(part: MimePart): BodyPart['message'] {
  const inner = part.kind === 'message' ? part.children[0] : undefined;
  return inner === undefined ? null : { envelope: envelopeOf(inner.fields), body: structureOf(inner) };
}

function rawParameters(fields: readonly HeaderField[], name: string): ReadonlyMap<string, string> {
  const field = headerField(fields, name);
  return field === null ? new Map() : parseParameterized(field.raw).parameters;
}
