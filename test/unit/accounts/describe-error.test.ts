import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeError, type ErrorChoice, type Where } from '../../../extension/accounts/describe-error.ts';
import { ImapError, type CloseReason, type ImapErrorDetail } from '../../../extension/imap/errors.ts';
import type { BareCodeName } from '../../../extension/imap/grammar/code.ts';
import type { StatusKind, StatusResponse } from '../../../extension/imap/grammar/types.ts';

const tls: Where = { host: 'imap.example.org', port: 993, security: 'tls', user: 'ada', address: 'ada@example.org' };
const starttls: Where = { ...tls, port: 143, security: 'starttls' };
const fingerprint256 = Array(32).fill('AB').join(':');

const status = (kind: StatusKind, code: BareCodeName | null, text: string): StatusResponse => ({
  type: 'status',
  tag: 'A1',
  kind,
  code: code === null ? null : { name: code },
  text,
});
const error = (detail: ImapErrorDetail, command: string | null = null): ImapError =>
  new ImapError('core message', detail, { command });
const login = (code: BareCodeName | null, text = '', kind: StatusKind = 'NO'): ImapError =>
  error({ kind: 'refused', status: status(kind, code, text) }, 'LOGIN');

type Case = readonly [
  name: string,
  failure: ImapError | CloseReason,
  where: Where,
  title: string,
  detail: RegExp,
  choices: readonly ErrorChoice[],
];

