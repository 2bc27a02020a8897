import type { Cursor } from '../wire/cursor.ts';
import type { Grammar } from './context.ts';
import { parseMailbox } from './mailbox.ts';
import type { Response } from './types.ts';

/** metadata-resp (RFC 5464 §4.4): entries with their values, or, unasked, the names of entries that changed. */
export function parseMetadata(c: Cursor, g: Grammar): Response {
  c.sp();
  const name = parseMailbox(c, g, 'value');
  const entries = new Map<string, string | null>();
  const changed: string[] = [];
  c.skipSpaces();
  if (c.atList) {
    c.enter();
    while (!c.atListEnd()) {
      const entry = c.astring();
      if (c.atListEnd()) {
        g.quirk('odd-pairs');
        entries.set(entry, null);
        break;
      }
      entries.set(entry, c.nstring());
    }
    c.leave();
  } else {
    for (; !c.atEnd; c.skipSpaces()) changed.push(c.astring());
  }
  return { type: 'metadata', name, entries, changed };
}

/** ANNOTATION response of ANNOTATEMORE (draft-daboo-imap-annotatemore-08 §5.3), the forerunner of METADATA: entry → attribute → value. */
export function parseAnnotation(c: Cursor, g: Grammar): Response {
  c.sp();
  const name = parseMailbox(c, g, 'value');
  const entries = new Map<string, ReadonlyMap<string, string | null>>();
  for (c.skipSpaces(); !c.atEnd; c.skipSpaces()) {
    const entry = c.astring();
    c.skipSpaces();
    const attributes = new Map<string, string | null>();
    if (c.atList) {
      c.enter();
      while (!c.atListEnd()) {
        const attribute = c.astring();
        attributes.set(attribute, c.atListEnd() ? null : c.nstring());
      }
      c.leave();
    }
    entries.set(entry, attributes);
  }
  return { type: 'annotation', name, entries };
}
