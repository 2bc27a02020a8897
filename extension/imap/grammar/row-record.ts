import { Arena } from '../wire/arena.ts';

/**
 * What a row keeps outside of itself, so that the collector has little to copy. One stretch of memory holds the date (seconds since 1970,
 * NaN for none), where ENVELOPE and BODYSTRUCTURE begin and end behind this head (0 and 0: the server sent none), the date's zone in minutes,
 * then the two as they came.
 */
const envelopeAt = 8;
const bodyAt = 16;
const zoneAt = 24;
const headLength = 26;

/** Where the trees lie in a response; -1 for what the server did not send. */
export interface RowParts {
  readonly seconds: number;
  readonly zone: number;
  readonly envelopeStart: number;
  readonly envelopeEnd: number;
  readonly bodyStart: number;
  readonly bodyEnd: number;
}

/** Writes the record and gives its offset in `page` of the arena that `arenaFor` names for it. */
export function writeRow(bytes: Buffer, row: RowParts, arena: Arena): number {
  const { envelopeStart, bodyStart } = row;
  const start = treesStart(row);
  const length = headLength + treesLength(row);
  const at = arena.reserve(length);
  const { view } = arena;
  view.setFloat64(at, row.seconds, true);
  view.setInt16(at + zoneAt, row.zone, true);
  view.setUint32(at + envelopeAt, envelopeStart < 0 ? 0 : envelopeStart - start, true);
  view.setUint32(at + envelopeAt + 4, envelopeStart < 0 ? 0 : row.envelopeEnd - start, true);
  view.setUint32(at + bodyAt, bodyStart < 0 ? 0 : bodyStart - start, true);
  view.setUint32(at + bodyAt + 4, bodyStart < 0 ? 0 : row.bodyEnd - start, true);
  if (length > headLength) bytes.copy(arena.page, at + headLength, start, start + length - headLength);
  return at;
}

/** `arena`, or one of its own for what that does not take. */
export function arenaFor(row: RowParts, arena: Arena | null): Arena {
  const length = headLength + treesLength(row);
  return arena?.takes(length) === true ? arena : new Arena(length);
}

function treesStart({ envelopeStart, bodyStart }: RowParts): number {
  return envelopeStart < 0 ? bodyStart : bodyStart < 0 ? envelopeStart : Math.min(envelopeStart, bodyStart);
}

/** What lies between the two is, but for an odd server, no more than the second one's name. */
function treesLength(row: RowParts): number {
  const start = treesStart(row);
  return start < 0 ? 0 : Math.max(row.envelopeEnd, row.bodyEnd) - start;
}

/** Seconds since 1970, or NaN. */
export function secondsOf(page: Buffer, at: number): number {
  return page.readDoubleLE(at);
}

/** Minutes east of UTC. */
export function zoneOf(page: Buffer, at: number): number {
  return page.readInt16LE(at + zoneAt);
}

export interface Stretch {
  readonly start: number;
  readonly end: number;
}

export function hasEnvelope(page: Buffer, at: number): boolean {
  return page.readUInt32LE(at + envelopeAt + 4) > 0;
}

export function hasBody(page: Buffer, at: number): boolean {
  return page.readUInt32LE(at + bodyAt + 4) > 0;
}

export function envelopeOf(page: Buffer, at: number): Stretch {
  return stretch(page, at, envelopeAt);
}

export function bodyOf(page: Buffer, at: number): Stretch {
  return stretch(page, at, bodyAt);
}

function stretch(page: Buffer, at: number, field: number): Stretch {
  const from = at + headLength;
  return { start: from + page.readUInt32LE(at + field), end: from + page.readUInt32LE(at + field + 4) };
}
