import type { Cursor } from '../wire/cursor.ts';
import { lowerCase, trimmed } from '../wire/intern.ts';
import {
  dispositionFollows,
  noLanguages,
  noParameters,
  readDisposition,
  readLanguages,
  readLocation,
  readParameters,
  readText,
} from './body-fields.ts';
import type { Grammar } from './context.ts';
import { emptyEnvelope, parseEnvelope } from './envelope.ts';
import type { BodyDisposition, BodyPart, BodyStructure, Envelope } from './types.ts';

const quote = 0x22;
const space = 0x20;
const maxParts = 10_000;

/** Subtypes that tell a multipart which has lost its parts from a one-word media type. */
const multipartSubtypes = new Set([
  'alternative',
  'appledouble',
  'byteranges',
  'digest',
  'encrypted',
  'form-data',
  'header-set',
  'mixed',
  'parallel',
  'related',
  'report',
  'signed',
  'voice-message',
]);

interface State {
  parts: number;
}

/** body (RFC 9051 §7.5.2, §9) of a whole message: BODYSTRUCTURE, or BODY without its extension data. */
export function parseBodyStructure(c: Cursor, g: Grammar): BodyStructure {
  return readBody(c, g, { parts: 0 }, '', true);
}

/**
 * `section` is that of the part; `isMessage` says that the part is the body of a message (the root, or of message/rfc822):
 * there a multipart has its message's section and a single part is `.1` of it (RFC 9051 §6.4.5.1).
 */
function readBody(c: Cursor, g: Grammar, state: State, section: string, isMessage: boolean): BodyStructure {
  if (++state.parts > maxParts) c.fail(`no more than ${maxParts} parts`);
  c.path.push('body');
  c.enter();
  const body = isMultipart(c)
    ? readMultipart(c, g, state, section)
    : readPart(c, g, state, isMessage ? child(section, 1) : section, section);
  while (!c.atListEnd()) c.skipValue();
  c.leave();
  c.path.pop();
  return body;
}

function child(section: string, index: number): string {
  return section === '' ? String(index) : `${section}.${index}`;
}

/** Where the list's inside begins: a list is a first child; NIL before a subtype is one that got lost. */
function isMultipart(c: Cursor): boolean {
  c.skipSpaces();
  if (c.atList) return true;
  const start = c.pos;
  const childIsNil = c.nil();
  c.skipSpaces();
  const subtype = childIsNil ? peekString(c) : null;
  c.pos = start;
  return subtype !== null && multipartSubtypes.has(lowerCase(subtype));
}

/** The quoted string at the cursor, which does not move. */
function peekString(c: Cursor): string | null {
  if (c.peek() !== quote) return null;
  const start = c.pos;
  const text = c.string();
  c.pos = start;
  return text;
}

function readMultipart(c: Cursor, g: Grammar, state: State, section: string): BodyStructure {
  const parts: BodyStructure[] = [];
  while (!c.atListEnd()) {
    const at = child(section, parts.length + 1);
    if (c.nil() || emptyList(c)) {
      g.quirk('missing-child');
      if (++state.parts > maxParts) c.fail(`no more than ${maxParts} parts`);
      parts.push(placeholder(at));
    } else if (c.atList) parts.push(readBody(c, g, state, at, false));
    else break;
  }
  return finishMultipart(c, g, section, readSubtype(c, g), trimmed(parts));
}

function readSubtype(c: Cursor, g: Grammar): string {
  const subtype = readText(c, g);
  if (subtype === null) g.quirk('missing-body-field');
  return lowerCase(subtype ?? 'mixed');
}

function finishMultipart(
  c: Cursor,
  g: Grammar,
  section: string,
  subtype: string,
  parts: readonly BodyStructure[],
): BodyStructure {
  const parameters = c.atListEnd() ? noParameters : readParameters(c, g);
  const { disposition, language, location } = readTail(c, g);
  return { kind: 'multipart', section, type: 'multipart', subtype, parameters, parts, disposition, language, location };
}

/** Takes `()`. */
function emptyList(c: Cursor): boolean {
  if (!c.atList) return false;
  let at = c.pos + 1;
  while (at < c.end && c.bytes[at] === space) at++;
  if (at >= c.end || c.bytes[at] !== 0x29) return false;
  c.pos = at + 1;
  return true;
}

interface Tail {
  readonly disposition: BodyDisposition | null;
  readonly language: readonly string[];
  readonly location: string | null;
}

const noTail: Tail = { disposition: null, language: noLanguages, location: null };

