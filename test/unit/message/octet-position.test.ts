import assert from 'node:assert/strict';
import { test } from 'node:test';
import { positionOf } from '../../../extension/message/octet-position.ts';

test('octets stand where the editor shows them', () => {
  const bytes = Buffer.from('ab\r\ncd\nüx\ry😀z');
  const at = (offset: number): number[] => {
    const { line, character } = positionOf(bytes, offset);
    return [line, character];
  };
  assert.deepEqual(
    [at(0), at(2), at(3), at(4)],
    [
      [0, 0],
      [0, 2],
      [0, 2],
      [1, 0],
    ],
  );
  assert.deepEqual(
    [at(7), at(9), at(10), at(11)],
    [
      [2, 0],
      [2, 1],
      [2, 2],
      [3, 0],
    ],
  );
  assert.deepEqual(
    [at(16), at(17), at(999)],
    [
      [3, 3],
      [3, 4],
      [3, 4],
    ],
  );
  assert.deepEqual(positionOf(Buffer.from('\ufeffab'), 4), { line: 0, character: 1 });
  assert.deepEqual(positionOf(Buffer.alloc(0), 0), { line: 0, character: 0 });
});
