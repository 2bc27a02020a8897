import { createHmac } from 'node:crypto';
import { authenticationError, type SaslMechanism } from './sasl.ts';

/** CRAM-MD5 (RFC 2195): a keyed digest of the server's challenge. */
export class CramMd5 implements SaslMechanism {
  readonly name = 'CRAM-MD5';
  readonly revealing = false;
  readonly #user: string;
  readonly #password: string;
  #answered = false;

  constructor(user: string, password: string) {
    this.#user = user;
    this.#password = password;
  }

  initial(): null {
    return null;
  }

  respond(challenge: Buffer): Buffer {
    if (this.#answered || challenge.length === 0) throw authenticationError('challenge');
    this.#answered = true;
    const digest = createHmac('md5', this.#password).update(challenge).digest('hex');
    return Buffer.from(`${this.#user} ${digest}`, 'utf8');
  }

  complete(): void {
    if (!this.#answered) throw authenticationError('challenge');
  }
}
