import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectImap } from '../../../extension/imap/client/connect.ts';
import { printRecord } from '../../../extension/imap/trace/print.ts';
import { Secrets } from '../../../extension/imap/trace/secrets.ts';
import { rejection } from './failure.ts';
import { scene, signedIn } from './scripted-server.ts';

function knowing(secret: string, user = 'alice'): Secrets {
  const secrets = new Secrets();
  secrets.user(user);
  secrets.add(secret);
  return secrets;
}

test('a secret is hidden where it stands as a word, a long one anywhere', () => {
  const cases = [
    ['hunter2', 'Unknown command hunter2', 'Unknown command <secret>'],
    ['hunter2', 'LOGIN alice "hunter2".', 'LOGIN alice "<secret>".'],
    ['hunter2', 'LOGIN ALICE HUNTER2', 'LOGIN ALICE <secret>'],
    ['hunter2', 'alice/hunter2, again', 'alice/<secret>, again'],
    ['ada', 'shadahunter2', 'shadahunter2'],
    ['serv', 'the server serv.example.org is down, serv', 'the server serv.example.org is down, <secret>'],
    ['correct horse battery', 'xcorrect horse batteryx', 'x<secret>x'],
    ['a"b\\cdef', 'LOGIN alice "a\\"b\\\\cdef"', 'LOGIN alice "<secret>"'],
    ['ya29.abcdefghijklmnopqrstuvw', 'token ya29.abcdefghijklmno…, refused', 'token <secret>, refused'],
    ['.*+?^$', 'is .*+?^$ allowed?', 'is <secret> allowed?'],
  ] as const;
  for (const [secret, text, masked] of cases) assert.equal(knowing(secret).mask(text), masked, secret);
});

test('a short secret, an ordinary word and the user name are hidden only as an argument: elsewhere the gap would tell them', () => {
  const cases = [
    ['a', 'a bad command: LOGIN alice a', 'a bad command: LOGIN alice <secret>'],
    ['123', 'Error 123 in LOGIN "alice" "123"', 'Error 123 in LOGIN "alice" "<secret>"'],
    ['password', 'Wrong password: LOGIN alice password', 'Wrong password: LOGIN alice <secret>'],
    ['alice', 'No user alice (LOGIN alice alice)', 'No user alice (LOGIN alice <secret>)'],
    ['x', 'LOGIN alice {1+} x', 'LOGIN alice {1+} <secret>'],
  ] as const;
  for (const [secret, text, masked] of cases) assert.equal(knowing(secret).mask(text), masked, secret);
  assert.equal(knowing('b', 'a').mask('extra b: LOGIN a b'), 'extra b: LOGIN a <secret>');
});

test('a line keeps its tag, status and data: a number that is the password too stays a number', () => {
  const line = (text: string): string =>
    knowing('123456')
      .parts(text)
      .map((part) => (part.kind === 'text' ? part.text : `<${part.size}>`))
      .join('');
  assert.equal(line('* OK [UIDVALIDITY 123456] UIDs valid'), '* OK [UIDVALIDITY 123456] UIDs valid');
  assert.equal(line('* OK [UIDVALIDITY 123456]'), '* OK [UIDVALIDITY 123456]');
  assert.equal(line('A2 OK [COPYUID 1 123456,9 2:3] 123456'), 'A2 OK [COPYUID 1 123456,9 2:3] <6>');
  assert.equal(line('* OK [PERMANENTFLAGS (123456 \\*)] 123456'), '* OK [PERMANENTFLAGS (123456 \\*)] <6>');
  assert.equal(line('A2 NO [X] 123456'), 'A2 NO [X] <6>');
  assert.equal(line('123456 BAD tag'), '<6> BAD tag');
  assert.equal(line('+ 123456'), '+ <6>');
});

