import { ImapError, invalidArgument, type TlsProblem } from '../errors.ts';

const certificateProblems: Readonly<Record<string, TlsProblem>> = {
  ERR_TLS_CERT_ALTNAME_INVALID: 'wrong-host',
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'not-yet-valid',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'unknown-ca',
  UNABLE_TO_GET_ISSUER_CERT: 'unknown-ca',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unknown-ca',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unknown-ca',
  CERT_UNTRUSTED: 'unknown-ca',
};

/** OpenSSL's ways of saying that the peer's octets are no TLS records at all. */
const notTls = new Set([
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG',
  'ERR_SSL_HTTP_REQUEST',
  'EPROTO',
]);

const sentences: Readonly<Record<TlsProblem, string>> = {
  'wrong-host': 'the certificate is for another host',
  'unknown-ca': 'the certificate comes from an authority that is not trusted here',
  'self-signed': 'the certificate is signed by nobody but itself',
  expired: 'the certificate has expired',
  'not-yet-valid': 'the certificate is not valid yet',
  'not-tls': 'the server does not speak TLS on this port',
  other: 'the secure connection failed',
};

/** @param reason Node's name for what is wrong with the certificate (`authorizationError`). */
export function certificateProblem(reason: string): TlsProblem {
  return certificateProblems[reason] ?? 'other';
}

/** @param code `code` of an error during the handshake. */
export function handshakeProblem(code: string | null): TlsProblem {
  if (code === null) return 'other';
  if (notTls.has(code)) return 'not-tls';
  return certificateProblems[code] ?? 'other';
}

export function tlsError(
  endpoint: string,
  problem: TlsProblem,
  extra: string,
  fingerprint256: string | null,
): ImapError {
  const detail = extra === '' ? '' : ` (${extra})`;
  const message = `${sentences[problem]}${detail}`;
  return new ImapError(`No secure connection to ${endpoint}: ${message}.`, {
    kind: 'tls',
    problem,
    message,
    fingerprint256,
  });
}

/** Node refuses the options before a handshake begins: a key that is none, a wrong passphrase, an unknown version. */
export function unusableOptions(endpoint: string, cause: unknown): ImapError {
  const reason = cause instanceof Error ? cause.message : 'unknown';
  const message = `The options for the secure connection to ${endpoint} cannot be used: ${reason}.`;
  return invalidArgument(message, { retry: 'after-user' });
}
