import { sortedRanges } from '../command/sorted-ranges.ts';
import type { Connection } from '../session/connection.ts';
import { takesShortLines } from '../session/peculiarity.ts';
import { splitSet, type NumberRange } from '../wire/sequence-set.ts';
import type { UidSet } from './api.ts';

/** Characters of a UID set in one command; hosts differ in what they take (Gmail 16k, Dovecot 64k). */
const maxSetLength = 8_000;
/** Where a line has 1000 octets at most; the rest is for what stands beside the set. */
const shortSetLength = 600;

/** A set in as many pieces as the server needs to read each as one line; every range ascends, which hMailServer insists on. */
export function pieces({ engine }: Connection, uids: UidSet): (readonly NumberRange[])[] {
  const sorted = sortedRanges(uids);
  if (descends(uids)) engine.quirks.report('descending-range');
  const usual = splitSet(sorted, maxSetLength);
  if (!takesShortLines(engine.view)) return usual;
  const short = splitSet(sorted, shortSetLength);
  if (short.length > usual.length) engine.quirks.report('short-lines');
  return short;
}

function descends(uids: UidSet): boolean {
  return uids.some((one) => typeof one !== 'number' && one.from > one.to);
}
