// The core's own parts without a connection: splitter and grammar, from the sources.
import { readFile } from 'node:fs/promises';
import { grammarOf } from '../../../extension/imap/grammar/context.ts';
import { parseFrame, parseLine } from '../../../extension/imap/grammar/response.ts';
import { Arena } from '../../../extension/imap/wire/arena.ts';
import { ResponseSplitter } from '../../../extension/imap/wire/splitter.ts';

const chunkSize = 64 * 1024;

function touch(row) {
  let sum = (row.flags?.length ?? 0) + (row.internalDate?.getTime() ?? 0) + (row.size ?? 0);
  const { envelope, bodyStructure } = row;
  if (envelope !== undefined) sum += (envelope.subject?.length ?? 0) + envelope.from.length + envelope.to.length;
  return sum + (bodyStructure?.kind.length ?? 0);
}

/** As a socket gives them: each chunk with memory of its own. */
function* chunksOf(octets) {
  for (let at = 0; at < octets.length; at += chunkSize) yield Buffer.from(octets.subarray(at, at + chunkSize));
}

function parse(octets, every, keep) {
  const rows = [];
  let count = 0;
  let sum = 0;
  const nothing = () => undefined;
  // As `Reader` has it.
  const grammar = grammarOf({ utf8: false, arena: new Arena() });
  const take = (response) => {
    if (response.type !== 'fetch') return;
    count++;
    if (every) sum += touch(response);
    if (keep) rows.push(response);
  };
  const splitter = new ResponseSplitter({
    frame: (frame) => take(parseFrame(frame, grammar)),
    line: (bytes, start, end) => take(parseLine(bytes, start, end, grammar)),
    literalStart: nothing,
    literalChunk: nothing,
    literalEnd: nothing,
    violation: (violation) => {
      throw new Error(violation.kind);
    },
  });
  for (const chunk of chunksOf(octets)) splitter.push(chunk);
  return { rows, count, sum };
}

function work(every, keep) {
  return async (task, meter) => {
    const octets = await readFile(task.file);
    // Warm code is what a mailbox of this size meets but for its first moment.
    const warm = octets.subarray(0, octets.indexOf(10, Math.min(octets.length >> 4, 4_000_000)) + 1);
    parse(warm, every, false);
    const half = octets.subarray(0, octets.indexOf(10, octets.length >> 1) + 1);
    const began = performance.now();
    parse(half, every, keep);
    const halfMs = performance.now() - began;
    globalThis.gc?.();
    meter.begin();
    const start = performance.now();
    const { rows, count } = parse(octets, every, keep);
    const wholeMs = performance.now() - start;
    meter.end();
    return {
      check: `${count} rows`,
      result: rows,
      extra: { 'MB/s': octets.length / 1000 / wholeMs, 't(2n)/t(n)': wholeMs / halfMs },
    };
  };
}

export const works = { framed: work(false, false), dropped: work(true, false), kept: work(true, true) };
