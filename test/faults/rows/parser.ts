import type { FaultRow, Seed } from '../row.ts';

const unit = (file: string, name: string): FaultRow['test'] => ({ file: `test/unit/${file}.test.ts`, name });
const imap = (file: string, find: string, replace: string): Seed => ({
  file: `extension/imap/${file}.ts`,
  find,
  replace,
});
const splitter = (find: string, replace: string): Seed => imap('wire/splitter', find, replace);
const cursor = (find: string, replace: string): Seed => imap('wire/cursor', find, replace);
const unasked = imap('command/copy', 'difference(source, asked).length === 0', 'true');

const hostile = 'imap/grammar-hostile';
const stream = (what: string): FaultRow['test'] =>
  unit('imap/hostile-stream', `hostile stream: ${what} holds no more than 64 MiB and no turn longer than 50 ms`);
const cost = (what: string): FaultRow['test'] =>
  unit('imap/hostile-cost', `twice as long takes no more than 2.3 times the work: ${what}`);

export const parser: readonly FaultRow[] = [
  {
    row: 21,
    fault: '2³² octets',
    test: unit(
      'imap/wire-splitter',
      'limit: 2³² octets; nothing is read behind it, and chunks do not change the verdict',
    ),
    seed: splitter('if (marker.size > limit) {', 'if (marker.size > limit * 2 ** 40) {'),
    bug: 'any announced size is taken',
  },
  {
    row: 21,
    fault: 'a size beyond 2⁵³',
    test: unit(
      'imap/wire-splitter',
      'limit: 20 digits; nothing is read behind it, and chunks do not change the verdict',
    ),
    seed: imap('wire/line-end', 'const size = Number(digits);', 'const size = Number(digits) % 2 ** 32;'),
    bug: 'sizes wrap around at 32 bits',
  },
  {
    row: 21,
    fault: 'a negative size',
    test: unit('imap/wire-splitter', "{-5} at a line's end announces nothing"),
    seed: imap(
      'wire/line-end',
      'while (at >= from && isDigit(bytes[at])) {',
      'while (at >= from && (isDigit(bytes[at]) || bytes[at] === minus)) {',
    ),
    bug: 'a sign counts as a digit',
  },
  {
    row: 22,
    fault: 'zeros in front',
    test: unit('imap/wire-splitter', "{005} at a line's end announces five octets"),
    seed: imap('wire/line-end', 'const maxDigits = 64;', 'const maxDigits = 2;'),
    bug: 'more than two digits are no size',
  },
  {
    row: 23,
    fault: 'one octet now and then of a megabyte that was announced',
    test: unit('imap/client-liveness', 'fault 60: single octets now and then are no progress'),
    seed: imap(
      'session/literal-router',
      'if (this.#sinceProgress >= progressStep || this.#remaining === 0) {',
      'if (octets.length > 0) {',
    ),
    bug: 'every octet counts as progress',
  },
  {
    row: 23,
    fault: 'four GB announced, a hundred MB sent, then the end',
    test: stream('a literal of 4 GB'),
    seed: imap(
      'wire/line-end',
      'export function literalMayStream(bytes: Buffer, start: number, marker: number): boolean {\n  return (',
      'export function literalMayStream(bytes: Buffer, start: number, marker: number): boolean {\n  return false && (',
    ),
    bug: 'a body is gathered whole',
  },
  {
    row: 24,
    fault: 'counted work',
    test: cost('tiny literals'),
    seed: splitter(
      'const literals = (this.#literals ??= []);',
      'const literals = (this.#literals = (this.#literals ?? []).map((one) => one));',
    ),
    bug: 'the list of literals is copied for each',
  },
  {
    row: 25,
    fault: 'a line in small pieces',
    test: cost('a long line'),
    seed: splitter(
      'const end = lineFeed(chunk, at);',
      'for (let i = 0; i < this.#heldLength; i++);\n      const end = lineFeed(chunk, at);',
    ),
    bug: 'the line so far is looked through again with each piece',
  },
  {
    row: 25,
    fault: 'a line of results',
    test: cost('search results'),
    seed: imap('grammar/search', 'into.push(n);', 'into.forEach(() => undefined);\n      into.push(n);'),
    bug: 'all results so far are walked for each',
  },
  {
    row: 25,
    fault: 'a line of megabytes',
    test: stream('a SEARCH line at the limit'),
    seed: imap(
      'grammar/search',
      'const numbers: number[] = g.ahead?.take(c) ?? [];',
      'const numbers: number[] = [];\n  c.raw(c.pos, c.end).match(/\\d+/g)?.map(BigInt).map(String).map(Number);',
    ),
    bug: 'numbers are read when the line has ended, and go through text and back',
  },
  {
    row: 25,
    fault: 'a line full of what begins like a URL with a token',
    test: unit('imap/hostile-cost', 'a line full of what begins like the token of a URL is read in one go: ;urlauth='),
    seed: imap('wire/url-token', String.raw`(;urlauth=[^\s":;]+:`, String.raw`(;urlauth=[^\s":]+:`),
    bug: 'the search for the end of a part passes over the next beginning',
  },
  {
    row: 26,
    fault: 'in FETCH, ENVELOPE, BODYSTRUCTURE, LIST, NAMESPACE, ESEARCH',
    test: unit(hostile, 'a million parentheses: refused at a depth of 100, without recursion'),
    seed: cursor('export const maxDepth = 100;', 'export const maxDepth = 1e9;'),
    bug: 'no cap on depth',
  },
  {
    row: 27,
    fault: 'a line without end',
    test: unit(hostile, 'an endless line, and endless padding, end at a cap and hold little memory'),
    seed: splitter('line: 16 * 1024 * 1024,', 'line: 1e12,'),
    bug: 'no cap on the length of a line',
  },
  {
    row: 27,
    fault: 'the same in a process of its own',
    test: stream('an endless line'),
    seed: [
      splitter('line: 16 * 1024 * 1024,', 'line: 1e12,'),
      splitter('response: 32 * 1024 * 1024,', 'response: 1e12,'),
    ],
    bug: 'no cap on lines and responses',
  },
  {
    row: 27,
    fault: 'counts without end: the connection lives and answers',
    test: stream('endless counts'),
    seed: splitter(
      'this.#sink.line(bytes, start, end);',
      '(this.kept ??= []).push(Buffer.from(bytes.subarray(start, end)));\n      this.#sink.line(bytes, start, end);',
    ),
    bug: 'every response is kept',
  },
  {
    row: 27,
    fault: 'more strings than any response has',
    test: unit(hostile, 'strings and lists without end are refused before they fill the memory'),
    seed: cursor('const maxItems = 250_000;', 'const maxItems = 1e12;'),
    bug: 'no cap on strings and lists',
  },
  {
    row: 28,
    fault: 'COPYUID 1 1:4294967295 1:4294967295',
    test: unit(hostile, 'sets that claim four thousand million UIDs stay ranges'),
    seed: imap(
      'wire/sequence-set',
      'ranges.push({ from: Math.max(range.from, 1), to: range.to });',
      'for (let n = Math.max(range.from, 1); n <= Math.min(range.to, range.from + 9); n++) ranges.push({ from: n, to: n });',
    ),
    bug: 'ranges are expanded (the first ten of each)',
  },
  {
    row: 29,
    fault: 'a comma at the end',
    test: unit('imap/wire-sequence-set', 'set "1,"'),
    seed: imap('wire/sequence-set', 'if (comma === text.length - 1) mended = true;', ''),
    bug: 'it is not noticed',
  },
  {
    row: 29,
    fault: 'a turned range',
    test: unit('imap/wire-sequence-set', 'set "9:5"'),
    seed: imap(
      'wire/sequence-set',
      'return a <= b ? { from: a, to: b, turned: false }',
      'return a <= b || a > b ? { from: a, to: b, turned: false }',
    ),
    bug: 'ranges stay turned',
  },
  {
    row: 29,
    fault: 'a range from 0',
    test: unit('imap/wire-sequence-set', 'set "0:5"'),
    seed: imap('wire/sequence-set', 'from: Math.max(range.from, 1)', 'from: range.from'),
    bug: 'UID 0 comes through',
  },
  {
    row: 30,
    fault: 'one message copied, four thousand million told',
    test: unit(
      'imap/client-messages',
      'MOVE itself, with COPYUID before the messages go; a map that does not fit is ignored',
    ),
    seed: imap('command/copy', 'if (count === 0 || count !== countNumbers(destination)) return null;', ''),
    bug: 'sides of different length are taken for a map',
  },
  ...[
    ['more than was asked', 'more than was asked'],
    ['another message, as a sequence number would', 'a sequence number in place of a UID'],
    ['ours among others', 'ours among others'],
  ].map(([what = '', fault = '']): FaultRow => ({
    row: 30,
    fault: `COPYUID of a move by fall-back: ${fault}`,
    test: unit(
      'imap/client-messages',
      `fault 30: COPYUID names ${what}: it is not believed, and only what was asked to move goes`,
    ),
    seed: unasked,
    bug: 'messages go that nobody asked to move',
  })),
  {
    row: 30,
    fault: 'COPYUID of a job: more than was asked',
    test: unit(
      'imap/client-jobs',
      'fault 30: COPYUID tells a job of messages that it was not asked for: they stay where they are',
    ),
    seed: unasked,
    bug: 'the job removes what it never copied',
  },
  {
    row: 30,
    fault: 'two messages appended, four thousand million told',
    test: unit(
      'imap/client-messages',
      'several messages in one command, or one after the other; APPENDUID that does not fit is ignored',
    ),
    seed: imap('command/append', '|| countNumbers(code.uids) !== count', ''),
    bug: 'APPENDUID is not counted',
  },
  {
    row: 31,
    fault: 'no header at all; ;;; and groups of nobody',
    test: unit(
      'imap/hostile-cost',
      'a mail without headers, and addresses that are groups of nobody: no more than 2.3 times the work',
    ),
    seed: {
      file: 'extension/mime/address-list.ts',
      find: "found.push({ type: 'group-start', name: pending.phrase.trim() });",
      replace:
        "found.forEach(() => undefined);\n        found.push({ type: 'group-start', name: pending.phrase.trim() });",
    },
    bug: 'all addresses so far are walked at each group',
  },
  {
    row: 31,
    fault: 'groups without members, groups that are never ended',
    test: unit('imap/grammar-envelope', 'groups, empty ones and unended ones'),
    seed: imap(
      'grammar/envelope',
      "mailbox === null ? { type: 'group-end' }",
      "mailbox === null ? { type: 'mailbox', name, route, mailbox: '', host: '' }",
    ),
    bug: 'the end of a group becomes a person',
  },
  {
    row: 31,
    fault: 'empty groups by the thousand',
    test: cost('empty groups'),
    seed: imap(
      'grammar/envelope',
      'list.push(readAddress(c, g));',
      'list.forEach(() => undefined);\n      list.push(readAddress(c, g));',
    ),
    bug: 'all addresses so far are walked for each',
  },
  {
    row: 32,
    fault: 'literals that are longer or shorter than they say',
    test: unit(hostile, 'miscounted literals cost at most the responses they swallow'),
    seed: imap(
      'grammar/response',
      'return malformed(frame, error);',
      'throw error;\n    return malformed(frame, error);',
    ),
    bug: 'what does not parse ends the connection',
  },
  {
    row: 32,
    fault: 'a multipart without children',
    test: unit('imap/grammar-body', 'body ("ALTERNATIVE") (childless-multipart)'),
    seed: imap('grammar/body', 'first !== null && multipartSubtypes.has(lowerCase(first)) &&', 'false &&'),
    bug: 'it is read as a part',
  },
  {
    row: 32,
    fault: 'an answer that cannot be read, and then OK',
    test: unit('imap/client-answers', 'UID SORT: an answer that cannot be read is an error; none is nothing'),
    seed: imap('session/answered', 'if (own || submission.unreadable === null)', 'if (false)'),
    bug: 'what cannot be read counts as nothing found',
  },
  {
    row: 32,
    fault: 'OK to STATUS without the counts',
    test: unit('imap/client-answers', 'STATUS: an answer that cannot be read is an error; none is one too'),
    seed: imap('session/answered', "answer.absent === 'owed' || unreadable !== null", 'unreadable !== null'),
    bug: 'no counts are given as if the server had none',
  },
  {
    row: 33,
    fault: 'a name that is no UTF-8',
    test: unit('imap/grammar-mailbox', 'octets that are no UTF-8 stay visible and go back unchanged'),
    seed: imap(
      'wire/mailbox-name',
      'return { wire, display: utf8 ? decodeText(',
      "return { wire: Buffer.from(Buffer.from(wire, 'latin1').toString('utf8'), 'utf8').toString('latin1'), display: utf8 ? decodeText(",
    ),
    bug: 'octets go through text',
  },
  {
    row: 33,
    fault: 'modified UTF-7 that is none',
    test: unit('imap/wire-utf7', 'what does not decode stays visible: "&AAAA-"'),
    seed: imap('wire/utf7', 'if (octets.length < 2 || octets.length % 2 !== 0) return null;', ''),
    bug: 'odd octets are decoded all the same',
  },
  {
    row: 33,
    fault: 'NUL in words of ours',
    test: unit('imap/wire-writer', 'NUL never goes out but in literal8'),
    seed: imap('wire/writer', "if (octets.includes(0)) invalid('IMAP strings cannot hold the NUL character');", ''),
    bug: 'NUL is written',
  },
  {
    row: 34,
    fault: '256 MiB of zeros',
    test: unit('imap/client-extensions', 'compressed data that swells beyond measure ends the connection'),
    seed: imap('transport/deflate', 'const maxRatio = 200;', 'const maxRatio = 2000;'),
    bug: 'no cap on the ratio',
  },
  {
    row: 35,
    fault: '2⁵³ and 2⁶⁴',
    test: unit('imap/wire-cursor', 'numbers are exact or refused'),
    seed: cursor("if (n > Number.MAX_SAFE_INTEGER) this.fail('a number below 2⁵³');", ''),
    bug: 'numbers beyond 2⁵³ are rounded',
  },
  {
    row: 35,
    fault: '2⁵³−1 as a size',
    test: unit('imap/grammar-fetch', 'size at 2⁵³−1 is exact'),
    seed: cursor('n = n * 10 + digit;\n      if (n > Number', 'n = (n * 10 + digit) % 2 ** 32;\n      if (n > Number'),
    bug: 'numbers wrap around at 32 bits',
  },
  {
    row: 35,
    fault: 'a UID of 2³²',
    test: unit('imap/wire-sequence-set', 'set "4294967296"'),
    seed: imap('wire/sequence-set', 'return n <= maxNumber ? n : null;', 'return n;'),
    bug: 'UIDs beyond 2³²−1 are taken',
  },
  {
    row: 36,
    fault: 'parameters of a part',
    test: unit('imap/grammar-body', 'dangerous parameter names are only keys'),
    seed: imap(
      'grammar/body-fields',
      'if (key !== undefined && !parameters.has(key)) parameters.set',
      'if (key !== undefined && !(key in {})) parameters.set',
    ),
    bug: 'names of Object.prototype count as there already',
  },
  {
    row: 36,
    fault: 'parameters of a header field',
    test: unit('mime/parameters', 'names of Object.prototype are only names'),
    seed: {
      file: 'extension/mime/parameters.ts',
      find: 'if (!parameters.has(name)) parameters.set(',
      replace: 'if (!(name in {})) parameters.set(',
    },
    bug: 'names of Object.prototype count as there already',
  },
];
