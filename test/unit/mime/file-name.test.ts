import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cleanFileName, uniqueFileName } from '../../../extension/mime/file-name.ts';

const clean = (name: string | null, type = 'application/octet-stream', section = '2'): string =>
  cleanFileName(name, { section, type });

const cases: readonly (readonly [what: string, name: string, cleaned: string])[] = [
  ['ordinary', 'Report 2024.pdf', 'Report 2024.pdf'],
  ['not ASCII', 'Übersicht – 報告.pdf', 'Übersicht – 報告.pdf'],
  ['path upwards', '../../etc/passwd', 'passwd'],
  ['path upwards, Windows', '..\\..\\Startup\\run.bat', 'run.bat'],
  ['absolute', '/etc/cron.d/x', 'x'],
  ['drive letter', 'C:evil.txt', 'C_evil.txt'],
  ['look-alike slash', 'a\u2215b\uff0fc.txt', 'c.txt'],
  ['only a folder', 'folder/', 'folder'],
  ['right-to-left override', 'gpj\u202Efdp.exe', 'gpj[U+202E]fdp.exe'],
  ['isolates and marks', '\u2066a\u200Fb.txt', '[U+2066]a[U+200F]b.txt'],
  ['zero width', 'a\u200Bb\uFEFF.txt', 'a[U+200B]b[U+FEFF].txt'],
  ['joiners of emoji stay', '👩‍💻.txt', '👩‍💻.txt'],
  ['controls and escapes', 'a\x07\x1b[31mb.txt', 'a[U+0007][U+001B][31mb.txt'],
  ['NUL', 'a.txt\0.exe', 'a.txt[U+0000].exe'],
  ['line breaks', 'a\r\nb.txt', 'a b.txt'],
  ['trailing dots and blanks', 'run.exe. . ', 'run.exe'],
  ['leading blanks', '   a.txt', 'a.txt'],
  ['leading dot', '.bashrc', '_.bashrc'],
  ['double extension stays visible', 'invoice.pdf.exe', 'invoice.pdf.exe'],
  ['extension pushed out of sight', `invoice.pdf${' '.repeat(150)}.exe`, 'invoice.pdf .exe'],
  ['pushed by other blanks', 'invoice.pdf\u3000\u00a0\u2003.exe', 'invoice.pdf .exe'],
  ['Windows device', 'con', '_con'],
  ['Windows device with extension', 'LPT1.tar.gz', '_LPT1.tar.gz'],
  ['Windows device with blank', 'aux .txt', '_aux .txt'],
  ['no device', 'console.txt', 'console.txt'],
  ['wildcards and stream', 'a*b?c"<d>|e.txt:s', 'a_b_c__d__e.txt_s'],
  ['lone surrogate', 'a\ud800b.txt', 'a\ufffdb.txt'],
];

for (const [what, name, cleaned] of cases) test(what, () => assert.equal(clean(name), cleaned));

test('nothing left: named by section and type', () => {
  for (const name of [null, '', ' ', '.', '..', '../..', '/', ' . . '])
    assert.equal(clean(name), 'part-2.bin', String(name));
  assert.equal(clean(null, 'image/jpeg', '1.3'), 'part-1.3.jpg');
  assert.equal(clean(null, 'text/x-unheard-of'), 'part-2.txt');
});

test('300 octets are cut to 200 with the extension kept, between characters', () => {
  assert.equal(clean(`${'a'.repeat(300)}.pdf`), `${'a'.repeat(196)}.pdf`);
  const emoji = clean(`${'😀'.repeat(100)}.txt`);
  assert.equal(emoji, `${'😀'.repeat(49)}.txt`);
  assert.equal(Buffer.byteLength(clean('é'.repeat(300))), 200);
  assert.equal(clean(`a.${'x'.repeat(300)}`).length, 200);
});

test('a cleaned name is clean already, and always fit for a disk', () => {
  for (const [, name] of cases) {
    const once = clean(name);
    assert.equal(clean(once), once);
    assert.doesNotMatch(once, /[/\\:*?"<>|\u0000-\u001f\u202a-\u202e\u2066-\u2069]|[. ]$|^[. ]/);
  }
});

test('free names count up within the length allowed', () => {
  const taken = new Set(['a.txt', 'a (2).txt', 'noext']);
  assert.equal(
    uniqueFileName('b.txt', (name) => taken.has(name)),
    'b.txt',
  );
  assert.equal(
    uniqueFileName('a.txt', (name) => taken.has(name)),
    'a (3).txt',
  );
  assert.equal(
    uniqueFileName('noext', (name) => taken.has(name)),
    'noext (2)',
  );
  const long = clean(`${'x'.repeat(300)}.txt`);
  assert.equal(Buffer.byteLength(uniqueFileName(long, (name) => name === long)), 200);
});
