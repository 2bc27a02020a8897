import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isPlainStyle, propertyAllowed } from '../../../webview/message/render/css-properties.ts';
import { deepest, nestsTooDeeply } from '../../../webview/message/render/css-nesting.ts';
import { Inventory, mergeHosts } from '../../../webview/message/render/inventory.ts';
import { defuse, maxAttributes } from '../../../webview/message/render/measure.ts';
import { affordable, dataUrlBytes, raster } from '../../../webview/message/render/raster.ts';
import { nextBatch } from '../../../webview/message/render/show.ts';
import { fewerMarks } from '../../../webview/message/render/tame.ts';
import { cpuTime } from '../cpu-time.ts';

describe('what an HTML text would cost', () => {
  test('attributes are counted without parsing, and those of a bomb taken out', () => {
    const many = 'a '.repeat(maxAttributes + 100);
    assert.deepEqual(defuse(`<i>x</i><p ${many}>y<b c="a > b" d>`), {
      html: '<i>x</i><p>y<b c="a > b" d>',
      attributes: maxAttributes + 100,
    });
    for (const harmless of [
      'a < b, 1 <2, <3',
      '<p a="never closed',
      `<p title="${many}">x`,
      `<p a ${'a '.repeat(400)}>`,
    ])
      assert.deepEqual(defuse(harmless), { html: harmless, attributes: 0 });
    // A quote that begins no value hides nothing.
    assert.equal(defuse(`<p =" ${many}" >x`).html, '<p>x');
  });

  test('linear on hostile input', () => {
    for (const hostile of ['<p', '<p "', "<p a='", '<<', '<p a=">', '</']) {
      const began = cpuTime();
      defuse(hostile.repeat(500_000));
      assert.ok(cpuTime() - began < 1500, hostile);
    }
  });
});

describe('brackets in brackets', () => {
  test('are counted as the browser reads them', () => {
    const deep = deepest + 1;
    assert.equal(nestsTooDeeply('@media all{a:not(.b){c:url(x)}}'.repeat(1000)), false);
    for (const opening of [
      '@media all{',
      'a{b:(',
      '@media all{/*}*/',
      '@media all{"}"',
      '@media all{"}\n',
      '@media all{url(})',
      '@media all{url(a"b)',
      'a{b:[}',
      'u\\72l(a"b){"',
      '{\\}',
    ])
      assert.equal(nestsTooDeeply(opening.repeat(deep)), true, opening);
  });

  test('linear on hostile input', () => {
    for (const hostile of ['"', '/*', 'url(', '\\', 'a(', '{}', 'u']) {
      const began = cpuTime();
      nestsTooDeeply(hostile.repeat(500_000));
      assert.ok(cpuTime() - began < 1500, hostile);
    }
  });
});

describe('marks on letters', () => {
  test('are as many as some language needs', () => {
    assert.equal(fewerMarks(`e${'\u0301'.repeat(1000)}!`), `e${'\u0301'.repeat(24)}!`);
    const word = 'Tiê\u0323\u0301ng Vi\u00ea\u0323t '.repeat(20);
    assert.equal(fewerMarks(word), word);
  });
});

describe('how much is laid out next', () => {
  test('twice as much while that is fast, little once it is slow', () => {
    assert.deepEqual(
      [nextBatch(400, 10), nextBatch(4000, 10), nextBatch(4000, 200), nextBatch(4000, 500)],
      [800, 8000, 4000, 1600],
    );
  });
});

describe('plain style attributes', () => {
  const plain = [
    'color: red',
    'margin:0;padding:0 4px;',
    "font-family: Arial, 'Segoe UI', sans-serif",
    'color: rgb(1, 2, 3)',
    'border-top: 1px solid #ccc !important',
    '',
  ];
  const refused = [
    'background:url(x)',
    'position:fixed',
    'height:100vh',
    'color: var(--x)',
    'ba\\63kground:red',
    '--x: 1',
    "font-family: 'x",
    'width: calc(1px)',
    'color:red;}x{',
    'content: "x"',
    'background:/**/red',
    'behavior: x',
    'z-index: 9',
  ];
  for (const text of plain) {
    test(`as it is: ${text}`, () => assert.equal(isPlainStyle(text), true));
  }
  for (const text of refused) {
    test(`to be looked at: ${text}`, () => assert.equal(isPlainStyle(text), false));
  }

  test('properties that leave the flow, move or fetch are not allowed', () => {
    for (const name of [
      'position',
      'z-index',
      'transform',
      'animation-name',
      'cursor',
      'filter',
      'mask-image',
      'inset',
      'top',
    ]) {
      assert.equal(propertyAllowed(name), false, name);
    }
    for (const name of [
      '--x',
      'border-image-source',
      'src',
      'behavior',
      'pointer-events',
      '-webkit-box-reflect',
      'zoom',
    ]) {
      assert.equal(propertyAllowed(name), false, name);
    }
    for (const name of [
      'color',
      'margin-left',
      'border-top-width',
      'font-size',
      'text-align',
      'background-image',
      'flex-grow',
    ]) {
      assert.equal(propertyAllowed(name), true, name);
    }
  });
});

