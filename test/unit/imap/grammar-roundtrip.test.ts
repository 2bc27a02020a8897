import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseResponse } from '../../../extension/imap/grammar/response.ts';
import type { MalformedResponse, Response } from '../../../extension/imap/grammar/types.ts';
import { formatSequenceSet, normalise } from '../../../extension/imap/wire/sequence-set.ts';
import { ResponseSplitter } from '../../../extension/imap/wire/splitter.ts';
import { latin1 } from './grammar-support.ts';

/** A response as a server may write it, and what has to come out. */
interface Case {
  readonly wire: string;
  readonly expected: unknown;
  /** What of the response is compared. */
  readonly read: (response: Response | MalformedResponse) => unknown;
}

interface Written {
  readonly value: string;
  readonly wire: string;
}

const ascii = fc.string({
  unit: fc.integer({ min: 1, max: 127 }).map((code) => String.fromCharCode(code)),
  maxLength: 12,
});
const atom = fc.stringMatching(/^[A-Za-z0-9$_.:-]{1,10}$/).filter((text) => text.toUpperCase() !== 'NIL');
const nzNumber = fc.integer({ min: 1, max: 0xffff_ffff });

/** A string in one of the forms that may carry it (RFC 9051 §4.3). */
const string: fc.Arbitrary<Written> = fc.tuple(ascii, fc.boolean()).map(([value, literal]) => ({
  value,
  wire: literal || /[\r\n]/.test(value) ? `{${value.length}}\r\n${value}` : `"${value.replace(/["\\]/g, '\\$&')}"`,
}));
const astring: fc.Arbitrary<Written> = fc.oneof(
  string,
  atom.map((value) => ({ value, wire: value })),
);
const nstring: fc.Arbitrary<{ readonly value: string | null; readonly wire: string }> = fc.oneof(
  string,
  fc.constant({ value: null, wire: 'NIL' }),
);
const ranges = fc.array(
  fc.tuple(nzNumber, nzNumber).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) })),
  { minLength: 1, maxLength: 5 },
);
const flags = fc.array(fc.oneof(fc.constantFrom('\\Seen', '\\Answered', '\\Deleted'), atom), { maxLength: 5 });

const status: fc.Arbitrary<Case> = fc
  .record({
    tag: fc.option(fc.constantFrom('A1', 'x2')),
    kind: fc.constantFrom('OK', 'NO', 'BAD'),
    code: fc.option(
      fc.oneof(
        nzNumber.map((value) => ({ wire: `UIDNEXT ${value}`, code: { name: 'UIDNEXT', value } })),
        fc.tuple(nzNumber, ranges, ranges).map(([uidValidity, source, destination]) => ({
          wire: `COPYUID ${uidValidity} ${formatSequenceSet(source)} ${formatSequenceSet(destination)}`,
          code: { name: 'COPYUID', uidValidity, source, destination },
        })),
        fc.constantFrom('ALERT', 'READ-ONLY', 'TRYCREATE').map((name) => ({ wire: name, code: { name } })),
      ),
    ),
    text: fc.stringMatching(/^[a-z][a-z {}]{0,20}[a-z]$/),
  })
  .map(({ tag, kind, code, text }) => ({
    wire: `${tag ?? '*'} ${kind} ${code === null ? '' : `[${code.wire}] `}${text}`,
    expected: ['status', tag, kind, code?.code ?? null, text],
    read: (one) => (one.type === 'status' ? [one.type, one.tag, one.kind, one.code, one.text] : one.type),
  }));

const counts: fc.Arbitrary<Case> = nzNumber.map((n) => ({
  wire: `* ${n} EXISTS`,
  expected: { type: 'exists', count: n },
  read: (one) => one,
}));

const list: fc.Arbitrary<Case> = fc
  .record({ name: astring, delimiter: fc.constantFrom('/', '.', null), attributes: flags })
  .filter(({ name }) => name.value.toUpperCase() !== 'INBOX' && name.value !== '')
  .map(({ name, delimiter, attributes }) => ({
    wire: `* LIST (${attributes.filter((one) => one.startsWith('\\')).join(' ')}) ${delimiter === null ? 'NIL' : `"${delimiter}"`} ${name.wire}`,
    expected: ['list', delimiter, name.value],
    read: (one) => (one.type === 'list' ? [one.type, one.delimiter, one.name.wire] : one.type),
  }));

const search: fc.Arbitrary<Case> = fc.array(nzNumber, { maxLength: 20 }).map((numbers) => ({
  wire: `* SEARCH${numbers.map((n) => ` ${n}`).join('')}`,
  expected: ['search', numbers],
  read: (one) => (one.type === 'search' ? [one.type, one.numbers] : one.type),
}));

