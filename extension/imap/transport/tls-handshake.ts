import { createHash, type X509Certificate } from 'node:crypto';
import { isIP, type Socket } from 'node:net';
import { checkServerIdentity, connect, rootCertificates, type TLSSocket } from 'node:tls';
import { abortedWhileConnecting, connectError } from './connect-error.ts';
import { StreamTransport } from './stream-transport.ts';
import { certificateProblem, handshakeProblem, tlsError, unusableOptions } from './tls-problem.ts';
import type { ChannelBindingType, Transport } from './transport.ts';

export interface TlsOptions {
  /** PEM certificates of authorities trusted beside the public ones. */
  readonly ca?: readonly string[];
  /**
   * SHA-256 fingerprint of the one certificate to accept, in hexadecimal with or without colons. It stands in place of the
   * authority, name and date checks; any other certificate is refused.
   */
  readonly fingerprint256?: string;
  /** Name that the certificate must bear and that SNI sends; default: the host connected to. */
  readonly serverName?: string;
  /** Certificate of this end and its key, PEM: who we are, for EXTERNAL (RFC 4422 appendix A). */
  readonly clientCertificate?: { readonly cert: string; readonly key: string; readonly passphrase?: string };
  /** Oldest version accepted; default TLSv1.2, never older (RFC 8314 §4.1). */
  readonly minVersion?: 'TLSv1.2' | 'TLSv1.3';
}

/** A transport over `handshake`. */
export async function wrapInTls(
  socket: Socket,
  host: string,
  endpoint: string,
  options: TlsOptions,
  signal: AbortSignal,
): Promise<Transport> {
  const secured = await handshake(socket, host, endpoint, options, signal);
  return new StreamTransport(secured, {
    endpoint,
    security: {
      kind: 'tls',
      protocol: secured.getProtocol() ?? 'TLS',
      cipher: secured.getCipher().name,
      fingerprint256: secured.getPeerCertificate().fingerprint256,
      bind: (type) => bind(secured, type),
    },
  });
}

/**
 * TLS 1.2 or later over a connected socket. The certificate is judged before one octet of the peer is delivered.
 * @throws ImapError of kind `tls`, `connect` (the connection broke), `aborted`, or `invalid-argument` for options that cannot be used, as a
 * client certificate that is none; the socket is destroyed then.
 */
export function handshake(
  socket: Socket,
  host: string,
  endpoint: string,
  options: TlsOptions,
  signal: AbortSignal,
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      socket.destroy();
      reject(abortedWhileConnecting());
      return;
    }
    let secured: TLSSocket;
    try {
      secured = begin(socket, options.serverName ?? host, options);
    } catch (error) {
      socket.destroy();
      reject(unusableOptions(endpoint, error));
      return;
    }
    const fail = (error: Error): void => {
      signal.removeEventListener('abort', onAbort);
      secured.destroy();
      socket.destroy();
      reject(error);
    };
    const onAbort = (): void => fail(abortedWhileConnecting());
    const onError = (error: Error): void => fail(handshakeFailure(endpoint, error));
    const onClose = (): void => fail(tlsError(endpoint, 'other', 'the server hung up', null));
    // Never removed: a destroyed socket may still report.
    secured.on('error', onError);
    socket.on('error', onError);
    secured.once('close', onClose);
    signal.addEventListener('abort', onAbort, { once: true });
    secured.once('secureConnect', () => {
      const refusal = verdict(secured, endpoint, options);
      if (refusal !== null) {
        fail(refusal);
        return;
      }
      signal.removeEventListener('abort', onAbort);
      secured.off('close', onClose);
      resolve(secured);
    });
  });
}

function begin(socket: Socket, name: string, options: TlsOptions): TLSSocket {
  return connect({
    socket,
    minVersion: options.minVersion ?? 'TLSv1.2',
    ...options.clientCertificate,
    // SNI knows host names only (RFC 6066 §3).
    servername: isIP(name) === 0 ? name : '',
    ...(options.ca === undefined || options.ca.length === 0 ? {} : { ca: [...rootCertificates, ...options.ca] }),
    checkServerIdentity: (_servername, certificate) => checkServerIdentity(name, certificate),
    // Judged by hand in `verdict`, so that a refusal can show whose certificate it was; nothing is read or sent before.
    rejectUnauthorized: false,
  });
}

/** Channel binding data: RFC 9266 §4.2, RFC 5929 §3.1 and §4.1. */
function bind(secured: TLSSocket, type: ChannelBindingType): Buffer | null {
  const modern = secured.getProtocol() === 'TLSv1.3';
  switch (type) {
    case 'tls-exporter':
      return modern ? secured.exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0)) : null;
    case 'tls-unique':
      // The first Finished of the handshake, which is the client's unless a session was resumed. Not defined for TLS 1.3, but Cyrus takes it.
      return (secured.isSessionReused() ? secured.getPeerFinished() : secured.getFinished()) ?? null;
    case 'tls-server-end-point':
      return endPoint(secured.getPeerX509Certificate());
  }
}

/** The certificate's hash by the function of its signature, SHA-256 in place of MD5 and SHA-1; null for functions not known here. */
function endPoint(certificate: X509Certificate | undefined): Buffer | null {
  if (certificate === undefined) return null;
  const signature = signatureAlgorithm(certificate);
  const hash = /sha(384|512|224)/i.exec(signature)?.[1];
  if (hash === undefined && !/sha-?(1|256)|md5/i.test(signature)) return null;
  return createHash(hash === undefined ? 'sha256' : `sha${hash}`)
    .update(certificate.raw)
    .digest();
}

/** Only Node 24 tells it; before, a binding by certificate is not to be had. */
function signatureAlgorithm(certificate: X509Certificate): string {
  return (certificate as { readonly signatureAlgorithm?: string }).signatureAlgorithm ?? '';
}

function verdict(secured: TLSSocket, endpoint: string, options: TlsOptions): Error | null {
  // Node types the certificate as always present; without one it is an empty object.
  const fingerprint = (secured.getPeerCertificate() as { fingerprint256?: string }).fingerprint256 ?? null;
  // Node types this as Error but gives the code as a string.
  const given: unknown = secured.authorizationError;
  const reason = typeof given === 'string' ? given : given instanceof Error ? given.message : '';
  if (options.fingerprint256 !== undefined) {
    if (fingerprint !== null && bare(fingerprint) === bare(options.fingerprint256)) return null;
    const problem = secured.authorized ? 'other' : certificateProblem(reason);
    return tlsError(endpoint, problem, 'it is not the certificate pinned for this account', fingerprint);
  }
  if (secured.authorized) return null;
  const problem = certificateProblem(reason);
  return tlsError(endpoint, problem, problem === 'other' ? reason : '', fingerprint);
}

function bare(fingerprint: string): string {
  return fingerprint.replaceAll(':', '').toUpperCase();
}

function handshakeFailure(endpoint: string, error: Error): Error {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
  if (code !== null && /^E(CONN|PIPE|TIMEDOUT|HOST|NET)/.test(code)) return connectError(endpoint, error);
  const problem = handshakeProblem(code);
  return tlsError(endpoint, problem, problem === 'other' && code !== null ? code : '', null);
}
