import assert from 'node:assert/strict';
import { CramMd5 } from '../../../extension/imap/auth/cram-md5.ts';
import { OAuthBearer, XOAuth2 } from '../../../extension/imap/auth/oauth.ts';
import { Plain } from '../../../extension/imap/auth/plain.ts';
import { SaslLogin } from '../../../extension/imap/auth/sasl-login.ts';
import type { SaslMechanism } from '../../../extension/imap/auth/mechanism.ts';
import { Scram } from '../../../extension/imap/auth/scram.ts';
import { ImapError } from '../../../extension/imap/errors.ts';
import type { Target } from '../engine/target.ts';

const mechanisms: readonly (() => SaslMechanism)[] = [
  () => new Scram({ hash: 'sha256', user: 'u', password: 'p', nonce: 'fuzz' }),
  () => new Scram({ hash: 'sha1', user: 'u', password: 'p', nonce: 'fuzz' }),
  () => new OAuthBearer('u', 't'),
  () => new XOAuth2('u', 't'),
  () => new CramMd5('u', 'p'),
  () => new SaslLogin('u', 'p'),
  () => new Plain('u', 'p'),
];

/** The first octet names the mechanism, each line is a challenge. */
export const target: Target = {
  name: 'sasl',
  about: 'imap/auth',
  share: 2,
  maxLength: 500,
  seeds: [
    '\0r=fuzzServer,s=QSXCR+Q6sek8bf92,i=4096\nv=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=',
    '\x01r=fuzzServer,s=QSXCR+Q6sek8bf92,i=4096\ne=invalid-proof',
    '\x02{"status":"invalid_token","scope":"x","openid-configuration":"y"}\n',
    '\x03{"status":401}',
    '\x04<1896.697170952@postoffice>',
    '\x05Username:\nPassword:\nMore:',
    '\x06',
  ],
  words: ['r=fuzz', 's=', ',i=4096', 'v=', 'e=', 'm=x,', '{"', '":', '__proto__', '\n'],
  async run(data) {
    const mechanism: SaslMechanism = mechanisms[(data[0] ?? 0) % mechanisms.length]?.() ?? new Plain('u', 'p');
    mechanism.initial();
    for (const line of data.subarray(1).toString('latin1').split('\n')) {
      // More iterations than that only take long, up to a cap that a test of its own holds.
      const iterations = Number(/i=(\d+)/.exec(line)?.[1] ?? 0);
      if (iterations > 5000 && iterations <= 1_000_000) return;
      try {
        assert.ok(Buffer.isBuffer(await mechanism.respond(Buffer.from(line, 'latin1'))));
      } catch (error) {
        if (!(error instanceof ImapError)) throw error;
        break;
      }
    }
    mechanism.refusal?.();
    try {
      mechanism.complete();
    } catch (error) {
      if (!(error instanceof ImapError)) throw error;
      return;
    }
    assert.ok(!(mechanism instanceof Scram), 'nobody without the password proves to know it');
  },
};
