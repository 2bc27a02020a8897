import { isIPv6 } from 'node:net';
import type { ProxyOptions } from '../imap/transport/proxy-options.ts';
import { accountId, type AccountId } from '../mail/model.ts';
import { english, type Translate } from '../translate.ts';
import { asciiHost } from './host-input.ts';

/** The proxy of an account as settings hold it: without its password. */
export type ProxyAddress = Pick<ProxyOptions, 'kind' | 'host' | 'port' | 'user'>;

export type ProxyInput =
  { readonly ok: true; readonly proxy: ProxyAddress | null } | { readonly ok: false; readonly problem: string };

const kinds: Readonly<Record<string, ProxyAddress['kind']>> = {
  socks: 'socks5',
  socks5: 'socks5',
  socks5h: 'socks5',
  http: 'http',
  https: 'https',
};

/** Reads `socks5://user@proxy.example.org:1080` and the like; nothing at all is no proxy. What it refuses it never quotes: it may hold a password. */
export function readProxy(text: string, t: Translate = english): ProxyInput {
  const typed = text.trim();
  if (typed === '') {
    return { ok: true, proxy: null };
  }
  const [, scheme = '', , user, host = '', port] =
    /^([a-z0-9]+):\/\/(([^@/?#]*)@)?(\[[^\]]*\]|[^:/?#@]*)(?::(\d{1,5}))?\/?$/i.exec(typed) ?? [];
  const kind = kinds[scheme.toLowerCase()];
  const ascii = asciiHost(host);
  const number = port === undefined ? (kind === 'socks5' ? 1080 : 0) : Number(port);
  if (user?.includes(':') === true) {
    return {
      ok: false,
      problem: t('A password does not belong here. Leave it out: it is asked for and kept where the mail password is.'),
    };
  }
  if (kind === undefined || ascii === null || number < 1 || number > 65535) {
    return {
      ok: false,
      problem: t('A proxy reads socks5://proxy.example.org:1080, http://proxy.example.org:8080 or https://….'),
    };
  }
  const name = decoded(user ?? '');
  if (name === null || /\p{Cc}/u.test(name)) {
    return { ok: false, problem: t('The user name for the proxy has characters in it that cannot be sent.') };
  }
  return { ok: true, proxy: { kind, host: ascii, port: number, ...(name === '' ? {} : { user: name }) } };
}

/** As `readProxy` reads it. */
export function formatProxy({ kind, host, port, user }: ProxyAddress): string {
  const name = user === undefined ? '' : `${encodeURIComponent(user)}@`;
  return `${kind}://${name}${isIPv6(host) ? `[${host}]` : host}:${port}`;
}

/** Where the password for an account's proxy is kept. No account's own id has a colon in it. */
export function proxySecretId(account: AccountId): AccountId {
  return accountId(`proxy:${account}`);
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