const vanished: fc.Arbitrary<Case> = fc.tuple(ranges, fc.boolean()).map(([uids, earlier]) => ({
  wire: `* VANISHED ${earlier ? '(EARLIER) ' : ''}${formatSequenceSet(uids)}`,
  expected: { type: 'vanished', earlier, uids: normalise(uids) },
  read: (one) => one,
}));

const id: fc.Arbitrary<Case> = fc
  .uniqueArray(fc.tuple(string, nstring), { minLength: 1, maxLength: 4, selector: ([name]) => name.value })
  .map((pairs) => ({
    wire: `* ID (${pairs.map(([name, value]) => `${name.wire} ${value.wire}`).join(' ')})`,
    expected: pairs.map(([name, value]) => [name.value, value.value]),
    read: (one) => (one.type === 'id' ? [...(one.parameters ?? [])] : one.type),
  }));

const fetch: fc.Arbitrary<Case> = fc
  .record({
    seq: nzNumber,
    uid: nzNumber,
    size: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
    modSeq: fc.bigInt({ min: 1n, max: (1n << 63n) - 1n }),
    flags,
    subject: nstring,
    messageId: nstring,
    mailbox: string,
    host: string,
    body: string,
    order: fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 }),
  })
  .map(({ seq, uid, size, modSeq, flags: set, subject, messageId, mailbox, host, body, order }) => {
    const items = [
      `UID ${uid}`,
      `RFC822.SIZE ${size}`,
      `MODSEQ (${modSeq})`,
      `FLAGS (${set.join(' ')})`,
      `ENVELOPE (NIL ${subject.wire} ((NIL NIL ${mailbox.wire} ${host.wire})) NIL NIL NIL NIL NIL NIL ${messageId.wire})`,
      `BODY[TEXT] ${body.wire}`,
    ];
    return {
      wire: `* ${seq} FETCH (${order.map((index) => items[index]).join(' ')})`,
      expected: [seq, uid, size, modSeq, set, subject.value, messageId.value, [mailbox.value, host.value], body.value],
      read: (one) => {
        if (one.type !== 'fetch') return one.type === 'malformed' ? one.reason : one.type;
        const { envelope } = one;
        const from = envelope?.from[0];
        const text = one.sections.get('BODY[TEXT]');
        return [
          one.seq,
          one.uid,
          one.size,
          one.modSeq,
          one.flags,
          envelope?.subject,
          envelope?.messageId,
          from?.type === 'mailbox' ? [from.mailbox, from.host] : from?.type,
          text?.kind === 'bytes' ? text.bytes.toString('latin1') : text?.kind,
        ];
      },
    };
  });

const anyCase = fc.oneof(status, counts, list, search, vanished, id, fetch);

/** What comes out of the octets, in order. */
function responses(octets: Buffer): (Response | MalformedResponse)[] {
  const found: (Response | MalformedResponse)[] = [];
  const ignore = (): void => undefined;
  new ResponseSplitter({
    frame: (frame) => found.push(parseResponse(frame, { utf8: false })),
    literalStart: ignore,
    literalChunk: ignore,
    literalEnd: ignore,
    violation: ignore,
  }).push(octets);
  return found;
}

test('property: what a grammar of valid responses writes is read back as it was meant', () => {
  fc.assert(
    fc.property(fc.array(anyCase, { minLength: 1, maxLength: 6 }), (cases) => {
      const found = responses(latin1(cases.map(({ wire }) => `${wire}\r\n`).join('')));
      assert.deepEqual(
        found.map((response, index) => cases[index]?.read(response)),
        cases.map(({ expected }) => expected),
      );
    }),
    { numRuns: 3000 },
  );
});

test('property: a response whose line is changed costs no other one', () => {
  // No line of its own and no literal may come in by the change, which the framing would have to believe.
  const octet = fc.constantFrom('(', ')', '"', ' ', '\\', '[', ']', 'x', '0', '*', '\0', '\xff');
  const oneLine = anyCase.filter(({ wire }) => !/[\r\n]/.test(wire));
  fc.assert(
    fc.property(oneLine, anyCase, fc.nat(), octet, fc.boolean(), (broken, sound, where, by, instead) => {
      const at = where % (broken.wire.length + 1);
      const line = broken.wire.slice(0, at) + by + broken.wire.slice(at + (instead ? 1 : 0));
      fc.pre(!/\{\d+[+-]?\}$/.test(line));
      const found = responses(latin1(`${line}\r\n${sound.wire}\r\n`));
      assert.equal(found.length, 2);
      for (const one of found) if (one.type === 'malformed') assert.ok(!one.reason.startsWith('internal'), one.reason);
      const last = found[1];
      assert.ok(last !== undefined);
      assert.deepEqual(sound.read(last), sound.expected);
    }),
    { numRuns: 3000 },
  );
});
