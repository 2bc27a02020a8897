import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFixed, parseFlowed, type Paragraph } from '../../../extension/mime/format-flowed.ts';

const short = (paragraphs: readonly Paragraph[]): string[] =>
  paragraphs.map(({ depth, text, flowed }) => `${depth}${flowed ? '~' : '='}${text}`);
const flowed = (text: string, delSp = false): string[] => short(parseFlowed(text.replaceAll('\n', '\r\n'), delSp));
const fixed = (text: string): string[] => short(parseFixed(text));

test('RFC 3676 §4.1: soft breaks join, fixed lines stay', () => {
  assert.deepEqual(
    flowed(
      "`Take some more tea,' the March Hare said to Alice, very \nearnestly.\n\n`I've had nothing yet,' Alice replied.\n",
    ),
    [
      "0~`Take some more tea,' the March Hare said to Alice, very earnestly.",
      "0=\n`I've had nothing yet,' Alice replied.",
    ],
  );
});

test('RFC 3676 §4.5: quotes flow within their depth', () => {
  assert.deepEqual(flowed('>> Your mother was a hamster \n>> and more.\n> I said \n> so.\nYes.\n'), [
    '2~Your mother was a hamster and more.',
    '1~I said so.',
    '0=Yes.',
  ]);
});

test('a change of depth ends a paragraph even after a soft break', () => {
  assert.deepEqual(flowed('> one \ntwo \n>> three\n'), ['1~one ', '0~two ', '2=three']);
});

test('space-stuffing is undone: lines that begin with a blank, From or >', () => {
  assert.deepEqual(flowed(' From here\n > no quote\n  indented\n'), ['0=From here\n> no quote\n indented']);
  assert.deepEqual(flowed('>  two\n'), ['1= two']);
});

test('DelSp deletes the blank of the soft break', () => {
  assert.deepEqual(flowed('hyphen- \nless\n', true), ['0~hyphen-less']);
  assert.deepEqual(flowed('two  \nwords\n', true), ['0~two words']);
});

test('the signature line never flows, quoted or not', () => {
  assert.deepEqual(flowed('bye \n-- \nMe\n'), ['0~bye ', '0=-- \nMe']);
  assert.deepEqual(flowed('> a\n> -- \n> b\n'), ['1=a', '1=-- \nb']);
});

test('a last line without line end, an empty text, one empty line', () => {
  assert.deepEqual(flowed('soft '), ['0~soft ']);
  assert.deepEqual(flowed(''), []);
  assert.deepEqual(flowed('\n'), ['0=']);
});

test('fixed text: runs of one depth, both quoting styles, signature apart', () => {
  assert.deepEqual(fixed('Hi,\n\n> > old\n>> old too\n> newer\n   keep   this\n-- \nMe'), [
    '0=Hi,\n',
    '2=old\nold too',
    '1=newer',
    '0=   keep   this',
    '0=-- \nMe',
  ]);
});

test('depth is capped, long lines are linear', () => {
  assert.equal(parseFlowed('>'.repeat(1_000_000), false)[0]?.depth, 100);
  assert.equal(parseFixed('> '.repeat(500_000))[0]?.depth, 100);
});
