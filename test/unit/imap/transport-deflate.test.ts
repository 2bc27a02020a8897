import assert from 'node:assert/strict';
import { test } from 'node:test';
import { constants, deflateRawSync } from 'node:zlib';
import { deflated } from '../../../extension/imap/transport/deflate.ts';
import { memoryPair } from '../../../extension/imap/transport/memory.ts';
import type { TransportEnd } from '../../../extension/imap/transport/transport.ts';

/** What comes out when the other side says `octets`, the first `early` of them beforehand, and hangs up at once. */
async function heard(octets: Buffer, early: number): Promise<readonly [text: string, end: TransportEnd]> {
  const [near, far] = memoryPair();
  const ended = Promise.withResolvers<TransportEnd>();
  let text = '';
  const transport = deflated(near, octets.subarray(0, early));
  transport.start({ data: (chunk) => (text += chunk.toString('latin1')), end: ended.resolve });
  far.write(octets.subarray(early));
  far.close();
  const end = await ended.promise;
  return [text, end];
}

test('the last words of a server that hangs up come through, though its stream is not finished', async () => {
  const words = '* BYE [UNAVAILABLE] good night\r\n';
  const octets = deflateRawSync(words, { finishFlush: constants.Z_SYNC_FLUSH });
  for (let early = 0; early <= octets.length; early++) {
    assert.deepEqual(await heard(octets, early), [words, { kind: 'eof' }], `${early} octets came beforehand`);
  }
});

test('octets that are no DEFLATE are told as such, also when the server hangs up behind them', async () => {
  const [, end] = await heard(Buffer.from('* OK this is not compressed\r\n'), 0);
  assert.equal(end.kind === 'error' && end.code, 'EDEFLATE');
});
