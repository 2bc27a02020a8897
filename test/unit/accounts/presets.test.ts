import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { asciiHost } from '../../../extension/accounts/host-input.ts';
import { isLoopback } from '../../../extension/accounts/loopback.ts';
import { presetNote } from '../../../extension/accounts/preset-notes.ts';
import { allPresets, defaultPort, guessServer, presetFor } from '../../../extension/accounts/presets.ts';

describe('provider presets', () => {
  it('every host is a name, every port that of TLS, but for the bridge on this machine', () => {
    for (const [domain, preset] of allPresets()) {
      assert.equal(domain, domain.toLowerCase());
      assert.equal(asciiHost(domain), domain);
      if (preset.note === 'no-imap') {
        assert.equal(preset.host, '', domain);
      } else if (preset.note === 'bridge') {
        assert.deepEqual([isLoopback(preset.host), preset.port, preset.security], [true, 1143, 'starttls'], domain);
      } else {
        assert.deepEqual([asciiHost(preset.host), preset.port, preset.security], [preset.host, 993, 'tls'], domain);
      }
    }
  });

  it('finds a provider whatever the case', () => {
    assert.equal(presetFor('Ada@GMail.com')?.host, 'imap.gmail.com');
    assert.equal(presetFor('ada@posteo.net')?.host, 'posteo.de');
    assert.equal(presetFor('ada@icloud.com')?.user, 'local-part');
    assert.equal(presetFor('ada@example.org'), null);
    assert.equal(presetFor('ada@__proto__'), null);
  });

  it('says what a password is not enough for', () => {
    assert.match(presetNote(presetFor('ada@gmail.com')) ?? '', /app password/);
    assert.match(presetNote(presetFor('ada@outlook.com')) ?? '', /OAuth/);
    assert.match(presetNote(presetFor('ada@gmx.de')) ?? '', /switched on/);
    assert.match(presetNote(presetFor('ada@proton.me')) ?? '', /Bridge/);
    assert.match(presetNote(presetFor('ada@tuta.com')) ?? '', /no IMAP/);
    assert.equal(presetNote(presetFor('ada@posteo.de')), null);
    assert.equal(presetNote(null), null);
  });
});

describe('guesses', () => {
  it('puts imap. before the domain, except on this machine and before addresses', () => {
    assert.deepEqual(guessServer('ada@example.org'), { host: 'imap.example.org', port: 993, security: 'tls' });
    assert.equal(guessServer('root@localhost').host, 'localhost');
    assert.equal(guessServer('root@127.0.0.1').host, '127.0.0.1');
    assert.equal(guessServer('').host, '');
  });

  it('knows the two ports', () => {
    assert.deepEqual([defaultPort('tls'), defaultPort('starttls'), defaultPort('none')], [993, 143, 143]);
  });
});