test('fault 18: a secret that a server repeats inside the brackets of a code is hidden, unless the code is data', () => {
  const line = (text: string): string =>
    knowing('hunter2')
      .parts(text)
      .map((part) => (part.kind === 'text' ? part.text : '***'))
      .join('');
  for (const [said, kept] of [
    ['* BAD [X-DEBUG LOGIN alice hunter2] odd', '* BAD [X-DEBUG LOGIN alice ***] odd'],
    ['A1 BAD [CLIENTBUG LOGIN alice hunter2] Unknown command', 'A1 BAD [CLIENTBUG LOGIN alice ***] Unknown command'],
    ['A1 BAD [CAPABILITY-OF alice hunter2] hunter2', 'A1 BAD [CAPABILITY-OF alice ***] ***'],
    ['* NO [UNSEEN 5 LOGIN alice hunter2] no', '* NO [UNSEEN 5 LOGIN alice ***] no'],
    ['+ [LOGIN alice hunter2] hunter2', '+ [LOGIN alice ***] ***'],
    ['* BAD [hunter2', '* BAD [***'],
    ['* OK [CAPABILITY IMAP4rev1 hunter2] hunter2', '* OK [CAPABILITY IMAP4rev1 hunter2] ***'],
  ] as const)
    assert.equal(line(said), kept);
});

test('fault 18: a secret that was sent is known in quotes, as a literal and out of its base64', () => {
  const bytes = (text: string): Buffer => Buffer.from(text);
  const secrets = new Secrets();
  secrets.sent([
    { kind: 'secret', bytes: bytes('"with \\"quotes\\""') },
    { kind: 'literal', header: '', bytes: bytes('lîteral'), sync: false, secret: true },
    { kind: 'literal', header: '', bytes: bytes('message'), sync: false, secret: false },
    { kind: 'secret', bytes: bytes(Buffer.from('answer4').toString('base64')) },
  ]);
  const said = `with "quotes" with \\"quotes\\" lîteral message answer4 YW5zd2VyNA==`;
  assert.equal(secrets.mask(said), '<secret> <secret> <secret> message <secret> <secret>');
});

test('data keeps what it says: a mailbox may be called as the password is', async () => {
  const one = scene();
  one.server.say('* OK [CAPABILITY IMAP4rev1] hi');
  const client = await connectImap(one.options);
  const signing = client.login('alice', 'Archive7');
  const { tag } = await one.server.command('LOGIN');
  one.server.say(`${tag} OK Hello alice, Archive7 it is`);
  await one.server.answer('CAPABILITY', '* CAPABILITY IMAP4rev1');
  await signing;
  const listing = client.list();
  await one.server.answer('LIST', '* LIST () "/" Archive7', '* OK Archive7 is listed');
  assert.deepEqual(
    (await listing).map(({ name }) => name.display),
    ['Archive7'],
  );
  const printed = one.trace.map((record) => printRecord(record, 4) ?? '');
  assert.ok(printed.some((line) => line.endsWith('* LIST () "/" Archive7')));
  assert.ok(printed.some((line) => line.endsWith('OK Hello alice, *** it is')));
  assert.ok(printed.some((line) => line.endsWith('* OK *** is listed')));
});

test('fault 18: the token of a URL that needs no sign-in is in no log and no error; the caller gets it', async () => {
  const { client, server, trace } = await signedIn('IMAP4rev1 URLAUTH');
  const token = '91354a473744909de610943775f92038';
  const url = 'imap://joe@example.com/INBOX/;uid=20/;urlauth=anonymous';
  const making = client.command('GENURLAUTH', [{ string: url }, { raw: 'INTERNAL' }]);
  await server.answer('GENURLAUTH', `* GENURLAUTH "${url}:internal:${token}"`);
  const { data } = await making;
  assert.ok(JSON.stringify(data).includes(token));
  const using = rejection(client.command('URLFETCH', [{ string: `${url}:internal:${token}` }]));
  const { tag, rest } = await server.command('URLFETCH');
  assert.ok(rest.includes(token));
  server.say(`${tag} NO No such message as ${url}:internal:${token}`);
  const error = await using;
  const written = [...trace.map((record) => printRecord(record, 5)), error.sent, error.message].join('\n');
  assert.ok(written.includes('urlauth=anonymous:internal:'));
  assert.ok(!written.includes(token), written);
});