/** Disposition, language and location, each of which may be missing; the rest of the extension data is passed over by `readBody`. */
function readTail(c: Cursor, g: Grammar): Tail {
  if (c.atListEnd()) return noTail;
  const disposition = readDisposition(c, g);
  const language = c.atListEnd() ? noLanguages : readLanguages(c, g);
  const location = c.atListEnd() ? null : readLocation(c, g);
  return { disposition, language, location };
}

function readPart(c: Cursor, g: Grammar, state: State, section: string, multipartSection: string): BodyStructure {
  if (c.atListEnd()) {
    g.quirk('missing-child');
    return placeholder(section);
  }
  const first = readText(c, g);
  if (first !== null && multipartSubtypes.has(lowerCase(first)) && (c.atListEnd() || !atText(c))) {
    g.quirk('childless-multipart');
    return finishMultipart(c, g, multipartSection, lowerCase(first), []);
  }
  if (first === null) g.quirk('missing-media-type');
  const subtype = readMediaSubtype(c, g, first);
  const type = first === null ? 'application' : lowerCase(first);
  const parameters = c.atListEnd() ? noParameters : readParameters(c, g);
  const id = readText(c, g);
  const description = readText(c, g);
  const missing = c.atListEnd();
  const encoding = readText(c, g);
  if (encoding === null && !missing) g.quirk('nil-encoding');
  const size = readSize(c, g);
  const isMessage = type === 'message' && (subtype === 'rfc822' || subtype === 'global');
  const message = isMessage ? readMessage(c, g, state, section) : null;
  const lines = readLines(c, g, type === 'text' || message !== null, type === 'text');
  const md5 = c.atListEnd() || c.atList ? null : readText(c, g);
  const { disposition, language, location } = readTail(c, g);
  return {
    kind: 'part',
    section,
    type,
    subtype,
    parameters,
    id,
    description,
    encoding: encoding === null ? '7bit' : lowerCase(encoding),
    size,
    lines,
    md5,
    message,
    disposition,
    language,
    location,
  };
}

function atText(c: Cursor): boolean {
  const start = c.pos;
  const isNil = c.nil();
  c.pos = start;
  return !isNil && !c.atList;
}

function readMediaSubtype(c: Cursor, g: Grammar, first: string | null): string {
  // A list here is the parameters: the media type was one word.
  if (!c.atListEnd() && !c.atList) {
    const subtype = readText(c, g);
    if (subtype !== null) return lowerCase(subtype);
  }
  if (first === null) return 'octet-stream';
  g.quirk('one-word-media-type');
  return '';
}

function readSize(c: Cursor, g: Grammar): number {
  if (c.atListEnd()) {
    g.quirk('missing-body-field');
    return 0;
  }
  return c.looseNumber() ?? 0;
}

function readLines(c: Cursor, g: Grammar, expected: boolean, mandatory: boolean): number | null {
  const numeric = !c.atListEnd() && (c.atDigit || c.peek() === 0x2d);
  if (numeric) {
    if (!expected) g.quirk('extra-lines');
    return c.looseNumber();
  }
  if (mandatory) g.quirk('missing-lines');
  return null;
}

/** Envelope and body of message/rfc822; null when the server described it as a plain part. */
function readMessage(c: Cursor, g: Grammar, state: State, section: string): BodyPart['message'] {
  const start = c.pos;
  if (c.atListEnd()) {
    g.quirk('message-without-envelope');
    return null;
  }
  let envelope: Envelope = emptyEnvelope;
  const missing = c.nil();
  if (!missing && !(c.atList && !dispositionFollows(c))) {
    g.quirk('message-without-envelope');
    return null;
  }
  if (missing) {
    // NIL may as well be the MD5 of a plain part; only a body behind it makes it an envelope.
    if (c.atListEnd() || !c.atList || dispositionFollows(c)) {
      c.pos = start;
      g.quirk('message-without-envelope');
      return null;
    }
    g.quirk('short-envelope');
  } else envelope = parseEnvelope(c, g);
  if (c.atListEnd() || c.nil() || emptyList(c)) {
    g.quirk('missing-child');
    return { envelope, body: placeholder(child(section, 1)) };
  }
  return { envelope, body: readBody(c, g, state, section, true) };
}

/** Stands for a part the server did not describe, so that its siblings keep their numbers. */
function placeholder(section: string): BodyPart {
  return {
    kind: 'part',
    section,
    type: 'application',
    subtype: 'octet-stream',
    parameters: noParameters,
    id: null,
    description: null,
    encoding: '7bit',
    size: 0,
    lines: null,
    md5: null,
    message: null,
    disposition: null,
    language: noLanguages,
    location: null,
  };
}
