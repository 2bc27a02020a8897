import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sanitiseText, shownTextLimit, visibleText } from '../../../extension/notifications/sanitise-text.ts';

/** What must never reach a surface raw: C0, C1, bidi controls, zero width, line and paragraph separators. */
const hidden =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/u;

test('control characters become their pictures', () => {
  assert.equal(visibleText('\u001b[31mred\u0007'), '␛[31mred␇');
  assert.equal(visibleText('a\u0000b\u007fc\u009b1m'), 'a␀b␡c⟨U+009B⟩1m');
});

test('an OSC 8 hyperlink and a title change are seen, not obeyed', () => {
  assert.equal(
    visibleText('\u001b]8;;http://evil.example\u001b\\click\u001b]8;;\u001b\\'),
    '␛]8;;http://evil.example␛\\click␛]8;;␛\\',
  );
});

test('bidi overrides are shown by number', () => {
  assert.equal(visibleText('invoice\u202Efdp.exe'), 'invoice⟨U+202E⟩fdp.exe');
  assert.equal(visibleText('\u2066x\u2069'), '⟨U+2066⟩x⟨U+2069⟩');
});

test('zero width, fillers, tags and lone surrogates are shown by number', () => {
  assert.equal(visibleText('pay\u200Bpal'), 'pay⟨U+200B⟩pal');
  assert.equal(visibleText('\ufeffx\u00ad'), '⟨U+FEFF⟩x⟨U+00AD⟩');
  assert.equal(visibleText('a\u3164b\u2800'), 'a⟨U+3164⟩b⟨U+2800⟩');
  assert.equal(visibleText('\u{E0041}'), '⟨U+E0041⟩');
  assert.equal(visibleText('x\ud800y'), 'x⟨U+D800⟩y');
});

test('ordinary text of every script is left alone', () => {
  for (const text of ['Postfach für Zoë', '日本語のメール', 'דואר נכנס', 'می‌خواهم', '👨‍👩‍👧 family', 'क्‍ष', 'naïve']) {
    assert.equal(visibleText(text), text);
  }
});

test('a joiner between Latin letters has no work to do there and is shown', () => {
  assert.equal(visibleText('pay\u200Dpal'), 'pay⟨U+200D⟩pal');
});

test('a tower of combining marks is numbered from the ninth on', () => {
  const shown = visibleText(`a${'\u0301'.repeat(12)}`);
  assert.equal(shown, `a${'\u0301'.repeat(8)}${'⟨U+0301⟩'.repeat(4)}`);
});

test('line breaks and runs of blanks fold into one line', () => {
  assert.deepEqual(sanitiseText('  one\r\n\r\ntwo\u2028three   \u00a0 four\t\tfive \n'), {
    text: 'one ⏎ two ⏎ three four five',
    cut: false,
  });
});

test('no link in server text survives', () => {
  // As VS Code finds links in the text of a notification.
  const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;
  assert.match('[Click](command:workbench.action.quit)', link);
  for (const text of [
    '[Click](command:workbench.action.quit)',
    '[a](https://evil.example "t")',
    '[[x]](command:y)',
    '[x]\u200b(command:y)',
    '[x] (command:y)',
    '[x](command:a)[y](command:b)',
  ]) {
    assert.doesNotMatch(sanitiseText(text).text, link);
  }
  assert.equal(sanitiseText('[x](command:y)').text, '[x] (command:y)');
});

test('no icon in server text survives', () => {
  assert.equal(sanitiseText('$(check) verified $(shield)').text, '$ (check) verified $ (shield)');
});

test('500 characters and not one more', () => {
  assert.deepEqual(sanitiseText('x'.repeat(shownTextLimit)), { text: 'x'.repeat(500), cut: false });
  const long = sanitiseText('x'.repeat(501));
  assert.deepEqual(long, { text: `${'x'.repeat(500)}…`, cut: true });
});

test('the limit counts code points and never halves one', () => {
  const shown = sanitiseText('😀'.repeat(600));
  assert.equal([...shown.text].length, 501);
  assert.ok(shown.cut);
  assert.doesNotMatch(shown.text, /\p{Cs}/u);
});

test('escapes count as what is shown, and are never cut in half', () => {
  const shown = sanitiseText('\u202e'.repeat(1000));
  assert.ok(shown.cut);
  assert.match(shown.text, /^(⟨U\+202E⟩)+…$/);
  assert.ok([...shown.text].length <= 501);
});

test('a megabyte of blanks and one of text are both short work', () => {
  assert.equal(sanitiseText(' '.repeat(1_000_000)).cut, true);
  assert.equal([...sanitiseText('ab '.repeat(400_000)).text].length, 501);
});

test('whatever comes in, nothing hidden comes out', () => {
  for (let code = 0; code <= 0xffff; code += 1) {
    const character = String.fromCharCode(code);
    assert.doesNotMatch(visibleText(`a${character}b`), hidden);
    assert.doesNotMatch(sanitiseText(`a${character}b`).text, hidden);
  }
});

test('empty text stays empty', () => {
  assert.deepEqual(sanitiseText(''), { text: '', cut: false });
});