const cases: readonly Case[] = [
  [
    'wrong password',
    login('AUTHENTICATIONFAILED', 'Invalid credentials'),
    tls,
    'Wrong user name or password',
    /did not accept the user name “ada” with this password\. The server says: “Invalid credentials”$/,
    ['edit-password', 'edit-server'],
  ],
  [
    'wrong password, no code',
    error({ kind: 'refused', status: status('NO', null, 'LOGIN failed') }, 'AUTHENTICATE PLAIN'),
    tls,
    'Wrong user name or password',
    /“LOGIN failed”/,
    ['edit-password', 'edit-server'],
  ],
  [
    'wrong password at Gmail',
    login('AUTHENTICATIONFAILED'),
    { ...tls, address: 'ada@gmail.com' },
    'Wrong user name or password',
    /Gmail takes an app password here/,
    ['edit-password', 'edit-server'],
  ],
  [
    'expired password',
    login('EXPIRED'),
    tls,
    'The password has expired',
    /set one with the provider/,
    ['edit-password'],
  ],
  [
    'not authorised',
    login('AUTHORIZATIONFAILED'),
    tls,
    'The account may not be opened',
    /accepted the password/,
    ['edit-server', 'edit-password'],
  ],
  [
    'privacy required',
    login('PRIVACYREQUIRED'),
    tls,
    'The server wants an encrypted connection',
    /only over TLS/,
    ['edit-server'],
  ],
  [
    'unavailable is no wrong password',
    login('UNAVAILABLE', 'LDAP is down'),
    tls,
    'The server cannot sign you in just now',
    /password was not judged.*“LDAP is down”/,
    ['retry'],
  ],
  ['in use', login('INUSE'), tls, 'The server cannot sign you in just now', /Try again later/, ['retry']],
  [
    'ask the administrator',
    login('CONTACTADMIN', 'Account locked'),
    tls,
    'The server asks you to contact its administrator',
    /“Account locked”/,
    ['edit-password', 'edit-server'],
  ],
  [
    'BAD to the sign-in',
    login(null, 'Unknown command', 'BAD'),
    tls,
    'The server did not understand the sign-in',
    /“Unknown command”/,
    ['edit-server', 'edit-password'],
  ],
  [
    'server signature wrong',
    error({ kind: 'authentication', problem: 'server-signature' }),
    tls,
    'The server could not be verified',
    /could not prove/,
    ['edit-server', 'edit-password'],
  ],
  [
    'nonce wrong',
    error({ kind: 'authentication', problem: 'nonce' }),
    tls,
    'The server could not be verified',
    /could not prove/,
    ['edit-server', 'edit-password'],
  ],
  [
    'iterations too many',
    error({ kind: 'authentication', problem: 'iterations' }),
    tls,
    'The server could not be verified',
    /unreasonable amount/,
    ['edit-server'],
  ],
  ...(['challenge', 'rounds'] as const).map((problem): Case => [
    `a sign-in without sense: ${problem}`,
    error({ kind: 'authentication', problem }),
    tls,
    'The server could not be verified',
    /makes no sense/,
    ['retry', 'edit-server'],
  ]),
  [
    'an answer that could not be made',
    error({ kind: 'authentication', problem: 'answer' }),
    tls,
    'Signing in was given up',
    /could not be made here/,
    ['retry'],
  ],
  [
    'unknown host',
    error({ kind: 'connect', code: 'ENOTFOUND', message: 'x' }),
    tls,
    'The server’s name is not known',
    /no server called “imap\.example\.org”/,
    ['edit-server', 'edit-proxy'],
  ],
  [
    'name service down',
    error({ kind: 'connect', code: 'EAI_AGAIN', message: 'x' }),
    tls,
    'The server’s name could not be looked up',
    /Is this machine online/,
    ['retry', 'edit-server', 'edit-proxy'],
  ],
  [
    'refused port',
    error({ kind: 'connect', code: 'ECONNREFUSED', message: 'x' }),
    tls,
    'The server refused the connection',
    /Nothing answers at imap\.example\.org:993/,
    ['edit-server', 'retry'],
  ],
  [
    'refused port by IPv6',
    error({ kind: 'connect', code: 'ECONNREFUSED', message: 'x' }),
    { host: '::1', port: 143 },
    'The server refused the connection',
    /at \[::1\]:143/,
    ['edit-server', 'retry'],
  ],
  [
    'no answer',
    error({ kind: 'connect', code: 'ETIMEDOUT', message: 'x' }),
    tls,
    'The server did not answer in time',
    /firewall/,
    ['retry', 'edit-server', 'edit-proxy'],
  ],
  [
    'no way there',
    error({ kind: 'connect', code: 'ENETUNREACH', message: 'x' }),
    tls,
    'The server cannot be reached',
    /VPN/,
    ['retry', 'edit-server', 'edit-proxy'],
  ],
  [
    'cut',
    error({ kind: 'connect', code: 'ECONNRESET', message: 'x' }),
    tls,
    'The connection was cut',
    /on the way/,
    ['retry', 'edit-server'],
  ],
  [
    'forbidden',
    error({ kind: 'connect', code: 'EACCES', message: 'x' }),
    tls,
    'This machine forbids the connection',
    /firewall/,
    ['edit-server', 'retry'],
  ],
  [
    'another code',
    error({ kind: 'connect', code: 'EWHAT', message: 'odd thing.' }),
    tls,
    'The connection failed',
    /could not be reached: odd thing\.$/,
    ['retry', 'edit-server'],
  ],
  [
    'TLS port spoken to in plain',
    error({ kind: 'greeting', problem: 'none', text: '' }),
    { ...starttls, port: 993 },
    'The server sent no greeting',
    /Port 993 expects TLS from the first octet/,
    ['edit-server', 'retry'],
  ],
  [
    'plain port spoken to in TLS',
    error({ kind: 'tls', problem: 'not-tls', message: 'x', fingerprint256: null }),
    { ...tls, port: 143 },
    'The server does not speak TLS on this port',
    /Port 143 usually begins in the clear: choose STARTTLS/,
    ['edit-server'],
  ],
  [
    'some port spoken to in TLS',
    error({ kind: 'tls', problem: 'not-tls', message: 'x', fingerprint256: null }),
    { ...tls, port: 5000 },
    'The server does not speak TLS on this port',
    /check the port/,
    ['edit-server'],
  ],
  [
    'certificate of a wrong host',
    error({ kind: 'tls', problem: 'wrong-host', message: 'x', fingerprint256 }),
    tls,
    'The certificate belongs to another server',
    /made out to another name.*not sent/,
    ['edit-server', 'trust-certificate'],
  ],
  [
    'unknown CA',
    error({ kind: 'tls', problem: 'unknown-ca', message: 'x', fingerprint256 }),
    tls,
    'The certificate’s issuer is not known',
    /does not trust/,
    ['edit-server', 'trust-certificate'],
  ],
  [
    'self-signed',
    error({ kind: 'tls', problem: 'self-signed', message: 'x', fingerprint256 }),
    tls,
    'The certificate is signed by the server itself',
    /No authority/,
    ['edit-server', 'trust-certificate'],
  ],
  [
    'expired certificate',
    error({ kind: 'tls', problem: 'expired', message: 'x', fingerprint256 }),
    tls,
    'The certificate has expired',
    /must renew/,
    ['edit-server', 'trust-certificate'],
  ],
  [
    'not yet valid',
    error({ kind: 'tls', problem: 'not-yet-valid', message: 'x', fingerprint256 }),
    tls,
    'The certificate is not valid yet',
    /clock/,
    ['edit-server', 'trust-certificate'],
  ],
  [
    'other than the pinned one',
    error({ kind: 'tls', problem: 'other', message: 'x', fingerprint256 }),
    { ...tls, pinnedFingerprint: Array(32).fill('CD').join(':') },
    'The certificate is not the one you trusted',
    /someone may be listening/,
    ['edit-server', 'trust-certificate'],
  ],
  [
    'handshake fails',
    error({ kind: 'tls', problem: 'other', message: 'no shared cipher', fingerprint256: null }),
    tls,
    'The encrypted connection could not be made',
    /failed: no shared cipher\. The password was not sent/,
    ['edit-server', 'retry'],
  ],
  [
    'no greeting',
    error({ kind: 'greeting', problem: 'none', text: '' }),
    tls,
    'The server sent no greeting',
    /not be an IMAP server/,
    ['edit-server', 'retry'],
  ],
  [
    'no greeting in time',
    { kind: 'timeout', what: 'greeting' },
    starttls,
    'The server sent no greeting',
    /choose TLS/,
    ['edit-server', 'retry'],
  ],
  [
    'garbage greeting',
    error({ kind: 'greeting', problem: 'garbage', text: 'SSH-2.0-OpenSSH' }),
    tls,
    'This is not an IMAP server',
    /“SSH-2\.0-OpenSSH”/,
    ['edit-server'],
  ],
  [
    'garbage greeting before TLS is not quoted',
    error({ kind: 'greeting', problem: 'garbage', text: 'call +1 555' }),
    starttls,
    'This is not an IMAP server',
    /^(?!.*555).*came before encryption and is only in the protocol log\.$/,
    ['edit-server'],
  ],
  [
    'BYE greeting',
    error({ kind: 'greeting', problem: 'bye', text: 'Too many connections' }),
    tls,
    'The server turned the connection away',
    /“Too many connections”/,
    ['retry', 'edit-server'],
  ],
  [
    'PREAUTH where TLS is required',
    error({ kind: 'greeting', problem: 'preauth-before-tls', text: 'hi' }),
    starttls,
    'The server skips encryption',
    /Nothing was sent/,
    ['edit-server'],
  ],
  [
    'STARTTLS not offered',
    error({ kind: 'starttls', problem: 'not-offered', text: '' }),
    starttls,
    'The server does not offer STARTTLS',
    /password was not sent\. Try TLS on port 993/,
    ['edit-server'],
  ],
  [
    'STARTTLS refused',
    error({ kind: 'starttls', problem: 'refused', text: 'busy' }),
    starttls,
    'The server refused STARTTLS',
    /password was not sent/,
    ['edit-server', 'retry'],
  ],
  [
    'bytes injected behind STARTTLS',
    error({ kind: 'starttls', problem: 'injected-data', text: '' }),
    starttls,
    'Someone may be tampering with the connection',
    /attack.*password was not sent/,
    ['edit-server'],
  ],
  [
    'timeout of a command',
    error({ kind: 'timeout', afterMs: 60_000 }, 'LIST'),
    tls,
    'The server stopped answering',
    /took too long/,
    ['retry', 'edit-server'],
  ],
  [
    'timeout while connecting',
    error({ kind: 'closed', reason: { kind: 'timeout', what: 'connect' } }),
    tls,
    'The server did not answer in time',
    /firewall/,
    ['retry', 'edit-server', 'edit-proxy'],
  ],
  [
    'stalled literal',
    { kind: 'timeout', what: 'literal' },
    tls,
    'The server stopped answering',
    /took too long/,
    ['retry', 'edit-server'],
  ],
  ['cancelled', error({ kind: 'aborted' }), tls, 'Cancelled', /Nothing was changed/, ['retry']],
  ['another gave up', { kind: 'given-up' }, tls, 'The connection was ended', /cancelled halfway/, ['retry']],
  ['hung up', { kind: 'eof' }, tls, 'The server hung up', /without a word/, ['retry', 'edit-server']],
  [
    'BYE',
    { kind: 'bye', status: status('BYE', null, 'Maintenance') },
    tls,
    'The server ended the connection',
    /“Maintenance”/,
    ['retry'],
  ],
  [
    'reset',
    { kind: 'transport', code: 'ECONNRESET', message: 'x' },
    tls,
    'The connection was cut',
    /on the way/,
    ['retry', 'edit-server'],
  ],
  [
    'no IMAP',
    { kind: 'protocol', message: 'x' },
    tls,
    'The server does not keep to IMAP',
    /protocol log/,
    ['retry', 'edit-server'],
  ],
  ['signed out', { kind: 'logout' }, tls, 'Signed out', /as asked/, []],
  [
    'another command refused',
    error({ kind: 'refused', status: status('NO', 'NONEXISTENT', 'No such mailbox') }, 'SELECT'),
    tls,
    'The server refused SELECT',
    /“No such mailbox”/,
    ['retry'],
  ],
  [
    'answer unreadable',
    error({ kind: 'malformed-reply', excerpt: '((' }),
    tls,
    'The server’s answer cannot be read',
    /protocol log/,
    ['retry'],
  ],
  [
    'no mechanism',
    error({ kind: 'no-mechanism', offered: ['GSSAPI', 'X\u202e'] }),
    tls,
    'The server takes no password',
    /It offers: GSSAPI, X⟨U\+202E⟩\.$/,
    ['edit-server'],
  ],
  [
    'plaintext forbidden',
    error({ kind: 'plaintext-forbidden' }),
    tls,
    'The connection is not encrypted',
    /was not sent/,
    ['edit-server'],
  ],
  [
    'authority file missing',
    error({ kind: 'invalid-argument', message: 'x' }),
    tls,
    'This could not be done',
    /^core message$/,
    [],
  ],
];

