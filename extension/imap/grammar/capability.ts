import type { Cursor } from '../wire/cursor.ts';
import type { Grammar } from './context.ts';
import type { Response } from './types.ts';

const plus = '+';

/** Capability names to the end of what the cursor holds (RFC 9051 §7.2.2), in the server's spelling. */
export function readCapabilities(c: Cursor, g: Grammar): string[] {
  const names: string[] = [];
  for (c.skipSpaces(); !c.atEnd; c.skipSpaces()) {
    const name = c.loose();
    const last = names.length - 1;
    if (name === plus && names[last]?.toUpperCase() === 'LITERAL') {
      g.quirk('literal-plus-space');
      names[last] = `${names[last] ?? ''}+`;
    } else names.push(name);
  }
  return names;
}

export function parseCapability(c: Cursor, g: Grammar): Response {
  return { type: 'capability', capabilities: readCapabilities(c, g) };
}

/** enable-data (RFC 9051 §7.2.1). */
export function parseEnabled(c: Cursor, g: Grammar): Response {
  return { type: 'enabled', capabilities: readCapabilities(c, g) };
}
