import type { ConnectOptions, Credentials, StatusEvent } from '../imap/client/api.ts';
import { ImapError } from '../imap/errors.ts';
import type { Clock } from '../imap/session/clock.ts';
import type { TraceSink } from '../imap/trace/record.ts';
import { endpointOf } from '../imap/transport/socket.ts';
import type { ProxyOptions } from '../imap/transport/proxy-options.ts';
import { openTcp } from '../imap/transport/tcp.ts';
import { openTls } from '../imap/transport/tls.ts';
import type { Transport } from '../imap/transport/transport.ts';
import { readCaFile, systemCertificates } from './ca-certificates.ts';
import { isLoopback } from './loopback.ts';
import type { Account } from './model.ts';

/** Who listens to a connection, and what may end the wait for it. */
export interface ConnectHooks {
  readonly trace?: TraceSink;
  readonly onStatus?: (event: StatusEvent) => void;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  /** For the account's proxy, where it has a user. */
  readonly proxyPassword?: string;
}

/** What of an account decides how its server is reached. */
export type Endpoint = Pick<Account, 'host' | 'port' | 'security' | 'pinnedFingerprint' | 'caFile' | 'proxy'>;

/** How to connect to an account's server. The file with the authority is read when the connection is opened. */
export function connectOptionsFor(account: Endpoint, hooks: ConnectHooks = {}): ConnectOptions {
  const { trace, onStatus, signal, clock } = hooks;
  return {
    protect: account.security,
    endpoint: endpointOf(account.host, account.port),
    open: (opening) => open(account, opening, hooks.proxyPassword),
    ...(trace === undefined ? {} : { trace }),
    ...(onStatus === undefined ? {} : { onStatus }),
    ...(signal === undefined ? {} : { signal }),
    ...(clock === undefined ? {} : { clock }),
  };
}

export function credentialsFor(account: Pick<Account, 'user'>, password: string): Credentials {
  return { kind: 'password', user: account.user, password };
}

async function open(account: Endpoint, signal: AbortSignal, proxyPassword?: string): Promise<Transport> {
  const { host, port, pinnedFingerprint, caFile } = account;
  const pin = pinnedFingerprint === undefined ? {} : { fingerprint256: pinnedFingerprint };
  const own = caFile === undefined ? [] : await readCaFile(caFile);
  const through = proxyFor(account, proxyPassword, own);
  switch (account.security) {
    case 'none':
      // The core checks the address it reached; the name is checked here, before anything is looked up.
      if (!isLoopback(host) || account.proxy !== undefined) {
        throw new ImapError('The connection would not be encrypted.', { kind: 'plaintext-forbidden' });
      }
      return openTcp({ host, port, signal });
    case 'starttls':
      // There is no second attempt behind STARTTLS, so everything that may be trusted goes in at once.
      return openTcp({ host, port, signal, ...through, tls: { ...pin, ca: [...own, ...systemCertificates()] } });
    case 'tls':
      return openWithSystemAuthorities((ca) =>
        openTls({ host, port, signal, ...through, ...pin, ca: [...own, ...ca] }),
      );
  }
}

/** The proxy of an account as the core takes it. `own`: authorities trusted for the account, its `https` proxy included. */
export function proxyFor(
  { proxy }: Pick<Account, 'proxy'>,
  password: string | undefined,
  own: readonly string[],
): { readonly proxy?: ProxyOptions } {
  if (proxy === undefined) {
    return {};
  }
  const secret = proxy.user === undefined || password === undefined ? {} : { password };
  const tls = proxy.kind === 'https' ? { tls: { ca: [...own, ...systemCertificates()] } } : {};
  return { proxy: { ...proxy, ...secret, ...tls } };
}

/** The operating system's authorities cost time on every connection, so they are only asked when the shipped ones do not do. */
async function openWithSystemAuthorities(connect: (ca: readonly string[]) => Promise<Transport>): Promise<Transport> {
  try {
    return await connect([]);
  } catch (error) {
    const unknown =
      error instanceof ImapError &&
      error.detail.kind === 'tls' &&
      (error.detail.problem === 'unknown-ca' || error.detail.problem === 'self-signed');
    const system = unknown ? systemCertificates() : [];
    if (system.length === 0) {
      throw error;
    }
    return connect(system);
  }
}
