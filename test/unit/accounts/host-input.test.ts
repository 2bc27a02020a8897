import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { asciiHost, readPort, readServer } from '../../../extension/accounts/host-input.ts';
import { isLoopback } from '../../../extension/accounts/loopback.ts';

describe('server as typed or pasted', () => {
  const good: readonly (readonly [string, string, number | null, string | null])[] = [
    ['imap.example.org', 'imap.example.org', null, null],
    ['  IMAP.Example.ORG.  ', 'imap.example.org', null, null],
    ['<imap.example.org>', 'imap.example.org', null, null],
    ['imap.example.org:993', 'imap.example.org', 993, 'tls'],
    ['imap.example.org:143', 'imap.example.org', 143, 'starttls'],
    ['imap.example.org:1143', 'imap.example.org', 1143, null],
    ['imaps://imap.example.org', 'imap.example.org', null, 'tls'],
    ['imaps://ada@imap.example.org:1993/INBOX', 'imap.example.org', 1993, 'tls'],
    ['imap://imap.example.org/', 'imap.example.org', null, null],
    ['https://mail.example.org:8443/webmail?x=1', 'mail.example.org', null, null],
    ['imap.example.org/', 'imap.example.org', null, null],
    ['127.0.0.1', '127.0.0.1', null, null],
    ['127.0.0.1:1143', '127.0.0.1', 1143, null],
    ['[::1]:143', '::1', 143, 'starttls'],
    ['::1', '::1', null, null],
    ['localhost', 'localhost', null, null],
    ['imap.exämple.de', 'imap.xn--exmple-cua.de', null, null],
    ['mail_server.lan', 'mail_server.lan', null, null],
  ];
  for (const [text, host, port, security] of good) {
    it(`takes ${JSON.stringify(text)}`, () => {
      assert.deepEqual(readServer(text), { ok: true, host, port, security });
    });
  }

  const bad: readonly (readonly [string, RegExp])[] = [
    ['', /Type the name/],
    ['   ', /Type the name/],
    ['imap example org', /no spaces/],
    ['ada@example.org', /an address, not a server/],
    ['imap.example.org:0', /from 1 to 65535/],
    ['imap.example.org:70000', /from 1 to 65535/],
    ['imap.example.org:', /from 1 to 65535/],
    ['imap.example.org:imap', /from 1 to 65535/],
    ['imap..example.org', /not the name or the IP address/],
    ['-imap.example.org', /not the name or the IP address/],
    ['256.1.1.1', /not the name or the IP address/],
    ['imap.example.org\r\nEVIL', /no spaces/],
    ['*', /not the name or the IP address/],
    [`${'a'.repeat(64)}.org`, /not the name or the IP address/],
  ];
  for (const [text, problem] of bad) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      const server = readServer(text);
      assert.equal(server.ok, false);
      assert.match(server.ok ? '' : server.problem, problem);
    });
  }
});

describe('ports', () => {
  it('takes 1 to 65535 and nothing else', () => {
    assert.deepEqual(['1', ' 993 ', '65535'].map(readPort), [1, 993, 65535]);
    assert.deepEqual(
      ['', '0', '65536', '9.5', '-1', '1e3', '0x10', 'imap', '123456'].map(readPort),
      Array(9).fill(null),
    );
  });
});

describe('loopback', () => {
  it('knows what never leaves this machine', () => {
    for (const host of [
      'localhost',
      'LOCALHOST.',
      'imap.localhost',
      '127.0.0.1',
      '127.255.0.3',
      '::1',
      '0:0:0:0:0:0:0:1',
      '::ffff:127.0.0.1',
    ]) {
      assert.equal(isLoopback(host), true, host);
    }
    for (const host of [
      'localhost.example.org',
      '127.example.org',
      '128.0.0.1',
      '::2',
      '10.0.0.1',
      'notlocalhost',
      '',
    ]) {
      assert.equal(isLoopback(host), false, host);
    }
  });
});

describe('host names in ASCII', () => {
  it('gives null for what is no name', () => {
    assert.equal(asciiHost('a b'), null);
    assert.equal(asciiHost(''), null);
    assert.equal(asciiHost(`${'a.'.repeat(130)}org`), null);
  });
});
