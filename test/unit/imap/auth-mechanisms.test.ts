import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseSignIn, type SignInFacts } from '../../../extension/imap/auth/choose.ts';
import { CramMd5 } from '../../../extension/imap/auth/cram-md5.ts';
import { OAuthBearer, XOAuth2 } from '../../../extension/imap/auth/oauth.ts';
import { Plain } from '../../../extension/imap/auth/plain.ts';
import { SaslLogin } from '../../../extension/imap/auth/sasl-login.ts';
import { saslPrep } from '../../../extension/imap/auth/saslprep.ts';
import { Scram } from '../../../extension/imap/auth/scram.ts';
import type { Credentials } from '../../../extension/imap/client/api.ts';
import { ImapError } from '../../../extension/imap/errors.ts';
import { failure } from './failure.ts';

const pencil = { user: 'user', password: 'pencil' };

/** RFC 7677 §3. */
const sha256 = {
  nonce: 'rOprNGfwEbeRWgbNEkqO',
  serverFirst: 'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096',
  clientFinal:
    'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=',
  serverFinal: 'v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=',
};

function detailOf(error: unknown): unknown {
  assert.ok(error instanceof ImapError);
  return error.detail;
}

test('PLAIN, with and without an authorization identity (RFC 4616 §4)', () => {
  assert.equal(new Plain('tim', 'tanstaaftanstaaf').initial().toString(), '\0tim\0tanstaaftanstaaf');
  assert.equal(new Plain('Kurt', 'xipj3plmq', 'Ursel').initial().toString(), 'Ursel\0Kurt\0xipj3plmq');
  assert.throws(() => new Plain('a\0b', 'c'), ImapError);
});

test('CRAM-MD5 (RFC 2195 §2)', () => {
  const mechanism = new CramMd5('tim', 'tanstaaftanstaaf');
  const answer = mechanism.respond(Buffer.from('<1896.697170952@postoffice.reston.mci.net>'));
  assert.equal(answer.toString(), 'tim b913a602c7eda7a495b4e6e7334d3890');
  mechanism.complete();
  assert.throws(() => new CramMd5('a', 'b').complete(), ImapError, 'OK without a challenge proves nothing');
});

test('SCRAM-SHA-256 (RFC 7677 §3)', async () => {
  const mechanism = new Scram({ ...pencil, hash: 'sha256', nonce: sha256.nonce });
  assert.equal(mechanism.initial().toString(), 'n,,n=user,r=rOprNGfwEbeRWgbNEkqO');
  assert.equal((await mechanism.respond(Buffer.from(sha256.serverFirst))).toString(), sha256.clientFinal);
  assert.equal((await mechanism.respond(Buffer.from(sha256.serverFinal))).length, 0);
  mechanism.complete();
});

test('SCRAM-SHA-1 (RFC 5802 §5)', async () => {
  const mechanism = new Scram({ ...pencil, hash: 'sha1', nonce: 'fyko+d2lbbFgONRv9qkxdawL' });
  const first = 'r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096';
  const final = 'c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=';
  assert.equal((await mechanism.respond(Buffer.from(first))).toString(), final);
  await mechanism.respond(Buffer.from('v=rmF9pqV8S7suAoZWja4dJRkFsKQ='));
  mechanism.complete();
});

test('SCRAM escapes names and carries the authorization identity', () => {
  const mechanism = new Scram({ user: 'a=b,c', password: 'x', hash: 'sha1', nonce: 'N', authorizationId: 'boss' });
  assert.equal(mechanism.initial().toString(), 'n,a=boss,n=a=3Db=2Cc,r=N');
});

test('SCRAM escapes the authorization identity too', () => {
  const mechanism = new Scram({ ...pencil, hash: 'sha1', nonce: 'N', authorizationId: 'b=o,ss' });
  assert.equal(mechanism.initial().toString(), 'n,a=b=3Do=2Css,n=user,r=N');
});

