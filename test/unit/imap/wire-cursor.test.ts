import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Cursor, maxDepth, ParseError } from '../../../extension/imap/wire/cursor.ts';
import { latin1 } from './grammar-support.ts';

function cursor(text: string, start = 0, end = text.length): Cursor {
  return new Cursor({ bytes: latin1(text), literals: [] }, () => undefined, start, end);
}

test('lists nest to the cap and no deeper', () => {
  const c = cursor('('.repeat(maxDepth + 1) + ')'.repeat(maxDepth + 1));
  for (let i = 0; i < maxDepth; i++) c.enter();
  assert.throws(() => c.enter(), ParseError);
});

test('skipping counts the lists that are already open', () => {
  const c = cursor(`((${'('.repeat(maxDepth - 1)}${')'.repeat(maxDepth - 1)}))`);
  c.enter();
  c.enter();
  assert.throws(() => c.skipValue(), ParseError);
});

test('leaving a list makes room again', () => {
  const c = cursor('()'.repeat(maxDepth * 3));
  for (let i = 0; i < maxDepth * 3; i++) {
    c.enter();
    c.leave();
  }
  assert.ok(c.atEnd);
});

test('nothing is read beyond the end', () => {
  const text = '123 "abc" {3}\r\nxyz (a) NIL';
  assert.equal(cursor(text, 0, 2).number(), 12);
  assert.throws(() => cursor(text, 4, 8).string(), ParseError);
  assert.throws(() => cursor(text, 10, 16).string(), ParseError);
  assert.throws(() => cursor(text, 10, 14).string(), ParseError);
  assert.throws(() => cursor(text, 19, 21).skipValue(), ParseError);
  assert.equal(cursor(text, 23, 25).nil(), false);
  assert.equal(cursor(text, 23, 26).nil(), true);
  assert.throws(() => cursor(text, 3, 3).atom(), ParseError);
  assert.equal(cursor(text, 3, 3).peek(), -1);
});

test('NIL is a whole word', () => {
  for (const text of ['NIL', 'nil ', 'Nil)', 'NIL(']) assert.equal(cursor(text).nil(), true, text);
  for (const text of ['NILS', 'NIL]', 'NI', '"NIL"', '']) assert.equal(cursor(text).nil(), false, text);
});

test('numbers are exact or refused', () => {
  assert.equal(cursor('9007199254740991').number(), 9007199254740991);
  assert.equal(cursor('0000000000000000000000000012').number(), 12);
  assert.throws(() => cursor('9007199254740992').number(), ParseError);
  assert.equal(cursor('18446744073709551615').number64(), 18446744073709551615n);
  assert.throws(() => cursor('18446744073709551616').number64(), ParseError);
  assert.throws(() => cursor('9'.repeat(100_000)).number64(), ParseError);
  assert.throws(() => cursor('1e999').looseNumber(), ParseError);
  assert.equal(cursor('"12"').looseNumber(), 12);
  assert.equal(cursor('NIL').looseNumber(), null);
});

test('every value is skipped to its end', () => {
  for (const value of [
    'abc',
    '"a)b\\"c"',
    '{3}\r\n)("',
    '~{1}\r\n\0',
    '()',
    '(a "(" {2}\r\n)) (b (c)))',
    'a{5}b',
    '({x} {5)',
    'INBOX[1]<2>',
  ]) {
    const c = cursor(`${value} rest`);
    c.skipValue();
    assert.equal(c.pos, value.length, value);
  }
});

test('an error tells the rule it was in and where', () => {
  const c = cursor('(a');
  c.path.push('envelope', 'from');
  c.enter();
  c.atom();
  assert.throws(() => c.leave(), { name: 'ParseError', message: 'envelope › from: expected ")" at octet 2' });
});
