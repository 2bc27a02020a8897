import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { flagLabel, formatDate, formatSize } from '../../../webview/message/format.ts';
import { findLinks } from '../../../webview/message/render/autolink.ts';
import { quoteBlocks, type TextBlock } from '../../../webview/message/render/quotes.ts';
import { visibleLine, visibleText } from '../../../webview/message/visible.ts';
import type { TextParagraph } from '../../../webview/protocol.ts';
import { cpuTime } from '../cpu-time.ts';

const hrefs = (text: string): string[] => findLinks(text).map((link) => link.href);

describe('links in plain text', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['see https://example.org.', ['https://example.org']],
    ['(https://example.org/a_(b))', ['https://example.org/a_(b)']],
    ['<https://example.org/x>, and', ['https://example.org/x']],
    ['write to ada@example.org!', ['mailto:ada@example.org']],
    ['mailto:ada@example.org?subject=x', ['mailto:ada@example.org?subject=x']],
    ['"https://example.org/q?a=1&b=2"', ['https://example.org/q?a=1&b=2']],
    ['http://example.org', ['http://example.org']],
    ['javascript:alert(1)', []],
    ['javascript:x@example.org', []],
    ['data:text/html,x vscode://x file:///x', []],
    ['xhttps://example.org', []],
    ['https://', []],
    ['a@b', []],
    ['https://a.example\u202ecod.exe', ['https://a.example']],
    ['one https://a.example/ two https://b.example/', ['https://a.example/', 'https://b.example/']],
  ];
  for (const [text, expected] of cases) {
    test(JSON.stringify(text), () => assert.deepEqual(hrefs(text), expected));
  }

  test('cost grows with the text, not with its square', () => {
    const cost = (text: string): number => {
      const began = cpuTime();
      findLinks(text);
      return cpuTime() - began;
    };
    for (const hostile of ['a.', 'a@', '(', 'https://(', 'a@b.', '.'.repeat(3)]) {
      cost(hostile.repeat(20_000));
      const one = Math.min(cost(hostile.repeat(40_000)), cost(hostile.repeat(40_000)));
      const four = Math.min(cost(hostile.repeat(160_000)), cost(hostile.repeat(160_000)));
      assert.ok(four < Math.max(one, 2) * 12, `${hostile}: ${one.toFixed(1)} ms, then ${four.toFixed(1)} ms`);
    }
  });
});

const lines = (text: string): TextParagraph[] =>
  text.split('\n').map((line) => {
    const depth = /^>*/.exec(line)?.[0].length ?? 0;
    return { depth, text: line.slice(depth), flowed: false };
  });

function outline(blocks: readonly TextBlock[]): unknown[] {
  return blocks.map((block) =>
    block.kind === 'text' ? block.text : { lines: block.lines, folded: block.folded, in: outline(block.blocks) },
  );
}

