import assert from 'node:assert/strict';
import { createHmac, pbkdf2Sync } from 'node:crypto';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { saslCallable, type SaslCallback } from '../../../extension/imap/auth/callable.ts';
import type { Credentials } from '../../../extension/imap/client/api.ts';
import type { Client } from '../../../extension/imap/client/client.ts';
import { connectImap } from '../../../extension/imap/client/connect.ts';
import { failure, rejection } from './failure.ts';
import { turns, until } from './manual-clock.ts';
import { scene, type Scene } from './scripted-server.ts';

const password = 'c0rrect-h0rse "b\\attery" ✓';
const credentials: Credentials = { kind: 'password', user: 'alice', password };

async function connected(capabilities: string): Promise<Scene & { readonly client: Client }> {
  const one = scene();
  one.server.say(`* OK [CAPABILITY IMAP4rev1 ${capabilities}] hi`);
  return { ...one, client: await connectImap(one.options) };
}

const done = 'OK [CAPABILITY IMAP4rev1] in';

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

test('PLAIN with SASL-IR is one line, without it two', async () => {
  const expected = base64(`\0alice\0${password}`);
  const one = await connected('AUTH=PLAIN SASL-IR');
  const quick = one.client.signIn(credentials);
  const first = await one.server.command('AUTHENTICATE PLAIN');
  assert.equal(first.rest, expected);
  one.server.say(`${first.tag} ${done}`);
  await quick;
  assert.equal(one.client.authenticated, true);

  const two = await connected('AUTH=PLAIN');
  const slow = two.client.signIn(credentials);
  const second = await two.server.command('AUTHENTICATE PLAIN');
  assert.equal(second.rest, '');
  two.server.say('+ ');
  await two.server.expect(new RegExp(`^${expected.replace(/[+/]/g, '\\$&')}$`));
  two.server.say(`${second.tag} ${done}`);
  await slow;
});

test('LOGIN where nothing else is offered: the password goes as it must, never into the log', async () => {
  const { client, server, trace } = await connected('');
  const signing = client.signIn({ kind: 'password', user: 'alice', password: 'pa ss"word' });
  const { tag, rest } = await server.command('LOGIN');
  assert.equal(rest, 'alice "pa ss\\"word"');
  server.say(`${tag} ${done}`);
  await signing;
  assert.ok(
    trace.some(
      (record) => record.type === 'line' && record.parts.some((part) => part.kind === 'secret' && part.size === 13),
    ),
  );
});

test('LOGIN quotes every password, a plain word too', async () => {
  for (const word of ['secret', 'secret]x', 'NIL', '']) {
    const { client, server } = await connected('');
    const signing = client.login('alice', word);
    const { tag, rest } = await server.command('LOGIN');
    assert.equal(rest, `alice "${word}"`);
    server.say(`${tag} ${done}`);
    await signing;
  }
});

test('LOGIN with a password that needs a literal', async () => {
  const { client, server } = await connected('');
  const signing = client.signIn(credentials);
  const { tag, rest } = await server.command('LOGIN');
  const octets = Buffer.from(password);
  assert.equal(rest, `alice {${octets.length}}`);
  server.say('+ go on');
  assert.equal(await server.octets(octets.length + 2), `${octets.toString('latin1')}\r\n`);
  server.say(`${tag} ${done}`);
  await signing;
});

test('LOGINDISABLED: LOGIN is never sent', async () => {
  const { client, server } = await connected('LOGINDISABLED');
  assert.equal((await failure(client.signIn(credentials))).kind, 'no-mechanism');
  await turns();
  assert.equal(server.unread, '');
});