test('SCRAM prepares name and password: two spellings give the same exchange (RFC 5802 §5.1, §2.2)', async () => {
  const exchange = async (user: string, secret: string): Promise<readonly string[]> => {
    const mechanism = new Scram({ user, password: secret, hash: 'sha256', nonce: sha256.nonce });
    return [mechanism.initial().toString(), (await mechanism.respond(Buffer.from(sha256.serverFirst))).toString()];
  };
  assert.deepEqual(await exchange('us\u00ader', 'pen\u00adcil'), await exchange('user', 'pencil'));
  assert.deepEqual(await exchange('e\u0301', 'a\u00a0\u2168'), await exchange('\u00e9', 'a IX'));
  assert.equal((await exchange('user', 'pen\u00adcil'))[1], sha256.clientFinal);
});

test('fault 14: SCRAM takes no wrong signature, no missing one, no foreign nonce', async () => {
  const begin = async (): Promise<Scram> => {
    const mechanism = new Scram({ ...pencil, hash: 'sha256', nonce: sha256.nonce });
    await mechanism.respond(Buffer.from(sha256.serverFirst));
    return mechanism;
  };
  const wrong = await begin();
  const forged = `v=${Buffer.alloc(32).toString('base64')}`;
  assert.deepEqual(await failure(wrong.respond(Buffer.from(forged))), {
    kind: 'authentication',
    problem: 'server-signature',
  });
  assert.throws(
    () => wrong.complete(),
    (error) => (assert.deepEqual(detailOf(error), { kind: 'authentication', problem: 'server-signature' }), true),
  );
  const missing = await begin();
  assert.throws(() => missing.complete(), ImapError);
  const silent = new Scram({ ...pencil, hash: 'sha256' });
  assert.throws(() => silent.complete(), ImapError);

  for (const nonce of ['other', sha256.nonce]) {
    const mechanism = new Scram({ ...pencil, hash: 'sha256', nonce: sha256.nonce });
    const detail = await failure(mechanism.respond(Buffer.from(`r=${nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096`)));
    assert.deepEqual(detail, { kind: 'authentication', problem: 'nonce' });
  }
});

test('fault 15: SCRAM iteration counts are capped at both ends', async () => {
  for (const count of ['1', '4095', '1000001', '99999999999999999999']) {
    const mechanism = new Scram({ ...pencil, hash: 'sha256', nonce: 'abc' });
    const detail = await failure(mechanism.respond(Buffer.from(`r=abcdef,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=${count}`)));
    assert.deepEqual(detail, { kind: 'authentication', problem: 'iterations' }, count);
  }
  for (const nonsense of ['', 'm=ext,r=abcdef,s=AA==,i=4096', 'r=abcdef', 'r=abcdef,s=AA==,i=-5']) {
    const mechanism = new Scram({ ...pencil, hash: 'sha256', nonce: 'abc' });
    assert.deepEqual(
      await failure(mechanism.respond(Buffer.from(nonsense))),
      { kind: 'authentication', problem: 'challenge' },
      nonsense,
    );
  }
});

test('LOGIN answers two prompts, whatever they say, and no third', () => {
  const mechanism = new SaslLogin('alice', 'secret');
  const prompt = Buffer.from('Say something:');
  assert.equal(mechanism.respond(prompt).toString(), 'alice');
  assert.equal(mechanism.respond(prompt).toString(), 'secret');
  assert.equal(mechanism.oddPrompts, 2);
  assert.throws(() => mechanism.respond(prompt), ImapError);
});

test('the OAuth mechanisms (RFC 7628 §4.1)', () => {
  assert.equal(new XOAuth2('me@x.example', 'tok').initial().toString(), 'user=me@x.example\x01auth=Bearer tok\x01\x01');
  assert.equal(
    new OAuthBearer('me@x.example', 'tok').initial().toString(),
    'n,a=me@x.example,\x01auth=Bearer tok\x01\x01',
  );
  const refused = new OAuthBearer('me', 'tok');
  assert.equal(refused.respond().toString(), '\x01');
  assert.throws(() => refused.respond(), ImapError);
});