describe('quotes', () => {
  test('nest as deep as they are quoted', () => {
    assert.deepEqual(outline(quoteBlocks(lines('a\n>b\n>>c\n>d\ne'))), [
      'a',
      { lines: 3, folded: false, in: ['b', { lines: 1, folded: false, in: ['c'] }, 'd'] },
      'e',
    ]);
  });

  test('a long quote at the end is folded, a reply between quotes is not', () => {
    const quote = Array.from({ length: 8 }, (_, i) => `>q${i}`).join('\n');
    const folds = (text: string): boolean[] =>
      quoteBlocks(lines(text)).flatMap((block) => (block.kind === 'quote' ? [block.folded] : []));
    assert.deepEqual(folds(`answer\n${quote}`), [true]);
    assert.deepEqual(folds(`answer\n${quote}\n\n-- \nAda`), [true]);
    assert.deepEqual(folds(`${quote}\nanswer`), [false]);
    assert.deepEqual(folds(quote), [false], 'a message that is all quote stays open');
    assert.deepEqual(folds(`${quote}\nanswer\n${quote}`), [false, true]);
  });

  test('a long quote of a quote is folded', () => {
    const [outer] = quoteBlocks(lines('>a\n>>b\n>>c\n>>d\n>>e'));
    assert.ok(outer?.kind === 'quote' && !outer.folded);
    assert.deepEqual(
      outer.blocks.map((block) => block.kind === 'quote' && block.folded),
      [false, true],
    );
  });

  test('a signature begins at its separator', () => {
    const blocks = quoteBlocks(lines('text\n-- \nAda'));
    assert.deepEqual(
      blocks.map((block) => block.kind === 'text' && [block.text, block.signature]),
      [
        ['text', false],
        ['-- \nAda', true],
      ],
    );
  });

  test('depth and length are bounded', () => {
    const deep = quoteBlocks([{ depth: 1_000_000, text: 'x', flowed: false }]);
    let depth = 0;
    for (let block = deep[0]; block?.kind === 'quote'; block = block.blocks[0]) {
      depth += 1;
    }
    assert.equal(depth, 12);
    const text = 'x\n'.repeat(10_000);
    for (const long of [quoteBlocks(lines(text)), quoteBlocks([{ depth: 0, text, flowed: false }])])
      assert.ok(long.length >= 50 && long.every((block) => block.kind === 'text' && block.text.length < 1000));
  });

  test('lines are counted however many of them come as one paragraph', () => {
    const quote: TextParagraph = { depth: 1, text: Array(8).fill('q').join('\n'), flowed: false };
    const blocks = quoteBlocks([{ depth: 0, text: 'answer', flowed: false }, quote]);
    assert.deepEqual(
      blocks.map((block) => block.kind === 'quote' && [block.lines, block.folded]),
      [false, [8, true]],
    );
  });
});

describe('hidden characters', () => {
  test('a line shows every one of them', () => {
    assert.equal(visibleLine('invoice\u202egpj.exe'), 'invoice⟨U+202E⟩gpj.exe');
    assert.equal(visibleLine('a\u0000b\u001b[31mc\u007f'), 'a␀b␛[31mc⟨U+007F⟩');
    assert.equal(visibleLine('two\r\nlines\tand a tab'), 'two lines and a tab');
    assert.equal(visibleLine('zero\u200bwidth\ufeff'), 'zero⟨U+200B⟩width⟨U+FEFF⟩');
  });

  test('emoji and scripts that need joiners stay whole', () => {
    for (const text of ['👩‍💻', '🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}', 'می‌خواهم', 'שלום']) {
      assert.equal(visibleLine(text), text);
    }
    assert.match(visibleLine('x\u{e0041}'), /⟨U\+E0041⟩/);
  });

  test('running text keeps marks and line breaks, and shows overrides', () => {
    assert.equal(visibleText('a\r\nb\rc\n\u200fשלום\u2067x\u2069'), 'a\nb\nc\n\u200fשלום\u2067x\u2069');
    assert.equal(visibleText('\u202ex'), '⟨U+202E⟩x');
  });
});

describe('facts for people', () => {
  test('sizes', () => {
    const cases: readonly (readonly [number, string])[] = [
      [0, '0 bytes'],
      [1, '1 byte'],
      [999, '999 bytes'],
      [1536, '1.5 KB'],
      [1_048_576, '1.0 MB'],
      [62_914_560, '60 MB'],
      [5_000_000_000_000, '4.5 TB'],
    ];
    for (const [octets, expected] of cases) {
      assert.equal(formatSize(octets), expected);
    }
  });

  test('dates are local; what is no date is empty', () => {
    assert.match(formatDate('2026-03-14T09:26:53Z', 'en-GB'), /14 March 2026/);
    assert.equal(formatDate(null), '');
    assert.equal(formatDate('never'), '');
  });

  test('flags', () => {
    assert.equal(flagLabel('\\Seen'), null);
    assert.equal(flagLabel('\\FLAGGED'), 'Flagged');
    assert.equal(flagLabel('$Forwarded'), 'Forwarded');
    assert.equal(flagLabel('todo'), 'todo');
  });
});
