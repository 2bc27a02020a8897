import { parseDate } from './date.ts';

/** One station of a message's way, as its Received field tells it (RFC 5321 §4.4). Anybody on the way can have written it. */
export interface Hop {
  /** The name that the sending side gave; null when there is none. */
  readonly from: string | null;
  readonly by: string | null;
  /** `ESMTPS`, `LMTP`, … */
  readonly protocol: string | null;
  readonly time: Date | null;
  /** Seconds since the last earlier station that tells its time; negative where clocks differ, null where nothing is known. */
  readonly delay: number | null;
  readonly raw: string;
}

/** More stations than any mail has; the rest is passed over. */
const maxHops = 200;

/** @param fields the unfolded Received fields in the order of the header, newest first; the hops come oldest first */
export function receivedHops(fields: readonly string[]): readonly Hop[] {
  let last: Date | null = null;
  return fields
    .slice(0, maxHops)
    .toReversed()
    .map((raw) => {
      const semicolon = raw.lastIndexOf(';');
      const time = semicolon < 0 ? null : parseDate(raw.slice(semicolon + 1).trim());
      const words = withoutComments(semicolon < 0 ? raw : raw.slice(0, semicolon)).split(/\s+/);
      const delay = time === null || last === null ? null : (time.getTime() - last.getTime()) / 1000;
      last = time ?? last;
      return {
        from: after(words, 'from'),
        by: after(words, 'by'),
        protocol: after(words, 'with'),
        time,
        delay,
        raw,
      };
    });
}

function after(words: readonly string[], keyword: string): string | null {
  const at = words.findIndex((word) => word.toLowerCase() === keyword);
  const word = at < 0 ? undefined : words[at + 1];
  return word === undefined || word === '' ? null : word.slice(0, 255);
}

function withoutComments(text: string): string {
  let plain = '';
  let depth = 0;
  for (const char of text) {
    if (char === '(') depth++;
    else if (char === ')' && depth > 0) depth--;
    else if (depth === 0) plain += char;
  }
  return plain;
}
