import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseResponse } from '../../../extension/imap/grammar/response.ts';
import { QuirkCounter } from '../../../extension/imap/grammar/quirk-counter.ts';
import { framesOf, split } from './grammar-support.ts';

const root = join(import.meta.dirname, '../../fixtures/transcripts');

/** What the server sent on each connection of a recorded session. Octets that are no UTF-8 were recorded as U+FFFD. */
function serverOctets(text: string): Map<string, Buffer> {
  const sent = new Map<string, string>();
  let connection: string | null = null;
  for (const line of text.replace(/\n$/, '').split('\n')) {
    const match = /^\[(\w+)\] (S|C): (.*)$/s.exec(line);
    if (match !== null) connection = match[2] === 'S' ? (match[1] ?? '') : null;
    if (connection !== null) sent.set(connection, `${sent.get(connection) ?? ''}${match?.[3] ?? line}\r\n`);
  }
  return new Map([...sent].map(([name, octets]) => [name, Buffer.from(octets.replaceAll('\ufffd', '\xff'), 'latin1')]));
}

/** Response types that later rooms of the house will read; until then they are kept as they came. */
const notYetRead = new Set(['ACL', 'GENURLAUTH', 'LISTRIGHTS', 'METADATA', 'URLFETCH']);

for (const server of readdirSync(root)) {
  for (const file of readdirSync(join(root, server))) {
    test(`${server} ${file}: every response parses, and none needs a tolerance that is not known of it`, () => {
      const quirks = new QuirkCounter();
      let count = 0;
      for (const octets of serverOctets(readFileSync(join(root, server, file), 'utf8')).values()) {
        for (const frame of framesOf(octets)) {
          const response = parseResponse(frame, { utf8: false, onQuirk: quirks.report });
          count++;
          assert.notEqual(response.type, 'malformed', frame.bytes.toString('latin1'));
          if (response.type === 'unknown') assert.ok(notYetRead.has(response.keyword), response.text);
          if (response.type === 'status')
            assert.notEqual(response.code?.name, 'malformed', frame.bytes.toString('latin1'));
          if (response.type === 'fetch') {
            assert.equal(response.envelope?.subject === undefined, response.envelope === undefined);
            if (response.bodyStructure !== undefined) assert.match(response.bodyStructure.type, /^[a-z]+$/);
          }
        }
      }
      assert.ok(count > 1);
      // Dovecot says `* NO [NOUPDATE "tag"]` and no word more.
      const known = server === 'dovecot' && file === 'NOUPDATE.txt' ? ['missing-text'] : [];
      assert.deepEqual(
        quirks.entries().map(([id]) => id),
        known,
      );
    });
  }
}

/** Everything that real servers said, literals streamed from the fourth octet on, at every place where a segment may have ended. */
for (const server of readdirSync(root)) {
  test(`${server}: what it said is the same whole, octet by octet and cut in two anywhere`, () => {
    const options = { inlineLimit: 3 };
    let count = 0;
    for (const file of readdirSync(join(root, server))) {
      for (const octets of serverOctets(readFileSync(join(root, server, file), 'utf8')).values()) {
        const whole = split([octets], options);
        count += whole.length;
        const single = Array.from({ length: octets.length }, (_, at) => octets.subarray(at, at + 1));
        assert.deepEqual(split(single, options), whole, file);
        const expected = JSON.stringify(whole);
        for (let at = 1; at < octets.length; at++) {
          const cut = JSON.stringify(split([octets.subarray(0, at), octets.subarray(at)], options));
          assert.ok(cut === expected, `${file}: cut at ${at}`);
        }
      }
    }
    assert.ok(count > 10);
  });
}

test('what the servers said of COPYUID is understood', () => {
  const [octets] = serverOctets(readFileSync(join(root, 'dovecot', 'COPYUID.txt'), 'utf8')).values();
  assert.ok(octets !== undefined);
  const copied = framesOf(octets)
    .map((frame) => parseResponse(frame, { utf8: false }))
    .flatMap((response) => (response.type === 'status' && response.code?.name === 'COPYUID' ? [response] : []));
  assert.deepEqual(
    copied.map(({ tag, code }) => [tag, code]),
    [
      [
        't3',
        { name: 'COPYUID', uidValidity: 1795253149, source: [{ from: 1, to: 1 }], destination: [{ from: 1, to: 1 }] },
      ],
      [
        't4',
        { name: 'COPYUID', uidValidity: 1795253149, source: [{ from: 1, to: 2 }], destination: [{ from: 2, to: 3 }] },
      ],
      [
        null,
        { name: 'COPYUID', uidValidity: 1795253149, source: [{ from: 1, to: 1 }], destination: [{ from: 4, to: 4 }] },
      ],
    ],
  );
});
