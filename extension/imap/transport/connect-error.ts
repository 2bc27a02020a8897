import { ImapError } from '../errors.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the host name is unknown',
  EAI_AGAIN: 'the host name could not be looked up just now',
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset',
  ETIMEDOUT: 'there was no answer in time',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  EACCES: 'the connection is not permitted',
};

/** What Node reports while a connection is opened, as an error of kind `connect`. */
export function connectError(endpoint: string, cause: unknown): ImapError {
  const code = errorCode(cause);
  const reason = (code === null ? undefined : reasons[code]) ?? code ?? 'the connection failed';
  return connectFailure(endpoint, code, reason);
}

export function connectTimeout(endpoint: string): ImapError {
  return connectFailure(endpoint, 'ETIMEDOUT', 'there was no answer in time');
}

/** It ended within the greeting. */
export function connectionCut(endpoint: string): ImapError {
  return connectFailure(endpoint, 'ECONNRESET', 'the connection was cut');
}

export function abortedWhileConnecting(): ImapError {
  return new ImapError('Cancelled while connecting.', { kind: 'aborted' });
}

function connectFailure(endpoint: string, code: string | null, reason: string): ImapError {
  const message = `Cannot connect to ${endpoint}: ${reason}.`;
  return new ImapError(message, { kind: 'connect', code, message: reason }, { retry: 'reconnect' });
}

/** `code` of a Node error; with several addresses tried, the code of the last failure that has one. */
function errorCode(cause: unknown): string | null {
  if (!(cause instanceof Error)) return null;
  if ('code' in cause && typeof cause.code === 'string') return cause.code;
  if (cause instanceof AggregateError) {
    const failures: readonly unknown[] = cause.errors;
    for (const inner of failures.toReversed()) {
      const code = errorCode(inner);
      if (code !== null) return code;
    }
  }
  return null;
}
