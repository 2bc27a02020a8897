import { isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { openRoute } from '../imap/transport/proxy.ts';
import { readCaFile } from './ca-certificates.ts';
import { factsOf, type CertificateFacts } from './certificate-facts.ts';
import { proxyFor } from './connect-options.ts';
import type { Account } from './model.ts';

/**
 * Looks at the certificate of a server whose certificate was refused, so that a person can be shown who issued it. Nothing is judged,
 * and nothing is said to the server but STARTTLS. Null when it cannot be had within `timeoutMs` milliseconds.
 */
export async function fetchCertificate(
  account: Pick<Account, 'host' | 'port' | 'security' | 'caFile' | 'proxy'>,
  options: { readonly signal?: AbortSignal; readonly timeoutMs?: number; readonly proxyPassword?: string } = {},
): Promise<CertificateFacts | null> {
  const limit = AbortSignal.timeout(options.timeoutMs ?? 10_000);
  const signal = options.signal === undefined ? limit : AbortSignal.any([options.signal, limit]);
  let socket: Socket;
  try {
    const own = account.caFile === undefined ? [] : await readCaFile(account.caFile);
    const { host, port } = account;
    socket = await openRoute({ host, port, signal, ...proxyFor(account, options.proxyPassword, own) });
  } catch {
    return null;
  }
  const end = (): void => void socket.destroy();
  signal.addEventListener('abort', end, { once: true });
  socket.on('error', end);
  try {
    if (account.security === 'starttls' && !(await startTls(socket))) {
      return null;
    }
    return await handshake(socket, account.host);
  } finally {
    signal.removeEventListener('abort', end);
    socket.destroy();
  }
}

function handshake(socket: Socket, host: string): Promise<CertificateFacts | null> {
  return new Promise((resolve) => {
    const tls = connectTls({
      socket,
      servername: isIP(host) === 0 ? host : '',
      rejectUnauthorized: false,
      minVersion: 'TLSv1.2',
    });
    tls.once('secureConnect', () => {
      resolve(factsOf(tls.getPeerCertificate()));
      tls.destroy();
    });
    tls.on('error', () => resolve(null));
    socket.once('close', () => resolve(null));
  });
}

/** Greeting, STARTTLS, OK (RFC 9051 §6.2.1). False for any other course. */
async function startTls(socket: Socket): Promise<boolean> {
  if (!(await lineFits(socket, /^\* OK\b/i, () => true))) {
    return false;
  }
  socket.write('a STARTTLS\r\n');
  return lineFits(socket, /^a OK\b/i, (line) => !line.startsWith('* '));
}

/** Waits for the first line that decides and tells whether it is as expected. */
function lineFits(socket: Socket, expected: RegExp, decides: (line: string) => boolean): Promise<boolean> {
  return new Promise((resolve) => {
    let text = '';
    const finish = (result: boolean): void => {
      socket.off('data', onData);
      socket.off('close', onClose);
      socket.pause();
      resolve(result);
    };
    const onClose = (): void => finish(false);
    const onData = (chunk: Buffer): void => {
      text += chunk.toString('latin1');
      if (text.length > 8192) {
        finish(false);
        return;
      }
      const lines = text.split('\r\n').slice(0, -1);
      const decisive = lines.find(decides);
      if (decisive !== undefined) {
        finish(expected.test(decisive));
      }
    };
    socket.on('data', onData);
    socket.once('close', onClose);
    socket.resume();
  });
}