function png(width: number, height: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(33);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const view = new DataView(bytes.buffer);
  view.setUint32(16, width);
  view.setUint32(20, height);
  return bytes;
}

const latin = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

describe('inline images', () => {
  test('are known by their octets, not by their label', () => {
    assert.deepEqual(raster(png(640, 480)), { type: 'image/png', width: 640, height: 480 });
    assert.deepEqual(raster(latin('GIF89a\u0002\u0000\u0003\u0000')), { type: 'image/gif', width: 2, height: 3 });
    const jpeg = latin(
      '\u00ff\u00d8\u00ff\u00e0\u0000\u0004xx\u00ff\u00c0\u0000\u0011\u0008\u0001\u0000\u0002\u0000\u0003',
    );
    assert.deepEqual(raster(jpeg), { type: 'image/jpeg', width: 512, height: 256 });
    const webp = latin(`RIFF\u0000\u0000\u0000\u0000WEBPVP8X${'\u0000'.repeat(8)}\u0009\u0000\u0000\u0004\u0000\u0000`);
    assert.deepEqual(raster(webp), { type: 'image/webp', width: 10, height: 5 });
    assert.equal(
      raster(latin(`BM${'\u0000'.repeat(16)}\u0007\u0000\u0000\u0000\u0008\u0000\u0000\u0000`))?.type,
      'image/bmp',
    );
    assert.equal(raster(latin('\u0000\u0000\u0000\u001cftypavif'))?.type, 'image/avif');
  });

  test('documents are none', () => {
    for (const text of [
      '<svg xmlns="http://www.w3.org/2000/svg"/>',
      '<?xml version="1.0"?><svg/>',
      '<html>',
      '%PDF-1.7',
      '',
      'GIF',
    ]) {
      assert.equal(raster(latin(text)), null, text);
    }
  });

  test('a bomb is not unpacked', () => {
    const bomb = raster(png(30_000, 30_000));
    assert.ok(bomb && !affordable(bomb, 33));
    const photo = raster(png(6000, 4000));
    assert.ok(photo && affordable(photo, 8_000_000) && !affordable(photo, 20_000_000));
  });

  test('data: URLs', () => {
    assert.deepEqual(dataUrlBytes('data:image/png;base64,AQID'), Uint8Array.of(1, 2, 3));
    assert.deepEqual(dataUrlBytes('data:image/png;charset=x; base64,A Q%49D'), Uint8Array.of(1, 2, 3));
    assert.deepEqual(dataUrlBytes('data:image/gif,%01a'), Uint8Array.of(1, 97));
    assert.equal(dataUrlBytes('data:image/png;base64,***'), null);
    assert.equal(dataUrlBytes('data:image/png'), null);
    assert.equal(dataUrlBytes(`data:image/png;base64,${'A'.repeat(24_000_000)}`), null);
  });
});

describe('what was blocked', () => {
  test('is counted by host, once for each URL, most first', () => {
    const inventory = new Inventory();
    inventory.add('images', 'https://b/1', 'b');
    inventory.add('images', 'https://a/1', 'a');
    inventory.add('images', 'https://a/2', 'a');
    inventory.add('images', 'https://a/2', 'a');
    inventory.add('other', 'https://a/css', 'a');
    assert.deepEqual(inventory.hosts(), [
      { host: 'a', images: 2, other: 1 },
      { host: 'b', images: 1, other: 0 },
    ]);
    assert.deepEqual(mergeHosts([inventory.hosts(), [{ host: 'b', images: 2, other: 3 }]]), [
      { host: 'a', images: 2, other: 1 },
      { host: 'b', images: 3, other: 3 },
    ]);
  });

  test('a host named like a property of objects is a host', () => {
    const inventory = new Inventory();
    inventory.add('images', 'https://__proto__/x', '__proto__');
    inventory.add('images', 'https://constructor/x', 'constructor');
    assert.deepEqual(
      inventory.hosts().map(({ host }) => host),
      ['__proto__', 'constructor'],
    );
  });
});