test('two spellings of a password are one (RFC 4013)', () => {
  assert.equal(saslPrep('pa\u00adss\u00a0word'), 'pass word');
  assert.equal(saslPrep('e\u0301'), '\u00e9');
  assert.equal(saslPrep('\u2168'), 'IX');
});

const password: Credentials = { kind: 'password', user: 'alice', password: 'secret' };
const facts: SignInFacts = { offered: [], loginDisabled: false, mayReveal: true };

function chosen(credentials: Credentials, given: Partial<SignInFacts>): string {
  const way = chooseSignIn(credentials, { ...facts, ...given });
  return way.kind === 'login' ? 'LOGIN command' : way.mechanism.name;
}

test('the strongest common mechanism wins, whatever else is offered and in which order', () => {
  const odd = Array.from({ length: 50 }, (_, index) => `X-ODD-${index}`);
  assert.equal(
    chosen(password, { offered: [...odd, 'plain', 'LOGIN', 'CRAM-MD5', 'SCRAM-SHA-1', 'scram-sha-256'] }),
    'SCRAM-SHA-256',
  );
  assert.equal(chosen(password, { offered: ['PLAIN', 'SCRAM-SHA-1', 'CRAM-MD5'] }), 'SCRAM-SHA-1');
  assert.equal(chosen(password, { offered: ['LOGIN', 'PLAIN', 'CRAM-MD5'] }), 'CRAM-MD5');
  assert.equal(chosen(password, { offered: ['LOGIN', 'PLAIN'] }), 'PLAIN');
  assert.equal(chosen(password, { offered: ['LOGIN'] }), 'LOGIN');
  assert.equal(chosen(password, { offered: odd }), 'LOGIN command');
  const token: Credentials = { kind: 'token', user: 'a', accessToken: 't' };
  assert.equal(chosen(token, { offered: ['PLAIN', 'XOAUTH2', 'OAUTHBEARER'] }), 'OAUTHBEARER');
  assert.equal(chosen(token, { offered: ['OAUTH2', 'XOAUTH2'] }), 'XOAUTH2');
  assert.equal(chosen(token, { offered: ['OAUTH2'] }), 'OAUTH2');
  assert.equal(chosen({ ...token, mechanism: 'OAUTH2' }, { offered: ['OAUTHBEARER', 'OAUTH2'] }), 'OAUTH2');
  assert.equal(chosen({ kind: 'external' }, { offered: ['EXTERNAL'] }), 'EXTERNAL');
  assert.equal(chosen({ kind: 'anonymous', trace: 'x' }, { offered: ['ANONYMOUS'] }), 'ANONYMOUS');
  assert.equal(chosen({ ...password, authorizationId: 'bob' }, { offered: ['LOGIN', 'CRAM-MD5', 'PLAIN'] }), 'PLAIN');
});

test('what would show the password is not chosen on an open line', () => {
  const kindOf = (given: Partial<SignInFacts>, credentials: Credentials = password): unknown => {
    try {
      return chosen(credentials, given);
    } catch (error) {
      return (detailOf(error) as { kind: string }).kind;
    }
  };
  assert.equal(kindOf({ mayReveal: false, offered: ['PLAIN', 'CRAM-MD5'] }), 'CRAM-MD5');
  assert.equal(kindOf({ mayReveal: false, offered: ['PLAIN', 'LOGIN'] }), 'plaintext-forbidden');
  assert.equal(kindOf({ mayReveal: false }), 'plaintext-forbidden');
  assert.equal(
    kindOf({ mayReveal: false, offered: ['XOAUTH2'] }, { kind: 'token', user: 'a', accessToken: 't' }),
    'plaintext-forbidden',
  );
  assert.equal(kindOf({ loginDisabled: true }), 'no-mechanism');
  assert.equal(kindOf({ offered: ['X-FOO'] }, { kind: 'token', user: 'a', accessToken: 't' }), 'no-mechanism');
});
