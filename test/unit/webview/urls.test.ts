import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { linkWarnings } from '../../../webview/message/render/links.ts';
import { decodeLabel, displayHost } from '../../../webview/message/render/punycode.ts';
import { claimedHost, linkTarget, resource, srcsetUrls } from '../../../webview/message/render/urls.ts';

function target(href: string): NonNullable<ReturnType<typeof linkTarget>> {
  const found = linkTarget(href);
  assert.ok(found, href);
  return found;
}

describe('Punycode (RFC 3492 §7.1)', () => {
  const samples: readonly (readonly [string, string])[] = [
    ['egbpdaj6bu4bxfgehfvwxn', 'ليهمابتكلموشعربي؟'],
    ['ihqwcrb4cv8a8dqg056pqjye', '他们为什么不说中文'],
    ['Proprostnemluvesky-uyb24dma41a', 'Pročprostěnemluvíčesky'],
    ['3B-ww4c5e180e575a65lsy2b', '3年B組金八先生'],
    ['bcher-kva', 'bücher'],
  ];
  for (const [encoded, decoded] of samples) {
    test(decoded, () => assert.equal(decodeLabel(encoded), decoded));
  }

  test('what is no Punycode stays as it is', () => {
    for (const bad of ['!', 'a-', '999999999999', 'a b-c', '\u00fc']) {
      const host = `xn--${bad}.example`;
      assert.equal(typeof displayHost(host), 'string');
    }
    assert.equal(displayHost('xn--99999999.example'), 'xn--99999999.example');
    assert.equal(displayHost('mail.xn--bcher-kva.example'), 'mail.bücher.example');
  });
});

describe('link policy', () => {
  test('http, https and mailto leave, normalised', () => {
    assert.equal(target('HTTP://Example.ORG/a b').href, 'http://example.org/a%20b');
    assert.equal(target(' https://example.org ').display, 'https://example.org');
    assert.equal(target('//example.org/x').href, 'https://example.org/x');
    assert.equal(target('ht\ntps://example.org/').href, 'https://example.org/');
    assert.equal(target('mailto:ada%40x@example.org?subject=Hi').host, 'example.org');
  });

  const dead = [
    'javascript:alert(1)',
    'java\nscript:alert(1)',
    '\u0001javascript:alert(1)',
    'JAVASCRIPT://example.org/%0aalert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    'vscode://x',
    'command:workbench.action.quit',
    'blob:https://example.org/1',
    'cid:1',
    'ftp://example.org',
    '\\\\server\\share',
    '/\\server/share',
    'relative',
    '/absolute',
    '?query',
    '',
    'https:',
    'https://',
    'http:/example.org',
    'https:example.org',
    'view-source:https://example.org',
    `https://example.org/${'x'.repeat(20_000)}`,
  ];
  for (const href of dead) {
    test(`dead: ${JSON.stringify(href.slice(0, 40))}`, () => assert.equal(linkTarget(href), null));
  }

  test('a name outside ASCII is shown and flagged', () => {
    const link = target('https://аpple.example/login');
    assert.equal(link.host, 'xn--pple-43d.example');
    assert.equal(link.display, 'https://аpple.example/login');
    assert.equal(link.international, true);
    assert.match(linkWarnings('sign in', link).join(' '), /xn--pple-43d\.example/);
  });

  test('user information that looks like a host is flagged', () => {
    const link = target('https://www.bank.example@evil.example/');
    assert.equal(link.credentials, true);
    assert.match(linkWarnings('bank', link).join(' '), /goes to evil\.example/);
  });
});

describe('text against target', () => {
  const same: readonly (readonly [string, string])[] = [
    ['https://example.org/a', 'https://example.org/b'],
    ['www.example.org', 'https://example.org/'],
    ['example.org', 'https://www.example.org/x'],
    ['mail.example.org', 'https://example.org/'],
    ['Read more', 'https://click.example/'],
    ['ada@example.org', 'mailto:ada@example.org'],
    ['', 'https://example.org/'],
    ['version 1.2.3', 'https://example.org/'],
    ['bücher.example', 'https://xn--bcher-kva.example/'],
  ];
  for (const [text, href] of same) {
    test(`fits: "${text}"`, () => assert.equal(claimedHost(text, target(href)), null));
  }

  const other: readonly (readonly [string, string, string])[] = [
    ['https://www.bank.example/login', 'https://evil.example/', 'www.bank.example'],
    ['bank.example', 'https://bank.example.evil.test/', ''],
    ['paypal.com', 'https://paypal.com.evil.test/', 'paypal.com'],
    ['ba\u200bnk.example', 'https://evil.test/', 'bank.example'],
    ['ada@bank.example', 'mailto:eve@evil.test', 'bank.example'],
    ['http://bank.example:8080/x', 'https://evil.test/', 'bank.example'],
  ];
  for (const [text, href, claimed] of other) {
    test(`differs: "${text}" → ${href}`, () =>
      assert.equal(claimedHost(text, target(href)), claimed === '' ? 'bank.example' : claimed));
  }
});

describe('resource URLs', () => {
  test('each is sorted by what it would do', () => {
    assert.deepEqual(resource('cid:logo%40x'), { kind: 'cid', cid: 'logo@x' });
    assert.deepEqual(resource('CID:a%zz'), { kind: 'cid', cid: 'a%zz' });
    assert.equal(resource(' data:image/png;base64,AA==').kind, 'data');
    assert.deepEqual(resource('http://h.example/x?a#b'), {
      kind: 'remote',
      url: 'https://h.example/x?a#b',
      host: 'h.example',
    });
    assert.deepEqual(resource('https://u:p@h.example/'), {
      kind: 'remote',
      url: 'https://h.example/',
      host: 'h.example',
    });
    for (const remote of ['//h.example/x', '\\\\h.example\\x', '/\\h.example/x', 'h\tttps://h.example/x']) {
      assert.equal(resource(remote).kind, 'remote', remote);
    }
    for (const none of [
      '',
      'x.png',
      '/x.png',
      'file:///x',
      'vscode-resource://x/y',
      'javascript:1',
      'blob:x',
      'https://',
    ]) {
      assert.equal(resource(none).kind, 'none', none);
    }
  });

  test('srcset gives its URLs', () => {
    assert.deepEqual(srcsetUrls('a.png 1x, https://h/b.png 2x,c.png 300w'), ['a.png', 'https://h/b.png', 'c.png']);
    assert.deepEqual(srcsetUrls(' ,, a,b.png 1.5x '), ['a,b.png']);
    assert.deepEqual(srcsetUrls(''), []);
  });
});
