import assert from 'node:assert/strict';
import { constants, deflateRawSync } from 'node:zlib';
import { deflated } from '../../../extension/imap/transport/deflate.ts';
import { memoryPair } from '../../../extension/imap/transport/memory.ts';
import { hashOf, Random } from '../engine/random.ts';
import type { Target } from '../engine/target.ts';

/** What the connection makes of compressed octets that come in these pieces. */
function inflate(early: Buffer, pieces: Iterable<Buffer>): Promise<readonly [octets: Buffer, end: string]> {
  const [near, far] = memoryPair();
  const transport = deflated(near, early);
  const got: Buffer[] = [];
  return new Promise((resolve) => {
    transport.start({
      data: (chunk) => got.push(Buffer.from(chunk)),
      end: (end) => resolve([Buffer.concat(got), end.kind]),
    });
    for (const piece of pieces) far.write(piece);
    far.close();
  });
}

function* cuts(data: Buffer, random: Random): Generator<Buffer> {
  for (let at = 0; at < data.length;) {
    const size = 1 + random.below(64);
    yield data.subarray(at, at + size);
    at += size;
  }
}

export const target: Target = {
  name: 'deflate',
  about: 'imap/transport: DEFLATE over memory',
  share: 3,
  maxLength: 1500,
  seeds: ['* OK hi\r\n* 1 EXISTS\r\n', deflateRawSync('* OK hi\r\n'.repeat(20)).toString('latin1'), '\x03\0', 'a'],
  async run(data) {
    const random = new Random(hashOf(data));
    if (data.length % 2 === 0) {
      // A server that compresses as it should: what it said arrives.
      const sent = deflateRawSync(data, { finishFlush: constants.Z_SYNC_FLUSH });
      const early = random.below(sent.length);
      const [octets] = await inflate(sent.subarray(0, early), cuts(sent.subarray(early), random));
      assert.ok(octets.equals(data));
      return;
    }
    const [whole, end] = await inflate(Buffer.alloc(0), [data]);
    const [cut, cutEnd] = await inflate(Buffer.alloc(0), cuts(data, random));
    assert.equal(cutEnd, end);
    // After an error the last octets may or may not have been handed on.
    const shorter = Math.min(whole.length, cut.length);
    assert.ok(whole.subarray(0, shorter).equals(cut.subarray(0, shorter)));
    if (end === 'eof') assert.equal(cut.length, whole.length);
  },
};
