import { authenticationError, type SaslMechanism } from './sasl.ts';

/** EXTERNAL (RFC 4422 appendix A): who we are is known from the TLS client certificate or the like. */
export function external(authorizationId = ''): SaslMechanism {
  return new SingleMessage('EXTERNAL', authorizationId);
}

/** ANONYMOUS (RFC 4505): `trace` tells the server's log who came. */
export function anonymous(trace: string): SaslMechanism {
  return new SingleMessage('ANONYMOUS', trace);
}

class SingleMessage implements SaslMechanism {
  readonly name: string;
  readonly revealing = false;
  readonly oneMessage = true;
  readonly #message: Buffer;

  constructor(name: string, message: string) {
    this.name = name;
    this.#message = Buffer.from(message, 'utf8');
  }

  initial(): Buffer {
    return this.#message;
  }

  respond(): Buffer {
    throw authenticationError('challenge');
  }

  complete(): void {
    // The server proves nothing in this mechanism.
  }
}
