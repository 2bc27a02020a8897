import { maxNumber } from '../wire/sequence-set.ts';
import type { Cursor } from '../wire/cursor.ts';
import type { Response, Thread } from './types.ts';

const open = 0x28;
const close = 0x29;
/** Deeper than any conversation branches; a server that sends more is not sorting mail. */
const maxNesting = 1_000;

interface Building {
  readonly numbers: number[];
  readonly branches: Building[];
}

/** THREAD response (RFC 5256 §4): `(2)(3 6 (4 23)(44 7 96))`. Read without recursion. */
export function parseThread(c: Cursor): Response {
  const threads: Building[] = [];
  const levels: Building[] = [];
  for (c.skipSpaces(); !c.atEnd; c.skipSpaces()) {
    const next = c.peek();
    const level = levels.at(-1);
    if (next === open) {
      c.pos++;
      if (levels.length >= maxNesting) c.fail(`no more than ${maxNesting} nested threads`);
      const thread: Building = { numbers: [], branches: [] };
      (level?.branches ?? threads).push(thread);
      levels.push(thread);
    } else if (level === undefined) c.fail('"("');
    else if (next === close) {
      c.pos++;
      levels.pop();
    } else {
      const n = c.number();
      if (n < 1 || n > maxNumber) c.fail('a message');
      if (level.branches.length > 0) c.fail('a thread');
      level.numbers.push(n);
    }
  }
  if (levels.length > 0) c.fail('")"');
  return { type: 'thread', threads: threads satisfies readonly Thread[] };
}