describe('failures in plain words', () => {
  for (const [name, failure, where, title, detail, choices] of cases) {
    it(name, () => {
      const description = describeError(failure, where);
      assert.equal(description.title, title);
      assert.match(description.detail, detail);
      assert.deepEqual(description.choices, choices);
    });
  }

  it('does not need to know the server', () => {
    for (const [, failure] of cases) {
      const { title, detail } = describeError(failure);
      assert.doesNotMatch(title + detail, /undefined|null|\{\d\}/);
      assert.doesNotMatch(title, /[.]$/);
    }
  });

  it('makes the server’s words harmless', () => {
    const { detail } = describeError(login('AUTHENTICATIONFAILED', 'a\u001b[31m\u202eb\r\n[click](command:evil)'), tls);
    assert.doesNotMatch(detail, /[\u0000-\u001f\u202e]/);
    assert.doesNotMatch(detail, /\]\(command:/);
    assert.ok(detail.includes('␛') && detail.includes('⟨U+202E⟩'));
  });

  it('takes whatever was thrown', () => {
    assert.deepEqual(describeError(new Error('no\u0007 password')), {
      title: 'Something went wrong',
      detail: 'no␇ password',
      choices: ['retry'],
    });
    assert.equal(describeError('odd').detail, 'No reason was given.');
    assert.equal(describeError({ kind: 'nonsense' }).title, 'Something went wrong');
    assert.equal(describeError(null).title, 'Something went wrong');
  });
});
