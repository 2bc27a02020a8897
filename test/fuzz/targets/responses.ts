import assert from 'node:assert/strict';
import { parseFetchHead } from '../../../extension/imap/grammar/fetch-head.ts';
import { plainRow } from '../../../extension/imap/client/plain-row.ts';
import { grammarOf } from '../../../extension/imap/grammar/context.ts';
import { parseLine, parseResponse } from '../../../extension/imap/grammar/response.ts';
import { responseTag } from '../../../extension/imap/grammar/tag.ts';
import type { MalformedResponse, Response } from '../../../extension/imap/grammar/types.ts';
import { frameOf, type ResponseFrame } from '../../../extension/imap/wire/frame.ts';
import { ResponseSplitter } from '../../../extension/imap/wire/splitter.ts';
import { hashOf, Random } from '../engine/random.ts';
import type { Target } from '../engine/target.ts';

const grammar = grammarOf({ utf8: false });
const plain = (response: Response | MalformedResponse): unknown =>
  response.type === 'fetch' ? plainRow(response) : response;

const limits = { line: 8192, response: 16384, inlinedLiteral: 4096, literals: 64 };

/** All that comes out of the octets, as text; literals whole. */
function read(
  chunks: Iterable<Buffer>,
  inlineLimit: number,
  { byLine = false, logging = true } = {},
): readonly [events: string[], atBoundary: boolean] {
  const events: string[] = [];
  let literal = '';
  const note = (what: string, frame: ResponseFrame): void => {
    if (logging) events.push(`${what} ${frame.bytes.toString('latin1')} ${JSON.stringify(frame.literals)}`);
  };
  const splitter = new ResponseSplitter(
    {
      frame: (frame) => {
        const response = parseResponse(frame, { utf8: frame.bytes.length % 2 === 0 });
        responseTag(frame);
        if (response.type === 'fetch')
          void [response.envelope, response.bodyStructure, response.sections, response.unknown];
        if (response.type === 'malformed') assert.ok(!response.reason.startsWith('internal'), response.reason);
        note(response.type, frame);
      },
      ...(byLine
        ? {
            line: (bytes: Buffer, start: number, end: number): void => {
              const frame = frameOf(bytes, start, end);
              const response = parseLine(bytes, start, end, grammar);
              assert.deepEqual(plain(response), plain(parseResponse(frame, { utf8: false })), 'its place matters');
              note(response.type, frame);
            },
          }
        : {}),
      literalStart: (head, size) => {
        void parseFetchHead(head, { utf8: false });
        literal = `${head.bytes.toString('latin1')} ${size} `;
      },
      literalChunk: (chunk) => {
        if (logging) literal += chunk.toString('latin1');
      },
      literalEnd: () => events.push(`literal ${literal}`),
      violation: (violation) => events.push(JSON.stringify(violation)),
    },
    limits,
  );
  splitter.setInlineLimit(inlineLimit);
  for (const chunk of chunks) splitter.push(chunk);
  return [events, splitter.atBoundary];
}

function* cuts(data: Buffer, random: Random): Generator<Buffer> {
  for (let at = 0; at < data.length;) {
    const size = 1 + random.below(random.below(4) === 0 ? 400 : 12);
    yield data.subarray(at, at + size);
    at += size;
  }
}

function inlineLimitOf({ length }: Buffer): number {
  return [0, 4, 64 * 1024][length % 3] ?? 0;
}

export const target: Target = {
  name: 'responses',
  about: 'imap/wire, imap/grammar',
  share: 40,
  seeds: [
    '* OK [CAPABILITY IMAP4rev1 IDLE] hi\r\na1 NO [COPYUID 1 1:4 5:8] no\r\n+ go\r\n* BYE [UNAVAILABLE] x\r\n',
    '* 1 FETCH (UID 5 FLAGS (\\Seen $x) INTERNALDATE "17-Jul-1996 02:44:25 -0700" RFC822.SIZE 44 MODSEQ (9) ENVELOPE ("d" {1}\r\ns ((NIL NIL "a" "b")) NIL NIL NIL NIL NIL NIL "<i>"))\r\n',
    '* 2 FETCH (BODYSTRUCTURE (("text" "plain" ("charset" "utf-8") NIL NIL "7bit" 1 1 NIL ("inline" NIL) NIL NIL)("message" "rfc822" NIL NIL NIL "7bit" 9 (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) ("text" "html" NIL NIL NIL "base64" 4 2) 3) "mixed" ("boundary" "x")) BODY[1.HEADER.FIELDS (to)]<0> {3}\r\nabc BINARY.SIZE[1] 7)\r\n',
    '* LIST (\\HasChildren \\Sent) "/" "a b" ("CHILDINFO" ("SUBSCRIBED"))\r\n* STATUS a (MESSAGES 1 HIGHESTMODSEQ 99 APPENDLIMIT NIL)\r\n* SEARCH 1 2 3 (MODSEQ 7)\r\n* ESEARCH (TAG "a" MAILBOX b UIDVALIDITY 3) UID ALL 1:3,9 COUNT 4 PARTIAL (1:2 NIL)\r\n',
    '* NAMESPACE (("" "/")) NIL (("#s/" "." "X" ("y")))\r\n* QUOTA "" (STORAGE 1 2)\r\n* QUOTAROOT a ""\r\n* ACL a b lrs\r\n* LISTRIGHTS a b "" l r\r\n* MYRIGHTS a lrs\r\n* METADATA a (/x NIL)\r\n* THREAD (1 (2 3)(4))\r\n* VANISHED (EARLIER) 1:5\r\n* ID ("name" NIL)\r\n* LANGUAGE (EN)\r\n* 5 EXPUNGE\r\n',
  ],
  words: [
    '\r\n',
    '* ',
    '{3}\r\n',
    '{3+}\r\n',
    '~{1}\r\n',
    '{0}\r\n',
    'NIL',
    '()',
    '((',
    '))',
    '""',
    '<0>',
    'BODY[]',
    'OK [',
    '] x',
  ],
  run(data) {
    read([data], inlineLimitOf(data), { logging: false });
  },
  check(data) {
    const inlineLimit = inlineLimitOf(data);
    const [whole, atBoundary] = read([data], inlineLimit);
    const [cut] = read(cuts(data, new Random(hashOf(data))), inlineLimit);
    if (whole.length !== cut.length || whole.some((event, index) => event !== cut[index]))
      assert.deepEqual(cut, whole, 'chunks matter');
    assert.deepEqual(read([data], inlineLimit, { byLine: true })[0], whole, 'a line is no frame');
    // Whatever came before costs only itself.
    if (!atBoundary || whole.some((event) => event.startsWith('{'))) return;
    const [more] = read([data, Buffer.from('* 5 EXISTS\r\n')], inlineLimit);
    assert.equal(more.at(-1), 'exists * 5 EXISTS []');
  },
};
