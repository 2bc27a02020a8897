import assert from 'node:assert/strict';
import { it } from 'node:test';
import { describeError, type ErrorChoice, type Where } from '../../../extension/accounts/describe-error.ts';
import { ImapError, type ImapErrorDetail } from '../../../extension/imap/errors.ts';

const tls: Where = { host: 'imap.example.org', port: 993, security: 'tls' };
const error = (detail: ImapErrorDetail): ImapError => new ImapError('core message', detail);

type Case = readonly [
  name: string,
  failure: ImapError,
  where: Where,
  title: string,
  detail: RegExp,
  choices: readonly ErrorChoice[],
];

const cases: readonly Case[] = [
  [
    'proxy: unreachable',
    error({
      kind: 'proxy',
      problem: 'unreachable',
      proxy: 'proxy.example.org:1080',
      message: 'the connection was refused',
    }),
    tls,
    'The proxy cannot be reached',
    /proxy\.example\.org:1080 of this account does not answer: the connection was refused\./,
    ['edit-proxy', 'retry'],
  ],
  [
    'proxy: tls',
    error({ kind: 'proxy', problem: 'tls', proxy: 'proxy.example.org:1080', message: 'the certificate has expired' }),
    tls,
    'The proxy could not be verified',
    /the certificate has expired\. Its password was not sent\.$/,
    ['edit-proxy', 'retry'],
  ],
  [
    'proxy: sign-in',
    error({ kind: 'proxy', problem: 'sign-in', proxy: 'proxy.example.org:1080', message: 'it refused the sign-in' }),
    tls,
    'The proxy did not accept the sign-in',
    /user name and password of its own/,
    ['edit-proxy'],
  ],
  [
    'proxy: forbidden',
    error({
      kind: 'proxy',
      problem: 'forbidden',
      proxy: 'proxy.example.org:1080',
      message: 'its rules do not allow it',
    }),
    tls,
    'The proxy refused the connection',
    /to imap\.example\.org:993 through: its rules do not allow it\.$/,
    ['edit-proxy', 'edit-server'],
  ],
  [
    'proxy: target-unreachable',
    error({
      kind: 'proxy',
      problem: 'target-unreachable',
      proxy: 'proxy.example.org:1080',
      message: 'the server refused its connection',
    }),
    tls,
    'The proxy cannot reach the server',
    /works, but has no way to imap\.example\.org:993: the server refused/,
    ['edit-server', 'edit-proxy', 'retry'],
  ],
  [
    'proxy: not-a-proxy',
    error({
      kind: 'proxy',
      problem: 'not-a-proxy',
      proxy: 'proxy.example.org:1080',
      message: 'what answers there is not SOCKS5',
    }),
    tls,
    'This is not such a proxy',
    /not a proxy of the kind chosen: what answers there is not SOCKS5\./,
    ['edit-proxy'],
  ],
];

for (const [name, failure, where, title, detail, choices] of cases) {
  it(name, () => {
    const described = describeError(failure, where);
    assert.equal(described.title, title);
    assert.match(described.detail, detail);
    assert.deepEqual(described.choices, choices);
  });
}
