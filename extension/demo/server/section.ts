import { bad } from './refusal.ts';
import type { Entity } from './mime-tree.ts';
import { wireAString } from './wire-text.ts';

/** What `BODY[…]` asks for (RFC 9051 §6.4.5.1). */
export interface Section {
  /** Part numbers; empty for the message itself. */
  readonly path: readonly number[];
  readonly text: 'all' | 'header' | 'text' | 'mime' | { readonly fields: readonly string[]; readonly not: boolean };
}

const specifier = /^(\d+(?:\.\d+)*)?(?:(?:^|\.)(HEADER|TEXT|MIME|HEADER\.FIELDS(?:\.NOT)?))?$/;

/** `name` as it stands before a field list or the closing bracket, upper case; `fields` only for HEADER.FIELDS. */
export function section(name: string, fields: readonly string[] | null): Section {
  const match = specifier.exec(name);
  const path = (match?.[1] ?? '')
    .split('.')
    .filter((n) => n !== '')
    .map(Number);
  const word = match?.[2];
  if (match === null || path.some((n) => n < 1 || n > 0xffff_ffff)) throw bad('Not a section');
  if (word === 'MIME' && path.length === 0) throw bad('MIME needs a part number');
  if ((word?.startsWith('HEADER.FIELDS') === true) !== (fields !== null))
    throw bad('A field list belongs to HEADER.FIELDS');
  if (fields !== null)
    return { path, text: { fields: fields.map((field) => field.toLowerCase()), not: word === 'HEADER.FIELDS.NOT' } };
  return { path, text: word === 'HEADER' ? 'header' : word === 'TEXT' ? 'text' : word === 'MIME' ? 'mime' : 'all' };
}

/** How the answer names the section again. */
export function sectionLabel(name: string, fields: readonly string[] | null): string {
  return fields === null ? name : `${name} (${fields.map(wireAString).join(' ')})`;
}

/** The section's octets, or null when the message has no such part. */
export function sectionBytes(root: Entity, { path, text }: Section): Buffer | null {
  let part: Entity | null = null;
  for (const number of path) {
    // Below a multipart the parts are counted; a message, also one inside a part, has its only body as part 1.
    const within: Entity | null = part === null ? root : part.type === 'multipart' ? part : part.message;
    const child: Entity | undefined =
      within?.type === 'multipart' ? within.parts[number - 1] : number === 1 ? (within ?? undefined) : undefined;
    if (child === undefined) return null;
    part = child;
  }
  if (part === null)
    return text === 'all' ? root.raw.subarray(root.header.start, root.bodyEnd) : messageText(root, text);
  if (text === 'all') return part.raw.subarray(part.bodyStart, part.bodyEnd);
  if (text === 'mime') return part.raw.subarray(part.header.start, part.header.end);
  return part.message === null ? null : messageText(part.message, text);
}

function messageText(message: Entity, text: Exclude<Section['text'], 'all'>): Buffer | null {
  const { raw, header } = message;
  if (text === 'header') return raw.subarray(header.start, header.end);
  if (text === 'text') return raw.subarray(message.bodyStart, message.bodyEnd);
  if (text === 'mime') return null;
  const chosen = header.fields.filter((field) => text.fields.includes(field.name) !== text.not);
  // The blank line ends every subset of a header (RFC 9051 §6.4.5.1).
  return Buffer.concat([...chosen.map((field) => raw.subarray(field.start, field.end)), Buffer.from('\r\n')]);
}