test('an open line: loopback may be used, a network only when that was allowed', async () => {
  for (const [loopback, allowPlaintext] of [
    [true, false],
    [false, true],
  ] as const) {
    const one = scene({ protect: 'none', allowPlaintext }, { kind: 'none' }, loopback);
    one.server.say('* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] hi');
    const client = await connectImap(one.options);
    const signing = client.signIn(credentials);
    const { tag } = await one.server.command('AUTHENTICATE PLAIN');
    one.server.say(`${tag} ${done}`);
    await signing;
  }
  const network = scene({ protect: 'none' }, { kind: 'none' }, false);
  network.server.say('* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] hi');
  assert.equal((await failure(connectImap(network.options))).kind, 'plaintext-forbidden');
  await until(() => network.server.ended);
  assert.equal(network.server.unread, '');
});

interface ScramServer {
  readonly first: string;
  final(clientFinal: string): string;
}

/** The server's side of SCRAM-SHA-256. */
function scramServer(clientFirst: string, secret: string): ScramServer {
  const bare = clientFirst.slice(3);
  const nonce = `${/r=(.*)$/.exec(bare)?.[1] ?? ''}server`;
  const salt = Buffer.from('some salt');
  const first = `r=${nonce},s=${salt.toString('base64')},i=4096`;
  return {
    first,
    final: (clientFinal) => {
      const withoutProof = clientFinal.replace(/,p=.*$/, '');
      const salted = pbkdf2Sync(secret, salt, 4096, 32, 'sha256');
      const key = createHmac('sha256', salted).update('Server Key').digest();
      return `v=${createHmac('sha256', key).update(`${bare},${first},${withoutProof}`).digest('base64')}`;
    },
  };
}

async function scramUpTo(
  server: Scene['server'],
  secret: string,
): Promise<{ readonly tag: string; readonly final: string }> {
  const { tag, rest } = await server.command('AUTHENTICATE SCRAM-SHA-256');
  const scram = scramServer(Buffer.from(rest, 'base64').toString(), secret);
  server.say(`+ ${base64(scram.first)}`);
  const [clientFinal = ''] = await server.expect(/^(.+)$/);
  return { tag, final: scram.final(Buffer.from(clientFinal, 'base64').toString()) };
}

test('SCRAM-SHA-256 against a server that knows the password', async () => {
  const { client, server } = await connected('AUTH=PLAIN AUTH=SCRAM-SHA-256 SASL-IR');
  const signing = client.signIn(credentials);
  const { tag, final } = await scramUpTo(server, password);
  server.say(`+ ${base64(final)}`);
  await server.expect(/^$/);
  server.say(`${tag} ${done}`);
  await signing;
});

test('a server that does not know the password is told to stop, and its OK is not believed', async () => {
  const { client, server } = await connected('AUTH=SCRAM-SHA-256 SASL-IR');
  const signing = failure(client.signIn(credentials));
  const { tag, final } = await scramUpTo(server, 'something else');
  server.say(`+ ${base64(final)}`);
  await server.expect(/^\*$/);
  server.say(`${tag} OK come in anyway`);
  assert.deepEqual(await signing, { kind: 'authentication', problem: 'server-signature' });
  assert.equal(client.authenticated, false);
  assert.equal((await client.closed).kind, 'protocol');
});

test('a server that leaves its proof out and says OK is not believed', async () => {
  const { client, server } = await connected('AUTH=SCRAM-SHA-256 SASL-IR');
  const signing = failure(client.signIn(credentials));
  const { tag } = await scramUpTo(server, password);
  server.say(`${tag} OK welcome`);
  assert.deepEqual(await signing, { kind: 'authentication', problem: 'server-signature' });
  assert.equal((await client.closed).kind, 'protocol');
});

test('after a challenge that makes no sense the connection lives on', async () => {
  const { client, server } = await connected('AUTH=SCRAM-SHA-256 SASL-IR');
  const signing = failure(client.signIn(credentials));
  const { tag } = await server.command('AUTHENTICATE SCRAM-SHA-256');
  server.say('+ not base64!');
  await server.expect(/^\*$/);
  server.say(`${tag} BAD cancelled`);
  assert.deepEqual(await signing, { kind: 'authentication', problem: 'challenge' });
  const running = client.noop();
  await server.answer('NOOP');
  await running;
});

