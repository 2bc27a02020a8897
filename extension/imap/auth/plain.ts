import { authenticationError, refuseNul, type SaslMechanism } from './sasl.ts';

/** PLAIN (RFC 4616): everything in one message. */
export class Plain implements SaslMechanism {
  readonly name = 'PLAIN';
  readonly revealing = true;
  readonly oneMessage = true;
  readonly #message: Buffer;

  constructor(user: string, password: string, authorizationId = '') {
    refuseNul(user, password, authorizationId);
    this.#message = Buffer.from(`${authorizationId}\0${user}\0${password}`, 'utf8');
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