test('an answer that could not be made here is told with its cause, and the server is not blamed', async () => {
  const cause = new TypeError('no smart card');
  const fail = (): never => {
    throw cause;
  };
  const answers: readonly SaslCallback[] = [fail, () => Promise.reject(cause)];
  for (const answer of answers) {
    const { client, server } = await connected('AUTH=X-CARD');
    const signing = rejection(client.signIn({ kind: 'sasl', mechanism: saslCallable('X-CARD', answer) }));
    const { tag } = await server.command('AUTHENTICATE X-CARD');
    server.say('+ Z28=');
    await server.expect(/^\*$/);
    server.say(`${tag} BAD cancelled`);
    const error = await signing;
    assert.deepEqual(error.detail, { kind: 'authentication', problem: 'answer' });
    assert.equal(error.cause, cause);
    assert.doesNotMatch(error.message, /server sent|smart card/);
  }
});

test('what a mechanism of the caller throws before and after the exchange is one ImapError with its cause', async () => {
  const cause = new RangeError('broken');
  const fail = (): never => {
    throw cause;
  };
  const sound = saslCallable('X-CARD', () => '', { initial: 'hello' });
  const early = await connected('AUTH=X-CARD SASL-IR');
  const first = await rejection(early.client.signIn({ kind: 'sasl', mechanism: { ...sound, initial: fail } }));
  assert.deepEqual([first.detail.kind, first.cause], ['authentication', cause]);
  const late = await connected('AUTH=X-CARD SASL-IR');
  const signing = rejection(late.client.signIn({ kind: 'sasl', mechanism: { ...sound, complete: fail } }));
  const { tag } = await late.server.command('AUTHENTICATE X-CARD');
  late.server.say(`${tag} ${done}`);
  const second = await signing;
  assert.deepEqual([second.detail.kind, second.cause], ['authentication', cause]);
});

test('fault 16: endless challenges end after ten', async () => {
  const { client, server } = await connected('AUTH=XOAUTH2 SASL-IR');
  const signing = failure(client.signIn({ kind: 'token', user: 'a', accessToken: 't' }));
  await server.command('AUTHENTICATE XOAUTH2');
  server.say('+ e30=');
  await server.expect(/^$/);
  for (let i = 0; i < 9; i++) {
    server.say('+ e30=');
    await server.expect(/^\*$/);
  }
  server.say('+ e30=');
  const detail = await signing;
  assert.ok(detail.kind === 'authentication' || detail.kind === 'closed');
  assert.equal((await client.closed).kind, 'protocol');
});

test('fault 17: a late NO for an earlier tag does not fail the sign-in', async () => {
  const { client, server } = await connected('AUTH=PLAIN SASL-IR');
  const asked = client.noop();
  const earlier = await server.command('NOOP');
  server.say(`${earlier.tag} OK`);
  await asked;
  const signing = client.signIn(credentials);
  const { tag } = await server.command('AUTHENTICATE PLAIN');
  server.say(`${earlier.tag} NO [AUTHENTICATIONFAILED] wrong`, `${tag} ${done}`);
  await signing;
});

test('a refused token: the reason is answered, the NO that follows is the error', async () => {
  const { client, server } = await connected('AUTH=XOAUTH2 SASL-IR');
  const signing = failure(client.signIn({ kind: 'token', user: 'a', accessToken: 'tok' }));
  const { tag, rest } = await server.command('AUTHENTICATE XOAUTH2');
  assert.equal(Buffer.from(rest, 'base64').toString(), 'user=a\x01auth=Bearer tok\x01\x01');
  server.say(`+ ${base64('{"status":"401"}')}`);
  await server.expect(/^$/);
  server.say(`${tag} NO [AUTHENTICATIONFAILED] expired`);
  const detail = await signing;
  assert.equal(detail.kind === 'refused' && detail.status.code?.name, 'AUTHENTICATIONFAILED');
});

test('cancelling in the middle of the exchange sends the cancellation and keeps the connection', async () => {
  const { client, server } = await connected('AUTH=LOGIN');
  const controller = new AbortController();
  const signing = failure(client.signIn(credentials, { signal: controller.signal }));
  const { tag } = await server.command('AUTHENTICATE LOGIN');
  controller.abort();
  assert.equal((await signing).kind, 'aborted');
  server.say(`+ ${base64('Username:')}`);
  await server.expect(/^\*$/);
  server.say(`${tag} BAD cancelled`);
  const running = client.noop();
  await server.answer('NOOP');
  await running;
});

test('fault 18: no form of a secret reaches trace, status or error', async () => {
  const token = 'ya29.t0ken-c4nary';
  const cases: readonly { readonly offered: string; readonly credentials: Credentials }[] = [
    { offered: '', credentials },
    { offered: 'AUTH=PLAIN SASL-IR', credentials },
    { offered: 'AUTH=PLAIN', credentials },
    { offered: 'AUTH=LOGIN', credentials },
    { offered: 'AUTH=CRAM-MD5', credentials },
    { offered: 'AUTH=SCRAM-SHA-256 SASL-IR', credentials },
    { offered: 'AUTH=XOAUTH2 SASL-IR', credentials: { kind: 'token', user: 'alice', accessToken: token } },
    { offered: 'AUTH=OAUTHBEARER', credentials: { kind: 'token', user: 'alice', accessToken: token } },
    { offered: 'LITERAL+', credentials },
  ];
  for (const { offered, credentials: given } of cases) {
    const { client, server, trace, events } = await connected(offered);
    const signing = rejection(client.signIn(given));
    const [tag = ''] = await server.expect(/^(\S+) (?:LOGIN|AUTHENTICATE)/);
    // Whatever the client still has to say is drawn out of it, then it is refused.
    for (let round = 0; round < 4; round++) {
      server.say(`+ ${base64('r=challenge,s=AAAA,i=4096')}`);
      await turns();
    }
    server.say(`${tag} NO [AUTHENTICATIONFAILED] no`);
    const error = await signing;
    await until(() => events.length >= 2);
    const seen = inspect(
      { trace, events, error, stack: error.stack, json: JSON.stringify(error) },
      { depth: 20, maxStringLength: Infinity, maxArrayLength: Infinity },
    );
    const exchange = `${server.history.join('\n')}\n${server.unread}`;
    const secrets = given.kind === 'password' ? [given.password] : [token];
    for (const secret of secrets) {
      const forms = [
        secret,
        secret.replace(/["\\]/g, '\\$&'),
        Buffer.from(secret).toString('latin1'),
        Buffer.from(secret).toString('hex'),
      ];
      for (let pad = 0; pad < 3; pad++)
        forms.push(
          Buffer.from('x'.repeat(pad) + secret)
            .toString('base64')
            .slice(4, -4),
        );
      for (const form of forms) assert.ok(!seen.includes(form), `${offered}: ${form} is in the clear`);
    }
    // Nor anything else of what was said in the exchange itself.
    for (const line of exchange.split('\r\n').filter((one) => one.length > 20 && !one.includes(' '))) {
      assert.ok(!seen.includes(line), `${offered}: an answer of the exchange is in the clear`);
    }
  }
});

test('fault 9: referrals are told and never followed, and no credential is sent again or elsewhere', async () => {
  let opened = 0;
  const one = scene();
  const { open } = one.options;
  one.server.say('* OK [CAPABILITY IMAP4rev1 LOGIN-REFERRALS MAILBOX-REFERRALS] hi');
  const client = await connectImap({ ...one.options, open: (signal) => (opened++, open(signal)) });
  const refused = rejection(client.signIn({ kind: 'password', user: 'alice', password: 'secret' }));
  const first = await one.server.command('LOGIN');
  one.server.say(`${first.tag} NO [REFERRAL IMAP://alice;AUTH=*@elsewhere.example/] try there`);
  const error = await refused;
  assert.equal(error.code?.name, 'REFERRAL');
  assert.equal(error.retry, 'after-user');
  await turns();
  assert.equal(one.server.unread, '');
  const signing = client.signIn({ kind: 'password', user: 'alice', password: 'secret' });
  const second = await one.server.command('LOGIN');
  one.server.say(`${second.tag} OK [REFERRAL IMAP://alice@elsewhere.example/] in, but better there`);
  await one.server.answer('CAPABILITY', '* CAPABILITY IMAP4rev1 MAILBOX-REFERRALS');
  await signing;
  const selecting = rejection(client.select('Shared'));
  const third = await one.server.command('SELECT');
  one.server.say(`${third.tag} NO [REFERRAL IMAP://user;AUTH=*@elsewhere.example/Shared] remote`);
  assert.equal((await selecting).code?.name, 'REFERRAL');
  await turns();
  assert.equal(one.server.unread, '');
  assert.equal(opened, 1);
});

const plain: Credentials = { kind: 'password', user: 'alice', password: 'secret' };

test('signing in and selecting take one round trip where the sign-in is one message', async () => {
  for (const capabilities of ['AUTH=PLAIN SASL-IR', '']) {
    const { client, server } = await connected(capabilities);
    const opening = client.signInAndSelect(plain, 'INBOX', { readOnly: true });
    const first = await server.command(capabilities === '' ? 'LOGIN' : 'AUTHENTICATE PLAIN');
    const second = await server.command('EXAMINE');
    assert.equal(second.rest, 'INBOX');
    server.say(`${first.tag} ${done}`, '* 3 EXISTS', `${second.tag} OK [READ-ONLY] opened`);
    const mailbox = await opening;
    assert.deepEqual([mailbox.exists, mailbox.readOnly, client.state], [3, true, 'selected']);
  }
});

test('SELECT waits for a sign-in that takes more than one message', async () => {
  for (const [capabilities, name, challenge] of [
    ['AUTH=PLAIN', 'AUTHENTICATE PLAIN', ''],
    ['AUTH=CRAM-MD5 SASL-IR', 'AUTHENTICATE CRAM-MD5', '<1.2@example.org>'],
  ] as const) {
    const { client, server } = await connected(capabilities);
    const opening = client.signInAndSelect(plain, 'INBOX');
    const first = await server.command(name);
    await turns();
    assert.equal(server.unread, '');
    server.say(`+ ${base64(challenge)}`);
    await server.expect(/^[A-Za-z0-9+/=]+$/);
    await turns();
    assert.equal(server.unread, '');
    server.say(`${first.tag} ${done}`);
    await server.answer('SELECT', '* 1 EXISTS');
    assert.equal((await opening).exists, 1);
  }
});

test('a refused sign-in with SELECT behind it leaves the connection as it was', async () => {
  const { client, server } = await connected('AUTH=PLAIN SASL-IR');
  const opening = client.signInAndSelect(plain, 'INBOX');
  const refused = failure(opening);
  const first = await server.command('AUTHENTICATE PLAIN');
  const second = await server.command('SELECT');
  server.say(`${first.tag} NO [AUTHENTICATIONFAILED] no`, `${second.tag} BAD sign in first`);
  assert.equal((await refused).kind, 'refused');
  await turns();
  assert.equal(client.state, 'not-authenticated');
  const again = client.signIn(plain);
  const third = await server.command('AUTHENTICATE PLAIN');
  server.say(`${third.tag} ${done}`);
  await again;
  assert.equal(client.state, 'authenticated');
});

test('a mailbox that opens although the sign-in was refused ends the connection', async () => {
  const { client, server } = await connected('AUTH=PLAIN SASL-IR');
  const refused = failure(client.signInAndSelect(plain, 'INBOX'));
  const first = await server.command('AUTHENTICATE PLAIN');
  const second = await server.command('SELECT');
  server.say(`${first.tag} NO no`, '* 1 EXISTS', `${second.tag} OK opened`);
  assert.equal((await refused).kind, 'refused');
  assert.equal((await client.closed).kind, 'protocol');
});
